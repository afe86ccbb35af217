import { type Static, Type } from 'typebox';
import { RunGroups } from '../group-query.ts';
import { MetricKey } from '../ingest.ts';
import { JsonNumber } from '../number.ts';
import { RunId } from '../run.ts';

/** What a step costs: `step`, `seconds` since the run's first point, or a metric that counts, such as evaluations. */
export const CostName = Type.String({ minLength: 1, maxLength: 256 });

/** The body of `POST /query/race`: which competitors reach a value of a metric first, on one task or several. */
export const RaceQuery = Type.Object(
  {
    tasks: Type.Array(
      Type.Object(
        {
          name: Type.String({ maxLength: 256 }),
          groups: RunGroups,
          target: Type.Optional(
            Type.Number({
              description:
                'The value to reach. Left out: the worst of the best values of the groups, that of a group being one that at least half of its runs reach.',
            }),
          ),
        },
        { additionalProperties: false },
      ),
      { minItems: 1, maxItems: 50 },
    ),
    key: MetricKey,
    goal: Type.Enum(['min', 'max', 'lower', 'higher'], {
      description: 'Which values are better. `lower` and `higher` are former names of `min` and `max`.',
    }),
    costs: Type.Optional(
      Type.Array(MetricKey, {
        maxItems: 8,
        description: 'Metrics that count what was spent, beside steps and seconds.',
      }),
    ),
    baseline: Type.Optional(
      Type.String({ maxLength: 256, description: 'The group that the speed-up of others is measured against.' }),
    ),
  },
  { $id: 'RaceQuery', additionalProperties: false },
);
export type RaceQuery = Static<typeof RaceQuery>;

const OrNull = Type.Union([JsonNumber, Type.Null()]);

/** What one run spent, in one kind of cost. */
export const RunCost = Type.Object({
  spent: Type.Number({ description: 'Up to its last point.' }),
  toTarget: Type.Union([Type.Number(), Type.Null()], {
    description: 'Up to its first point at the target or beyond; null when there is none.',
  }),
  area: Type.Number({
    description:
      'Mean of its curve from 0 to the most that any run of the task spent: before its first point and after its last, the value there.',
  }),
});
export type RunCost = Static<typeof RunCost>;

export const RacedRun = Type.Object({
  run: RunId,
  best: Type.Number(),
  bestStep: Type.Integer(),
  targetStep: Type.Union([Type.Integer(), Type.Null()]),
  costs: Type.Record(CostName, RunCost, { description: 'Those kinds of cost that the run has.' }),
});
export type RacedRun = Static<typeof RacedRun>;

/** What a group did, in one kind of cost. */
export const GroupCost = Type.Object({
  expected: Type.Union([Type.Number(), Type.Null()], {
    description:
      'What its runs spent until they reached the target, those that never did until they ended, divided by how many did; null when none did.',
  }),
  median: Type.Union([Type.Number(), Type.Null()], {
    description:
      'Of its runs, where one that never reached the target took longer than any; null when that is half of them or more.',
  }),
  area: Type.Object({ mean: Type.Number(), deviation: Type.Number() }),
  rank: Type.Integer({
    description: '1 has the least expected cost; those that never reached the target follow, by their best value.',
  }),
  speedUp: Type.Union(
    [
      Type.Object({
        ratio: OrNull,
        interval: Type.Union([Type.Tuple([OrNull, OrNull]), Type.Null()], {
          description: '95 % bootstrap interval over the runs of both; null when one of them has a single run.',
        }),
      }),
      Type.Null(),
    ],
    {
      description:
        'Expected cost of the baseline by that of this group; "Infinity" where only this one reached the target. Null of the baseline itself.',
    },
  ),
});
export type GroupCost = Static<typeof GroupCost>;

export const RacedGroup = Type.Object({
  name: Type.String(),
  runs: Type.Array(RacedRun),
  reached: Type.Integer({ description: 'Runs that reached the target.' }),
  best: Type.Union(
    [
      Type.Object({ mean: Type.Number(), deviation: Type.Number(), value: Type.Number(), step: Type.Integer() }),
      Type.Null(),
    ],
    { description: 'Mean and standard deviation of the best values of its runs, and the best of these with its step.' },
  ),
  costs: Type.Record(CostName, GroupCost, { description: 'Those kinds of cost that every run of the group has.' }),
});
export type RacedGroup = Static<typeof RacedGroup>;

export const RacedTask = Type.Object({
  name: Type.String(),
  target: Type.Union([Type.Number(), Type.Null()], { description: 'Null when no run has a finite value.' }),
  groups: Type.Array(RacedGroup),
});
export type RacedTask = Static<typeof RacedTask>;

/** The answer of `POST /query/race`. Runs that are gone or lack the metric are left out. */
export const RaceAnswer = Type.Object(
  { tasks: Type.Array(RacedTask) },
  { $id: 'RaceAnswer', description: 'What each run and group did on each task, in the order of the query.' },
);
export type RaceAnswer = Static<typeof RaceAnswer>;
