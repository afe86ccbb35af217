import { type Static, Type } from 'typebox';
import { Name, Run, RunState, Tag } from './run.ts';
import { RUN_SORTS, type RunSort } from './run-filter.ts';

const Sort = Type.Unsafe<RunSort>(Type.String({ pattern: `^(${RUN_SORTS.join('|')}|(config|summary)\\..{1,512})$` }));
const Order = Type.Enum(['asc', 'desc']);

/** The query of `GET /runs`. */
export const RunQuery = Type.Object(
  {
    project: Type.Optional(Type.String({ ...Name, description: 'Runs of this project alone.' })),
    state: Type.Optional(Type.Enum(RunState.enum, { description: 'Runs in this state alone.' })),
    group: Type.Optional(Type.String({ ...Name, description: 'Runs of this group alone.' })),
    tag: Type.Optional(Type.String({ ...Tag, description: 'Runs with this tag alone.' })),
    text: Type.Optional(
      Type.String({ maxLength: 256, description: 'Part of name, id, group, notes or a tag, whatever its case.' }),
    ),
    where: Type.Optional(
      Type.String({
        minLength: 1,
        maxLength: 2000,
        description:
          'A filter such as `config.optimizer.learningRate < 0.01 and summary.val/loss.min < 0.3 and tag:baseline`.',
      }),
    ),
    archived: Type.Boolean({ default: false, description: 'The archived runs instead.' }),
    deleted: Type.Optional(Type.Boolean({ description: 'The runs in the trash instead.' })),
    sort: Type.Union([Sort, Type.Array(Sort, { minItems: 1, maxItems: 8 })], {
      default: 'createdAt',
      description: `${RUN_SORTS.join(', ')}, or any setting or metric as \`where\` names it, such as summary.val/loss.min. Given several times, runs equal in the first are sorted by the next.`,
    }),
    order: Type.Union([Order, Type.Array(Order, { minItems: 1, maxItems: 8 })], {
      default: 'desc',
      description: 'asc or desc; given several times, of each sort key.',
    }),
    limit: Type.Integer({ minimum: 1, maximum: 1000, default: 100, description: 'Runs in the answer, at most.' }),
    cursor: Type.Optional(Type.String({ maxLength: 1024, description: '`nextCursor` of the page before.' })),
    skip: Type.Optional(
      Type.Integer({ minimum: 0, maximum: 10_000_000, description: 'Runs to pass over, to jump into the middle.' }),
    ),
  },
  { additionalProperties: false },
);

/** The answer of `GET /runs`. */
export const RunPage = Type.Object(
  {
    runs: Type.Array(Run),
    nextCursor: Type.Union([Type.String(), Type.Null()], { description: 'Null on the last page.' }),
    total: Type.Integer({ description: 'Runs on all pages.' }),
  },
  { $id: 'RunPage', description: 'A page of runs.' },
);
export type RunPage = Static<typeof RunPage>;

/** As many runs are read at once. */
export const MOST_RUNS_READ = 500;

export const ReadRuns = Type.Object(
  {
    ids: Type.Array(Type.String(), {
      minItems: 1,
      maxItems: MOST_RUNS_READ,
      description: 'Of runs; what is no id is one of no run.',
    }),
  },
  { $id: 'ReadRuns', additionalProperties: false },
);
export type ReadRuns = Static<typeof ReadRuns>;

export const FoundRuns = Type.Object(
  {
    runs: Type.Array(Run, { description: 'Those that are there, each once, in the order of the ids.' }),
    inTrash: Type.Array(Type.String(), { description: 'Ids of runs in the trash.' }),
    missing: Type.Array(Type.String(), { description: 'Ids of no run.' }),
  },
  { $id: 'FoundRuns', description: 'Every id that was asked for, in one of three places.' },
);
export type FoundRuns = Static<typeof FoundRuns>;
