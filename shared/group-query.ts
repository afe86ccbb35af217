import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { SeriesQuery, XAxis } from './query.ts';
import { RunId } from './run.ts';

/** The band around the centre of a group: its extremes, one standard deviation or error, or the 95 % bootstrap interval of the centre. */
export const Spread = Type.Enum(['extremes', 'deviation', 'error', 'interval']);
export type Spread = Static<typeof Spread>;

export const RunGroups = Type.Array(
  Type.Object(
    { name: Type.String({ maxLength: 256 }), runs: Type.Array(RunId, { minItems: 1, maxItems: 1000 }) },
    { additionalProperties: false },
  ),
  { minItems: 1, maxItems: 100 },
);
export type RunGroups = Static<typeof RunGroups>;

/** The body of `POST /query/groups`: one metric of groups of runs, at places that all share. */
export const GroupQuery = Type.Object(
  {
    groups: RunGroups,
    key: MetricKey,
    x: Type.Optional(XAxis),
    window: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    pixels: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_000, default: 500, description: 'Places, at most.' })),
    middle: Type.Optional(Type.Enum(['mean', 'median'], { default: 'mean' })),
    spread: Type.Optional(Spread),
    xMetric: SeriesQuery.properties.xMetric,
    smoothing: SeriesQuery.properties.smoothing,
    smoother: SeriesQuery.properties.smoother,
    members: Type.Optional(Type.Boolean({ description: 'Whether to answer with the value of each run too.' })),
  },
  { $id: 'GroupQuery', additionalProperties: false },
);
export type GroupQuery = Static<typeof GroupQuery>;

const Values = Type.Array(Type.Union([Type.Number(), Type.Null()]));

/**
 * A group as columns in order of x. The places are every x that a run has in the window, or, where these are more than
 * `pixels`, as many columns. A run counts at each place from its first to its last point in the window: with the mean of
 * its finite values there (with smoothing, of runs with at least 30 points, the moving average there), or,
 * where it has none, with what lies between its neighbours. Null without runs.
 */
export const GroupCurve = Type.Object(
  {
    name: Type.String(),
    runs: Type.Integer({ description: 'Runs of the group that have the metric.' }),
    x: Type.Array(Type.Number(), { description: 'The places: of columns their middle.' }),
    middle: Values,
    low: Values,
    high: Values,
    count: Type.Array(Type.Integer(), { description: 'Runs that count at each place.' }),
    members: Type.Optional(Type.Array(Type.Object({ run: RunId, values: Values }))),
  },
  { $id: 'GroupCurve', description: 'The curve of one group, as columns in order of x.' },
);
export type GroupCurve = Static<typeof GroupCurve>;

/** The answer of `POST /query/groups`. */
export const GroupAnswer = Type.Object(
  { groups: Type.Array(GroupCurve) },
  { $id: 'GroupAnswer', description: 'A curve for each group, in the order of the query.' },
);
export type GroupAnswer = Static<typeof GroupAnswer>;
