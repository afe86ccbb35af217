import { type Static, Type } from 'typebox';
import { ChartSettings, PanelSize, PanelSpec } from './panel-spec.ts';
import { Name, RunId } from './run.ts';

/** What runs are grouped by: a setting (`config.optimizer.name`), `group`, `project`, `tag`, `tag:KEY` of tags `KEY=value`, or `dataset`. */
export const GroupKey = Type.String({ minLength: 1, maxLength: 256 });
export type GroupKey = Static<typeof GroupKey>;

/** How groups of runs are drawn. */
export const Grouping = Type.Object(
  {
    by: Type.Array(GroupKey, { maxItems: 8, description: 'Runs alike in all of these are one group.' }),
    middle: Type.Optional(Type.Enum(['mean', 'median'])),
    spread: Type.Optional(Type.Enum(['extremes', 'deviation', 'error', 'interval'])),
    members: Type.Optional(Type.Boolean({ description: 'Whether the runs of a group are drawn faintly behind it.' })),
  },
  { $id: 'Grouping', additionalProperties: false },
);
export type Grouping = Static<typeof Grouping>;

const Strings = (maxItems: number) => Type.Array(Type.String({ maxLength: 512 }), { maxItems });

/** Charts of a page in their order. Names of charts are the metrics of single charts and the ids of those put together. */
export const ChartLayout = Type.Object(
  {
    panels: Type.Optional(Type.Array(PanelSpec, { maxItems: 200 })),
    pinned: Type.Optional(Strings(200)),
    hidden: Type.Optional(Strings(2000)),
    order: Type.Optional(Strings(2000)),
    collapsed: Type.Optional(Strings(500)),
    sizes: Type.Optional(Type.Record(Type.String(), PanelSize)),
    own: Type.Optional(
      Type.Record(Type.String(), ChartSettings, { description: 'Settings of single charts that differ.' }),
    ),
  },
  { $id: 'ChartLayout', additionalProperties: false },
);
export type ChartLayout = Static<typeof ChartLayout>;

/** What a page of runs shows, and how: what a named view keeps. What is left out is as usual. */
export const ViewState = Type.Object(
  {
    filter: Type.Optional(Type.String({ maxLength: 2000, description: 'In the filter language, or words.' })),
    hidden: Type.Optional(Type.Array(RunId, { maxItems: 1000, description: 'Runs that no chart draws.' })),
    shown: Type.Optional(Type.Array(RunId, { maxItems: 1000, description: 'Instead: the only runs that are drawn.' })),
    newest: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 100,
        description: 'So many of the newest matching runs are drawn; 12 as usual.',
      }),
    ),
    value: Type.Optional(
      Type.String({
        maxLength: 512,
        description: 'What stands beside the name of a run: a column such as `summary.val/loss.min`.',
      }),
    ),
    baseline: Type.Optional(RunId),
    grouping: Type.Optional(Grouping),
    colors: Type.Optional(
      Type.String({ maxLength: 256, description: '`run`, `group`, or a setting on a scale of colours.' }),
    ),
    charts: Type.Optional(ChartSettings),
    layout: Type.Optional(ChartLayout),
    columns: Type.Optional(Strings(200)),
    pinnedColumns: Type.Optional(Strings(50)),
    widths: Type.Optional(Type.Record(Type.String(), Type.Integer({ minimum: 40, maximum: 1200 }))),
    sort: Type.Optional(
      Type.Array(
        Type.Object(
          { by: Type.String({ maxLength: 512 }), order: Type.Enum(['asc', 'desc']) },
          { additionalProperties: false },
        ),
        { maxItems: 8 },
      ),
    ),
  },
  { $id: 'ViewState', additionalProperties: false },
);
export type ViewState = Static<typeof ViewState>;

export const ViewId = Type.String({
  pattern: '^[A-Za-z0-9_-]{1,64}$',
  description: 'Letters, digits, _ and -, at most 64.',
});

/** A view of a project that has a name. `revision` counts its changes: a change names the one that it is made from. */
export const View = Type.Object(
  {
    id: ViewId,
    project: Type.String(),
    name: Type.String(),
    state: ViewState,
    revision: Type.Integer(),
    createdAt: Type.String({ format: 'date-time' }),
    updatedAt: Type.String({ format: 'date-time' }),
  },
  { $id: 'View', description: 'A named view of a project.' },
);
export type View = Static<typeof View>;

/** The answer of `GET /projects/:project/views`. */
export const ViewList = Type.Object(
  { views: Type.Array(View) },
  { $id: 'ViewList', description: 'The views of a project by name.' },
);
export type ViewList = Static<typeof ViewList>;

/** The body of `POST /projects/:project/views`. With an `id`, a view that was deleted comes back under its address. */
export const CreateView = Type.Object(
  { id: Type.Optional(ViewId), name: Name, state: ViewState },
  { $id: 'CreateView', additionalProperties: false },
);
export type CreateView = Static<typeof CreateView>;

/** The body of `PUT /projects/:project/views/:id`: what takes the place of `revision`. */
export const ReplaceView = Type.Object(
  { name: Name, state: ViewState, revision: Type.Integer({ minimum: 1, description: 'The one it is made from.' }) },
  { $id: 'ReplaceView', additionalProperties: false },
);
export type ReplaceView = Static<typeof ReplaceView>;
