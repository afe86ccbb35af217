import { type Static, Type } from 'typebox';

const share = (title: string, usual: number) =>
  Type.Number({
    title,
    minimum: 0,
    maximum: 0.9,
    default: usual,
    description: 'Share of the examples, drawn by the seed.',
  });

/**
 * Which data a run learns from. `name` is one of `GET /datasets`; what only some datasets use (noise,
 * examples of a generated set, target of an upload) is ignored by the others.
 */
export const DatasetChoice = Type.Object(
  {
    name: Type.String({ title: 'Dataset', minLength: 1, maxLength: 128, default: 'mnist' }),
    limit: Type.Optional(
      Type.Integer({
        title: 'Examples',
        description: 'Use at most this many examples, the first ones; for generated sets, how many to make.',
        minimum: 8,
        maximum: 1_000_000,
      }),
    ),
    noise: Type.Optional(
      Type.Number({ title: 'Noise', description: 'Standard deviation, for generated sets.', minimum: 0, maximum: 10 }),
    ),
    target: Type.Optional(
      Type.String({ title: 'Target column', description: 'For an uploaded CSV.', minLength: 1, maxLength: 256 }),
    ),
    validation: share('Validation share', 0.1),
    test: Type.Number({
      title: 'Test share',
      minimum: 0,
      maximum: 0.9,
      default: 0.1,
      description: 'Ignored where the dataset comes with a test set of its own.',
    }),
    scaling: Type.Enum(['standardize', 'min-max', 'none'], {
      title: 'Scaling',
      description: 'Of the inputs, with statistics of the training part only.',
      default: 'standardize',
    }),
  },
  { title: 'Data', additionalProperties: false, default: {} },
);
export type DatasetChoice = Static<typeof DatasetChoice>;

export const Task = Type.Enum(['classification', 'regression']);
export type Task = Static<typeof Task>;

/** One entry of `GET /datasets`. */
export const DatasetInfo = Type.Object({
  name: Type.String(),
  title: Type.String(),
  description: Type.String(),
  kind: Type.Enum(['bundled', 'file', 'generated', 'upload']),
  task: Task,
  examples: Type.Union([Type.Integer(), Type.Null()]),
  features: Type.Union([Type.Integer(), Type.Null()]),
  classes: Type.Union([Type.Integer(), Type.Null()]),
  image: Type.Union([Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer()]), Type.Null()], {
    description: 'Height, width, channels.',
  }),
  licence: Type.String(),
  source: Type.String({ description: 'Where it comes from: an address, or how it is made.' }),
  state: Type.Enum(['ready', 'downloadable', 'downloading', 'failed']),
  progress: Type.Union([Type.Object({ receivedBytes: Type.Integer(), totalBytes: Type.Integer() }), Type.Null()]),
  error: Type.Union([Type.String(), Type.Null()], { description: 'What is missing and where to put it.' }),
  columns: Type.Optional(
    Type.Array(
      Type.Object({
        name: Type.String(),
        type: Type.Enum(['number', 'category', 'text']),
        distinct: Type.Integer(),
        missing: Type.Integer(),
        examples: Type.Array(Type.String()),
      }),
    ),
  ),
});
export type DatasetInfo = Static<typeof DatasetInfo>;
