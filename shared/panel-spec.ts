import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { Smoother, XAxis } from './query.ts';

/** How charts are drawn: for all charts of a page, and, where one chart differs, for that one. What is left out is as usual. */
export const ChartSettings = Type.Object(
  {
    x: Type.Optional(XAxis),
    xMetric: Type.Optional(Type.String({ ...MetricKey, description: 'Instead of `x`: this metric of the same run.' })),
    logX: Type.Optional(Type.Boolean()),
    y: Type.Optional(
      Type.Enum(['auto', 'linear', 'log'], {
        description: '`auto` is logarithmic where a loss falls or diverges by two decades or more, and says so.',
      }),
    ),
    smoothing: Type.Optional(Type.Number({ minimum: 0, exclusiveMaximum: 1 })),
    smoother: Type.Optional(Smoother),
    outliers: Type.Optional(Type.Enum(['shown', 'left-out'])),
    synced: Type.Optional(
      Type.Boolean({ description: 'Whether crosshair and zoom are shared with the other charts.' }),
    ),
    ancestors: Type.Optional(
      Type.Boolean({ description: 'Whether a forked run begins with the curve of the run that it was forked from.' }),
    ),
    events: Type.Optional(
      Type.Boolean({
        description: 'Whether what happened in runs is marked: usually where a single run is drawn.',
      }),
    ),
    tooltip: Type.Optional(Type.Enum(['nearest', 'highest', 'lowest', 'name'])),
  },
  { $id: 'ChartSettings', additionalProperties: false },
);
export type ChartSettings = Static<typeof ChartSettings>;

const PanelId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,64}$' });
/** An expression over metrics, as docs/formulas.md describes it. */
export const Formula = Type.String({
  minLength: 1,
  maxLength: 500,
  description: 'An expression over metrics, such as `train/loss - val/loss`.',
});

/** A chart that somebody put together. Charts of a single metric need none: there is one for each metric. */
export const PanelSpec = Type.Object(
  {
    id: PanelId,
    kind: Type.Enum(['curves', 'bar', 'box', 'scatter', 'table']),
    title: Type.Optional(Type.String({ maxLength: 128 })),
    metrics: Type.Array(MetricKey, { maxItems: 32, description: 'Drawn on the left axis.' }),
    right: Type.Optional(Type.Array(MetricKey, { maxItems: 32, description: 'Drawn on a second y axis.' })),
    formulas: Type.Optional(Type.Array(Formula, { maxItems: 16 })),
    pattern: Type.Optional(
      Type.String({ maxLength: 256, description: 'A regular expression: every metric that it matches is drawn too.' }),
    ),
    settings: Type.Optional(ChartSettings),
    value: Type.Optional(
      Type.Enum(['best', 'last', 'lowest', 'highest', 'mean'], {
        description:
          'What stands for a whole series, in all kinds but `curves`; `best` where that is known, else `last`.',
      }),
    ),
    across: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 256,
        description:
          'Along the x axis of a scatter panel: a setting such as `config.optimizer.learningRate`, or a metric.',
      }),
    ),
  },
  { $id: 'PanelSpec', additionalProperties: false },
);
export type PanelSpec = Static<typeof PanelSpec>;

/** The place of a chart in its grid of twelve columns. */
export const PanelSize = Type.Object(
  { columns: Type.Integer({ minimum: 2, maximum: 12 }), rows: Type.Integer({ minimum: 1, maximum: 6 }) },
  { $id: 'PanelSize', additionalProperties: false, description: 'Columns of twelve, and rows of 120 px.' },
);
export type PanelSize = Static<typeof PanelSize>;
