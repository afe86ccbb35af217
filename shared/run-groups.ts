import { type Static, Type } from 'typebox';
import { Name, RunState } from './run.ts';
import { GroupKey } from './view.ts';

const several = <T extends ReturnType<typeof Type.String>>(each: T, maxItems: number, description: string) =>
  Type.Union([each, Type.Array(each, { minItems: 1, maxItems })], { description });

/** The query of `GET /run-groups`. */
export const RunGroupQuery = Type.Object(
  {
    by: several(GroupKey, 8, 'Runs alike in all of these are one group; given several times.'),
    column: Type.Optional(
      several(
        Type.String({ pattern: '^(config|summary)\\..{1,512}$' }),
        24,
        'Settings and metrics that each group is summed up in, such as summary.val/loss.min.',
      ),
    ),
    project: Type.Optional(Type.String({ ...Name, description: 'Runs of this project alone.' })),
    state: Type.Optional(Type.Enum(RunState.enum, { description: 'Runs in this state alone.' })),
    where: Type.Optional(Type.String({ minLength: 1, maxLength: 2000, description: 'As in GET /runs.' })),
    archived: Type.Boolean({ default: false, description: 'The archived runs instead.' }),
  },
  { additionalProperties: false },
);
export type RunGroupQuery = Static<typeof RunGroupQuery>;

/** What numbers sum up to. `std` is that of a sample: null for fewer than two. */
export const ColumnSummary = Type.Object(
  {
    count: Type.Integer({ description: 'Runs that have a finite number there.' }),
    mean: Type.Number(),
    std: Type.Union([Type.Number(), Type.Null()]),
    min: Type.Number(),
    max: Type.Number(),
  },
  { $id: 'ColumnSummary', description: 'What the numbers of a column sum up to.' },
);
export type ColumnSummary = Static<typeof ColumnSummary>;

/** The answer of `GET /run-groups`. */
export const RunGroupList = Type.Object(
  {
    groups: Type.Array(
      Type.Object({
        values: Type.Array(Type.Union([Type.String(), Type.Number(), Type.Boolean(), Type.Null()]), {
          description: 'Of each key; null for none.',
        }),
        where: Type.String({ description: 'The filter that finds the runs of the group among those of the query.' }),
        runs: Type.Integer(),
        columns: Type.Record(Type.String(), ColumnSummary, {
          description: 'Without columns in which no run has a number.',
        }),
      }),
    ),
    total: Type.Integer({ description: 'Groups there are; the answer has the 1,000 largest.' }),
  },
  { $id: 'RunGroupList', description: 'Runs in groups, the largest first.' },
);
export type RunGroupList = Static<typeof RunGroupList>;
