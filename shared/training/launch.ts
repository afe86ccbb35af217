import { type Static, Type } from 'typebox';
import { Priority } from '../queue.ts';
import { Name, Notes, RunId, Tags } from '../run.ts';
import { DatasetChoice } from './dataset.ts';
import { Network } from './network.ts';
import { Optimizer } from './optimizer.ts';
import { LaunchFrom } from './run-start.ts';
import { Schedule } from './schedule.ts';
import { Watches } from './watches.ts';

export const Loss = Type.Enum(['auto', 'cross-entropy', 'bce', 'mse', 'half-mse', 'mae', 'huber'], {
  title: 'Loss',
  description: 'auto: cross-entropy for classes, mean squared error for numbers. bce: each class on its own.',
  default: 'auto',
});
export type Loss = Static<typeof Loss>;

/** How long to train. */
export const Length = Type.Union(
  [
    Type.Object(
      {
        unit: Type.Literal('epochs'),
        count: Type.Integer({ title: 'Epochs', minimum: 1, maximum: 1_000_000, default: 10 }),
      },
      { title: 'Epochs', additionalProperties: false },
    ),
    Type.Object(
      {
        unit: Type.Literal('steps'),
        count: Type.Integer({ title: 'Steps', minimum: 1, maximum: 1_000_000_000, default: 1000 }),
      },
      { title: 'Steps', additionalProperties: false },
    ),
  ],
  { title: 'Length', discriminator: { propertyName: 'unit' }, default: { unit: 'epochs' } },
);
export type Length = Static<typeof Length>;

/** The settings of a training. With the seed and the code version they determine every number of the run. */
export const TrainingConfig = Type.Object(
  {
    dataset: DatasetChoice,
    network: Network,
    loss: Loss,
    huberDelta: Type.Number({
      title: 'Huber δ',
      description: 'The error from which on the loss grows in a straight line; huber only.',
      exclusiveMinimum: 0,
      maximum: 1e9,
      default: 1,
    }),
    labelSmoothing: Type.Number({
      title: 'Label smoothing',
      description:
        'Share of the target spread over all classes, in training; validation and test go without. Cross-entropy only.',
      minimum: 0,
      exclusiveMaximum: 1,
      default: 0,
    }),
    optimizer: Optimizer,
    schedule: Schedule,
    clipNorm: Type.Number({
      title: 'Clip norm',
      description: 'Gradients are scaled down together to at most this norm; 0 is never. Not for line searches.',
      minimum: 0,
      maximum: 1e9,
      default: 0,
    }),
    clipValue: Type.Number({
      title: 'Clip value',
      description: 'Each gradient is cut to at most this size; 0 is never. Not for line searches.',
      minimum: 0,
      maximum: 1e9,
      default: 0,
    }),
    batchSize: Type.Integer({
      title: 'Batch size',
      description: 'Examples a step; batch gradient descent takes them all.',
      minimum: 1,
      maximum: 1_000_000,
      default: 64,
    }),
    order: Type.Enum(['shuffled', 'in-order', 'with-replacement'], {
      title: 'Order',
      description: 'shuffled: anew each epoch; with-replacement: each example drawn from all of them.',
      default: 'shuffled',
    }),
    lastBatch: Type.Enum(['keep', 'drop'], {
      title: 'Last batch',
      description: 'What happens to the rest of an epoch that fills no whole batch.',
      default: 'keep',
    }),
    length: Length,
    seed: Type.Integer({
      title: 'Seed',
      description:
        'Fixes initialization and data order, and the split unless that has a seed of its own. Runs with equal seeds start alike.',
      minimum: 0,
      maximum: 4_294_967_295,
      default: 1,
    }),
    histogramEvery: Type.Integer({
      title: 'Histograms every',
      description: 'Steps between histograms of weights, biases and their gradients; 0 is never.',
      minimum: 0,
      maximum: 1_000_000,
      default: 50,
    }),
    layersEvery: Type.Integer({
      title: 'Layer numbers every',
      description:
        'Steps between gradient norm, update-to-weight ratio and statistics of activations of each layer; 0 is never.',
      minimum: 0,
      maximum: 1_000_000,
      default: 50,
    }),
    trainEvaluationEvery: Type.Integer({
      title: 'Evaluate training set every',
      description:
        'Epochs between evaluations of the whole training set, without dropout: its loss is train/full_loss, beside ' +
        'train/accuracy or train/rmse and train/r2. 0 is never.',
      minimum: 0,
      maximum: 1_000_000,
      default: 0,
    }),
    checkpointEvery: Type.Integer({
      title: 'Checkpoint every',
      description: 'Epochs between saved states of network and optimizer; the last is always saved. 0 is never.',
      minimum: 0,
      maximum: 1_000_000,
      default: 5,
    }),
    inspect: Watches,
    threads: Type.Enum([1, 2], {
      title: 'Threads',
      description:
        'At most so many compute a step. The second helps where the network is large enough and a core is idle; it ' +
        'changes no number.',
      default: 2,
    }),
    onNonFinite: Type.Enum(['stop', 'continue'], {
      title: 'When the loss is not finite',
      description:
        'stop ends the run as diverged, which a run also is that ends with 10,000 times its first loss; continue ' +
        'marks it and goes on.',
      default: 'stop',
    }),
  },
  { additionalProperties: false },
);
export type TrainingConfig = Static<typeof TrainingConfig>;

/** The body of `POST /launch`: all fields of the launch form. Those with a default are optional. */
export const LaunchRequest = Type.Object(
  {
    id: Type.Optional(RunId),
    project: Type.Optional(Type.String({ ...Name, title: 'Project', default: 'default' })),
    name: Type.Optional(Type.String({ ...Name, title: 'Name', description: 'Left empty, one is made up.' })),
    group: Type.Optional(Type.String({ ...Name, title: 'Group' })),
    tags: Type.Optional(Type.Array(Type.String({ minLength: 1, maxLength: 64 }), { ...Tags, title: 'Tags' })),
    notes: Type.Optional(Type.String({ ...Notes, title: 'Notes' })),
    priority: Type.Optional(Priority),
    from: Type.Optional(LaunchFrom),
    ...TrainingConfig.properties,
  },
  { $id: 'LaunchRequest', title: 'New run', additionalProperties: false },
);
export type LaunchRequest = Static<typeof LaunchRequest>;
