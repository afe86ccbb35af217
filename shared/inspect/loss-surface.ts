import { type Static, Type } from 'typebox';
import { JsonNumber } from '../number.ts';
import { CheckpointStep } from './predict.ts';

const Numbers = Type.Array(Type.Number());
const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** The body of `POST /runs/:id/loss-surface`. */
export const LossSurfaceRequest = Type.Object(
  {
    checkpoint: CheckpointStep,
    directions: Type.Enum(['random', 'path'], {
      default: 'random',
      description:
        'random: two random ones, each filter as long as that of the network. path: the principal directions of the weights that are kept along the run.',
    }),
    seed: Type.Integer({ minimum: 0, maximum: 4_294_967_295, default: 1, description: 'Of random directions.' }),
    side: Type.Integer({ minimum: 5, maximum: 61, default: 25, description: 'Points along each direction.' }),
    extent: Type.Number({
      exclusiveMinimum: 0,
      maximum: 10,
      default: 1,
      description: 'How far random directions go to both sides; 1 is as far as the weights are long.',
    }),
  },
  { $id: 'LossSurfaceRequest', additionalProperties: false },
);
export type LossSurfaceRequest = Static<typeof LossSurfaceRequest>;

/** The loss in a plane through a checkpoint. */
export const LossSurface = Type.Object(
  {
    step: Type.Integer({ description: 'Of the checkpoint, which is at 0, 0.' }),
    examples: Type.Integer({ description: 'Of the training set, over which the loss is taken.' }),
    x: Type.Array(Type.Number(), { description: 'Places along the first direction.' }),
    y: Numbers,
    loss: Type.Array(Type.Array(JsonNumber), { description: 'By place on y, then on x.' }),
    path: orNull(
      Type.Array(Type.Object({ step: Type.Integer(), x: Type.Number(), y: Type.Number() }, { $id: 'PathPoint' })),
      'The weights that are kept, as they lie in the plane, by step; null for random directions.',
    ),
    explained: orNull(Numbers, 'Shares of the variance of these along both directions; null for random ones.'),
  },
  { $id: 'LossSurface' },
);
export type LossSurface = Static<typeof LossSurface>;

/** The answer of `POST /runs/:id/loss-surface`: how far it is, or the surface. */
export const LossSurfaceAnswer = Type.Object(
  {
    done: Type.Integer(),
    total: Type.Integer(),
    surface: orNull(LossSurface, 'Null while it is computed: ask again.'),
  },
  { $id: 'LossSurfaceAnswer', description: 'The surface, or how many of its lines are computed.' },
);
export type LossSurfaceAnswer = Static<typeof LossSurfaceAnswer>;

/** A loss surface without its losses. */
export type LossPlane = Omit<LossSurface, 'loss'>;

/** What a plane is laid through. */
export type PlaneRequest = Omit<LossSurfaceRequest, 'checkpoint'> & {
  /** The checkpoints of the run by step, the earliest first; a file of null is the network as it was drawn. */
  states: { step: number; file: string | null }[];
};
