import { type Static, Type } from 'typebox';
import { MetricKey } from '../ingest.ts';
import { Name } from '../run.ts';
import { Parameter } from './parameter.ts';

/** More trials than this are not looked at any more. */
export const MAX_TRIALS = 2000;

export const StudyId = Type.String({ pattern: '^[A-Za-z0-9_-]{1,48}$', description: 'Of a study.' });

export const Objective = Type.Object(
  {
    metric: MetricKey,
    direction: Type.Enum(['min', 'max'], { default: 'min', description: 'Which values are the better ones.' }),
    take: Type.Enum(['best', 'last'], { default: 'best', description: 'Which value of each run counts.' }),
  },
  { additionalProperties: false },
);
export type Objective = Static<typeof Objective>;

function variant<N extends string>(name: N, title: string, description: string) {
  return Type.Object({ name: Type.Literal(name) }, { title, description, additionalProperties: false });
}

/** How the values of the next trial are chosen. */
export const Method = Type.Union(
  [
    variant('grid', 'Grid', 'Every combination, the first parameter changing slowest.'),
    variant('random', 'Random', 'Each value by itself, evenly over its range.'),
    variant('halton', 'Halton', 'A scrambled Halton sequence: like random, without holes and heaps.'),
    Type.Object(
      {
        name: Type.Literal('tpe'),
        startup: Type.Integer({
          title: 'First trials',
          description: 'Trials of a Halton sequence before the first that learns from others.',
          minimum: 2,
          maximum: 1000,
          default: 10,
        }),
        candidates: Type.Integer({
          title: 'Candidates',
          description: 'Values drawn from the good trials, of which the most promising is taken.',
          minimum: 1,
          maximum: 1000,
          default: 24,
        }),
      },
      {
        title: 'TPE',
        description: 'Looks where the good trials were, and the bad ones were not.',
        additionalProperties: false,
      },
    ),
  ],
  { title: 'Method', discriminator: { propertyName: 'name' }, default: { name: 'tpe' } },
);
export type Method = Static<typeof Method>;

/** When a trial is stopped before its end. It is looked at after each value that it logs of the objective. */
export const Pruner = Type.Union(
  [
    variant('none', 'Never', 'Every trial goes on to its end.'),
    Type.Object(
      {
        name: Type.Literal('median'),
        peers: Type.Integer({
          title: 'Least trials',
          description: 'So many other trials must have come as far.',
          minimum: 1,
          maximum: 1000,
          default: 5,
        }),
        warmup: Type.Integer({
          title: 'Warm-up',
          description: 'Values that every trial may log first.',
          minimum: 0,
          maximum: 1_000_000,
          default: 1,
        }),
      },
      {
        title: 'Median rule',
        description: 'Stops what is worse than the median of the others after as many values.',
        additionalProperties: false,
      },
    ),
    Type.Object(
      {
        name: Type.Literal('asha'),
        first: Type.Integer({
          title: 'First look',
          description: 'After so many values; then after `factor` times as many, again and again.',
          minimum: 1,
          maximum: 1_000_000,
          default: 1,
        }),
        factor: Type.Integer({
          title: 'Factor',
          description: 'One of so many goes on at each look.',
          minimum: 2,
          maximum: 100,
          default: 3,
        }),
      },
      {
        title: 'ASHA',
        description: 'At 1, 3, 9, 27 … values the best third goes on (asynchronous successive halving).',
        additionalProperties: false,
      },
    ),
  ],
  { title: 'Stopping early', discriminator: { propertyName: 'name' }, default: { name: 'none' } },
);
export type Pruner = Static<typeof Pruner>;

/** What a study may spend; whatever ends first ends it. Trials that run then go on to their end. */
export const Budget = Type.Object(
  {
    runs: Type.Optional(Type.Integer({ title: 'Runs', minimum: 1, maximum: MAX_TRIALS })),
    steps: Type.Optional(Type.Integer({ title: 'Steps', minimum: 1, maximum: 1e12, description: 'Of all trials.' })),
    minutes: Type.Optional(
      Type.Number({
        title: 'Minutes',
        exclusiveMinimum: 0,
        maximum: 1e6,
        description: 'While it is not paused and the server runs.',
      }),
    ),
  },
  { title: 'Budget', additionalProperties: false, default: {} },
);
export type Budget = Static<typeof Budget>;

/** The body of `POST /studies`: what a study is. With its seed it determines every trial of it. */
export const StudySpec = Type.Object(
  {
    name: Type.String({ ...Name, title: 'Name' }),
    project: Type.String({ ...Name, title: 'Project', default: 'default' }),
    remote: Type.Boolean({
      default: false,
      description: 'Scripts elsewhere ask for trials; else this server trains them.',
    }),
    base: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'The job that all trials share: the body of POST /launch without a name. None of a remote study.',
      }),
    ),
    objective: Objective,
    parameters: Type.Array(Parameter, { minItems: 1, maxItems: 32 }),
    method: Method,
    pruner: Pruner,
    budget: Budget,
    parallel: Type.Integer({ title: 'At once', minimum: 1, maximum: 64, default: 2, description: 'Trials at once.' }),
    seed: Type.Integer({ title: 'Seed', minimum: 0, maximum: 4_294_967_295, default: 1 }),
    silenceSeconds: Type.Integer({
      minimum: 5,
      maximum: 86_400,
      default: 600,
      description: 'A remote trial of which nothing is heard for so long is given up.',
    }),
  },
  { $id: 'StudySpec', additionalProperties: false },
);
export type StudySpec = Static<typeof StudySpec>;
