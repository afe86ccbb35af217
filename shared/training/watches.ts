import { type Static, Type } from 'typebox';

const everyEpochs = (title: string, description: string) =>
  Type.Integer({
    title,
    description: `${description} In epochs; 0 is never.`,
    minimum: 0,
    maximum: 1_000_000,
    default: 0,
  });

/** What of a network is looked into while it is trained, besides its curves. None of it changes a number of the training. */
export const Watches = Type.Object(
  {
    boundary: Type.Enum(['yes', 'no'], {
      title: 'Decision boundary',
      description:
        'For data of two inputs: what the network predicts in the plane is kept at moments along the training.',
      default: 'yes',
    }),
    sharpness: everyEpochs('Sharpness every', 'The largest eigenvalue of the Hessian of the training loss.'),
    noiseScale: everyEpochs(
      'Gradient noise every',
      'How far gradients of batches lie from that of the whole training set.',
    ),
  },
  { title: 'Inspect', additionalProperties: false, default: {} },
);
export type Watches = Static<typeof Watches>;
