import { type Static, Type } from 'typebox';
import { Step } from '../ingest.ts';
import { JsonNumber } from '../number.ts';
import { Task } from '../training/dataset.ts';

/** The parts of a run's data. */
export const ExampleSet = Type.Enum(['train', 'validation', 'test'], { description: 'A part of the data of the run.' });
export type ExampleSet = Static<typeof ExampleSet>;

/** Rows of one request: beyond it, ask again. */
export const MAX_PREDICTED_ROWS = 10_000;
export const MAX_SHOWN_EXAMPLES = 1000;

export const CheckpointStep = Type.Optional(
  Type.Integer({
    ...Step,
    description: 'Step of the checkpoint, 0 for the network as it was drawn; left out, the newest one.',
  }),
);

/** The body of `POST /runs/:id/predict`. */
export const PredictRequest = Type.Object(
  {
    checkpoint: CheckpointStep,
    inputs: Type.Union(
      [ExampleSet, Type.Array(Type.Array(Type.Number()), { minItems: 1, maxItems: MAX_PREDICTED_ROWS })],
      {
        description: `"train", "validation", "test", or 1 to ${MAX_PREDICTED_ROWS} rows of numbers in the units of the data, pixels from 0 to 1.`,
      },
    ),
    sort: Type.Enum(['order', 'loss'], {
      default: 'order',
      description: 'Of a set: as stored, or the largest loss first.',
    }),
    outcome: Type.Enum(['all', 'wrong', 'correct'], {
      default: 'all',
      description: 'Of a set of classes: which ones.',
    }),
    target: Type.Optional(Type.Integer({ minimum: 0, description: 'Of a set: examples of this class alone.' })),
    predicted: Type.Optional(Type.Integer({ minimum: 0, description: 'Of a set: those taken for this class alone.' })),
    from: Type.Integer({ minimum: 0, default: 0, description: 'Of a set: how many matching examples to leave out.' }),
    limit: Type.Integer({
      minimum: 1,
      maximum: MAX_SHOWN_EXAMPLES,
      default: 100,
      description: 'Of a set: at most so many.',
    }),
    show: Type.Boolean({ default: false, description: 'Whether each prediction of a set comes with its inputs.' }),
  },
  { $id: 'PredictRequest', additionalProperties: false },
);
export type PredictRequest = Static<typeof PredictRequest>;

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** What the network makes of one example. */
export const Prediction = Type.Object(
  {
    row: Type.Integer({ description: 'Of its set, or of the request, from 0.' }),
    outputs: Type.Array(JsonNumber, { description: 'Of the network, as they are; standardized for values.' }),
    scores: orNull(
      Type.Array(JsonNumber),
      'By class: probabilities where the loss is cross-entropy or bce, else the outputs. Null for values.',
    ),
    predicted: orNull(JsonNumber, 'The class with the highest score; or the value, in its own unit.'),
    target: orNull(JsonNumber, 'What it should be; null for rows of a request.'),
    loss: orNull(JsonNumber, 'Without label smoothing; null for rows of a request.'),
    image: Type.Optional(Type.String({ description: 'Pixels of an image as bytes in base64, 255 is 1.' })),
    inputs: Type.Optional(Type.Array(JsonNumber, { description: 'Other than images: in the units of the data.' })),
  },
  { $id: 'Prediction' },
);
export type Prediction = Static<typeof Prediction>;

/** The answer of `POST /runs/:id/predict`. */
export const PredictAnswer = Type.Object(
  {
    step: Type.Integer({ description: 'Of the checkpoint.' }),
    task: Task,
    classNames: orNull(Type.Array(Type.String()), 'By class; null for values.'),
    featureNames: orNull(Type.Array(Type.String()), 'Of the inputs; pixels have none.'),
    image: orNull(Type.Tuple([Type.Integer(), Type.Integer(), Type.Integer()]), 'Height, width, channels.'),
    probabilities: Type.Boolean({ description: 'Whether scores are probabilities.' }),
    count: Type.Integer({ description: 'Examples of the set, or rows of the request.' }),
    total: Type.Integer({ description: 'Of these, as many match.' }),
    predictions: Type.Array(Prediction),
  },
  { $id: 'PredictAnswer', description: 'What the network makes of the inputs.' },
);
export type PredictAnswer = Static<typeof PredictAnswer>;
