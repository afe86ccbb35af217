import { type Static, Type } from 'typebox';
import { ErrorBody } from './errors.ts';
import { GroupQuery } from './group-query.ts';
import { HistogramQuery } from './histogram-query.ts';
import { Histogram, MetricKey } from './ingest.ts';
import { JsonNumber } from './number.ts';
import { Formula } from './panel-spec.ts';
import { SeriesQuery, SeriesResult } from './query.ts';
import { RunId } from './run.ts';

/**
 * What a curve may be drawn from, one value a bucket. `nonFiniteKinds` says what `nonFinite` counts, and is left out of a
 * series without such values. `step` and `time` are those of the bucket's last point, and with `xMetric`
 * so is `x`; `mean`, `min` and `max` are over its finite values.
 */
export const CurveColumn = Type.Enum([
  ...(['step', 'time', 'mean', 'min', 'max', 'count', 'nonFinite', 'nonFiniteKinds', 'smoothed', 'x'] as const),
]);
export type CurveColumn = Static<typeof CurveColumn>;

const { runs, keys, x, xMetric, logX, window, pixels, smoothing, smoother } = SeriesQuery.properties;

export const CurvesQuery = Type.Object(
  {
    kind: Type.Literal('curves'),
    runs,
    keys: Type.Array(MetricKey, { maxItems: 1000 }),
    formulas: Type.Optional(
      Type.Array(Formula, {
        maxItems: 16,
        description:
          'Computed from the metrics of each run over every point, before reduction; each is answered with its text as `key`.',
      }),
    ),
    baseline: Type.Optional(RunId),
    ancestors: Type.Optional(
      Type.Boolean({ description: 'Whether a forked run begins with the points of the run that it was forked from.' }),
    ),
    x,
    xMetric,
    logX,
    window,
    pixels,
    smoothing,
    smoother,
    columns: Type.Array(CurveColumn, { minItems: 1, maxItems: 10, description: 'What is drawn: no more is sent.' }),
  },
  {
    $id: 'CurvesQuery',
    additionalProperties: false,
    description: 'Every asked key of every asked run, reduced to a pixel count.',
  },
);
export type CurvesQuery = Static<typeof CurvesQuery>;

export const HistogramsQuery = Type.Object(
  { kind: Type.Literal('histograms'), ...HistogramQuery.properties },
  { $id: 'HistogramsQuery', additionalProperties: false, description: 'Histograms of a run over its steps.' },
);
export type HistogramsQuery = Static<typeof HistogramsQuery>;

const { key: _ofOne, ...ofGroups } = GroupQuery.properties;
export const GroupsQuery = Type.Object(
  { kind: Type.Literal('groups'), keys, ...ofGroups },
  {
    $id: 'GroupsQuery',
    additionalProperties: false,
    description: 'Every asked key of groups of runs: the middle of each group and what lies around it.',
  },
);
export type GroupsQuery = Static<typeof GroupsQuery>;

/** What one panel, or several that ask alike, need. A new kind of panel data is one more member. */
export const PartQuery = Type.Union([CurvesQuery, GroupsQuery, HistogramsQuery], {
  discriminator: { propertyName: 'kind' },
});
export type PartQuery = Static<typeof PartQuery>;

/** The body of `POST /query/panels`: all that the panels of a page need, in one request. */
export const PanelQuery = Type.Object(
  { parts: Type.Array(PartQuery, { minItems: 1, maxItems: 100 }) },
  { $id: 'PanelQuery', additionalProperties: false },
);
export type PanelQuery = Static<typeof PanelQuery>;

const Numbers = Type.Array(JsonNumber);
const { run, key, rev, startTime, points, smoothingState, summary } = SeriesResult.properties;

const CurveResult = Type.Object({
  run,
  key,
  rev,
  startTime,
  points,
  raw: Type.Boolean({
    description: 'True when each bucket is one point: `mean` is its value, and `min` and `max` are left out.',
  }),
  last: Type.Union([JsonNumber, Type.Null()], { description: 'Value of the last point of the window.' }),
  smoothingState,
  summary,
  columns: Type.Partial(
    Type.Object({
      step: Numbers,
      time: Numbers,
      mean: Type.Array(JsonNumber, { description: 'Where a bucket has no finite value, its last value.' }),
      min: Type.Array(JsonNumber, { description: '"NaN" where a bucket has no finite value; so is `max`.' }),
      max: Numbers,
      count: Numbers,
      nonFinite: Numbers,
      nonFiniteKinds: Type.Array(JsonNumber, { description: '1 with +∞, 2 with −∞, 4 with NaN, or their sum.' }),
      smoothed: Numbers,
      x: Numbers,
    }),
  ),
});

const { code, message } = ErrorBody.properties.error.properties;

const CurvesResult = Type.Object({
  kind: Type.Literal('curves'),
  series: Type.Array(CurveResult),
  failed: Type.Array(Type.Object({ run: RunId, code, message }), {
    description: 'Runs that cannot be read, and why; those that are gone are left out.',
  }),
});

const GroupsResult = Type.Object({
  kind: Type.Literal('groups'),
  revs: Type.Record(RunId, Type.Integer(), {
    description: 'The revision of each run that this answer shows at least; runs that are gone are left out.',
  }),
  series: Type.Array(
    Type.Object({
      key: MetricKey,
      group: Type.String({ description: 'The name of the group.' }),
      runs: Type.Integer({ description: 'Runs of the group that have the metric.' }),
      columns: Type.Object({
        x: Numbers,
        middle: Type.Array(JsonNumber, {
          description: '"NaN" at a place where no run counts; so are `low` and `high`.',
        }),
        low: Numbers,
        high: Numbers,
        count: Type.Array(JsonNumber, { description: 'Runs that count at each place.' }),
      }),
      members: Type.Optional(Type.Array(Type.Object({ run: RunId, values: Numbers }))),
    }),
    { description: 'By key in the order asked, then by group.' },
  ),
});

const { edges: _edges, counts: _counts, key: _key, ...ofHistogram } = Histogram.properties;
const HistogramsResult = Type.Object({
  kind: Type.Literal('histograms'),
  rev,
  series: Type.Array(
    Type.Object({
      key: MetricKey,
      histograms: Type.Array(Type.Object({ ...ofHistogram, edges: Numbers, counts: Numbers })),
    }),
  ),
});

const FailedResult = Type.Object({ kind: Type.Literal('failed'), code, message });

/** The answer in JSON; in binary each array of numbers is a column. */
export const PanelAnswer = Type.Object(
  {
    parts: Type.Array(Type.Union([CurvesResult, GroupsResult, HistogramsResult, FailedResult]), {
      description: 'In the order of the query. A part that cannot be read says why, and leaves the others as they are.',
    }),
  },
  { $id: 'PanelAnswer', description: 'What each part asks for.' },
);

/** One form of the answer: `Numbers` is what a column of numbers is there. */
export type PanelAnswer<Numbers> = { parts: PartAnswer<Numbers>[] };
export type PartAnswer<Numbers> =
  | CurvesAnswer<Numbers>
  | GroupsAnswer<Numbers>
  | HistogramsAnswer<Numbers>
  | FailedAnswer;
export type FailedAnswer = Static<typeof FailedResult>;

export interface Curve<Numbers> extends Omit<Static<typeof CurveResult>, 'columns'> {
  columns: Partial<Record<CurveColumn, Numbers>>;
}
export interface CurvesAnswer<Numbers> extends Omit<Static<typeof CurvesResult>, 'series'> {
  series: Curve<Numbers>[];
}

type SentGroup = Static<typeof GroupsResult>['series'][number];
/** One metric of one group of runs. */
export interface GroupCurve<Numbers> extends Omit<SentGroup, 'columns' | 'members'> {
  columns: Record<keyof SentGroup['columns'], Numbers>;
  members?: { run: string; values: Numbers }[];
}
export interface GroupsAnswer<Numbers> extends Omit<Static<typeof GroupsResult>, 'series'> {
  series: GroupCurve<Numbers>[];
}

type SentHistogram = Static<typeof HistogramsResult>['series'][number]['histograms'][number];
export interface StepHistogram<Numbers> extends Omit<SentHistogram, 'edges' | 'counts'> {
  edges: Numbers;
  counts: Numbers;
}
export interface HistogramsAnswer<Numbers> extends Omit<Static<typeof HistogramsResult>, 'series'> {
  series: { key: string; histograms: StepHistogram<Numbers>[] }[];
}
