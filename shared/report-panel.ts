import { type Static, Type } from 'typebox';
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
    kind: Type.Optional(PanelSpec.properties.kind),
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
    height: Type.Optional(Type.Integer({ minimum: 120, maximum: 1000, description: 'In CSS pixels.' })),
  },
  { $id: 'ReportPanel', additionalProperties: false },
);
export type ReportPanel = Static<typeof ReportPanel>;

/** The word behind the fence of a block that is a chart. */
export const PANEL_BLOCK = 'panel';
