import { type Static, Type } from 'typebox';
import { MetricKey } from './ingest.ts';
import { XAxis } from './query.ts';
import { RunId } from './run.ts';

/** The band around the centre of a group: its extremes, one standard deviation or error, or the 95 % bootstrap interval of the centre. */
export const Spread = Type.Enum(['extremes', 'deviation', 'error', 'interval']);
export type Spread = Static<typeof Spread>;

/** The body of `POST /query/groups`: one metric of groups of runs, on a grid that all share. */
export const GroupQuery = Type.Object(
  {
    groups: Type.Array(
      Type.Object(
        { name: Type.String({ maxLength: 256 }), runs: Type.Array(RunId, { minItems: 1, maxItems: 1000 }) },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 100 },
    ),
    key: MetricKey,
    x: Type.Optional(XAxis),
    window: Type.Optional(Type.Tuple([Type.Number(), Type.Number()])),
    pixels: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 10_000, default: 500, description: 'Columns of the grid.' }),
    ),
    middle: Type.Optional(Type.Enum(['mean', 'median'], { default: 'mean' })),
    spread: Type.Optional(Spread),
  },
  { $id: 'GroupQuery', additionalProperties: false },
);
export type GroupQuery = Static<typeof GroupQuery>;

/**
 * A group as columns in order of x. A run counts in each column from its first to its last point in the window: with the mean of
 * its finite values there, or, where it has none, with what lies between its neighbours. Null without runs.
 */
export const GroupCurve = Type.Object(
  {
    name: Type.String(),
    runs: Type.Integer({ description: 'Runs of the group that have the metric.' }),
    x: Type.Array(Type.Number(), { description: 'The middle of each column.' }),
    middle: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    low: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    high: Type.Array(Type.Union([Type.Number(), Type.Null()])),
    count: Type.Array(Type.Integer(), { description: 'Runs that count in each column.' }),
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
