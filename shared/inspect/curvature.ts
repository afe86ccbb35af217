import { type Static, Type } from 'typebox';
import { JsonNumber } from '../number.ts';

const orNull = <Schema extends Parameters<typeof Type.Union>[0][number]>(schema: Schema, description: string) =>
  Type.Union([schema, Type.Null()], { description });

/** The answer of `GET /runs/:id/curvature`. */
export const CurvatureAnswer = Type.Object(
  {
    step: Type.Integer({ description: 'Of the checkpoint.' }),
    examples: Type.Integer({ description: 'Of the training set, the first ones, over which the loss is taken.' }),
    sharpness: orNull(
      JsonNumber,
      'Largest eigenvalue of the Hessian of the loss; null for a network that is too large.',
    ),
    smallest: orNull(JsonNumber, 'Smallest eigenvalue that the same search came upon.'),
    products: Type.Integer({ description: 'Hessian–vector products that it took.' }),
    noise: Type.Object(
      {
        scale: JsonNumber,
        squaredNorm: JsonNumber,
        trace: JsonNumber,
        batches: Type.Array(Type.Object({ batchSize: Type.Integer(), deviation: JsonNumber }, { $id: 'BatchNoise' }), {
          description: 'Mean squared distance of the gradient of a batch of that size from the whole one.',
        }),
      },
      { $id: 'GradientNoise', description: 'The noise scale tr(Σ)/|G|², |G|² and tr(Σ).' },
    ),
    condition: orNull(
      JsonNumber,
      'Of the data: largest by smallest eigenvalue of the covariance of the scaled training inputs that vary. Null for more than 256 inputs.',
    ),
  },
  { $id: 'CurvatureAnswer', description: 'How the loss bends at a checkpoint.' },
);
export type CurvatureAnswer = Static<typeof CurvatureAnswer>;
