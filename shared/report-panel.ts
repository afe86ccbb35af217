import { type Static, Type } from 'typebox';
import { Step } from './ingest.ts';
import { ChartSettings, PanelSpec } from './panel-spec.ts';
import { RunId } from './run.ts';
import { Grouping, ViewId } from './view.ts';

const { id: _id, ...drawn } = PanelSpec.properties;

/**
 * A chart of a report: what is drawn, of which runs. It stands in the text as a fenced block, as JSON:
 *
 * ```panel
 * {"metrics": ["val/loss"], "filter": "tag:baseline", "settings": {"y": "log"}}
 * ```
 */
export const ReportPanel = Type.Object(
  {
    ...drawn,
    kind: Type.Optional(
      Type.Enum(['curves', 'bar', 'box', 'scatter', 'table', 'surface'], {
        description: '`surface`: the contours of what its runs descend on, with their paths; without metrics.',
      }),
    ),
    runs: Type.Optional(Type.Array(RunId, { maxItems: 100, description: 'These runs, in this order.' })),
    view: Type.Optional(
      Type.String({ ...ViewId, description: 'The runs that this view of the project shows, grouped as there.' }),
    ),
    filter: Type.Optional(Type.String({ maxLength: 2000, description: 'The newest runs that it matches.' })),
    newest: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, description: 'So many of them; 12 unless given.' })),
    grouping: Type.Optional(Grouping),
    baseline: Type.Optional(Type.String({ ...RunId, description: 'The run that formulas compare with.' })),
    settings: Type.Optional(ChartSettings),
    window: Type.Optional(Type.Tuple([Type.Number(), Type.Number()], { description: 'The stretch of the x axis.' })),
    step: Type.Optional(
      Type.Integer({ ...Step, description: 'Of a surface: the one that is shown; else the newest.' }),
    ),
    height: Type.Optional(Type.Integer({ minimum: 120, maximum: 1000, description: 'In CSS pixels.' })),
  },
  { $id: 'ReportPanel', additionalProperties: false },
);
export type ReportPanel = Static<typeof ReportPanel>;

/** A chart of metrics. */
export type MetricPanel = ReportPanel & { kind?: PanelSpec['kind'] };

/** Whether a chart shows metrics, and no surface. */
export function isMetricPanel(panel: ReportPanel): panel is MetricPanel {
  return panel.kind !== 'surface';
}

/** The word behind the fence of a block that is a chart. */
export const PANEL_BLOCK = 'panel';
