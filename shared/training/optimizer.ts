import { type Static, type TProperties, Type } from 'typebox';

const learningRate = (usual: number) =>
  Type.Number({ title: 'Learning rate', exclusiveMinimum: 0, maximum: 1e6, default: usual });
const weightDecay = (usual: number, how: string) =>
  Type.Number({ title: 'Weight decay', description: how, minimum: 0, maximum: 1e6, default: usual });
const decayRate = (title: string, usual: number, what: string) =>
  Type.Number({ title, description: what, minimum: 0, exclusiveMaximum: 1, default: usual });
const epsilon = (usual: number) =>
  Type.Number({
    title: 'Epsilon',
    description: 'Keeps the denominator from zero.',
    minimum: 0,
    maximum: 1,
    default: usual,
  });

const L2 = 'Added to the gradient: λ·θ (L2 penalty).';

function optimizer<Name extends string, P extends TProperties>(
  name: Name,
  title: string,
  description: string,
  properties: P,
) {
  return Type.Object({ name: Type.Literal(name), ...properties }, { title, description, additionalProperties: false });
}

/** The optimizers on offer with their own hyperparameters and usual defaults (PyTorch's where it has them). */
export const Optimizer = Type.Union(
  [
    optimizer('gd', 'Batch gradient descent', 'One step a pass, on the mean gradient of the whole training set.', {
      learningRate: learningRate(0.1),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer(
      'sgd',
      'SGD',
      'One step a mini-batch against its mean gradient; batch size 1 is stochastic gradient descent.',
      {
        learningRate: learningRate(0.1),
        weightDecay: weightDecay(0, L2),
      },
    ),
    optimizer('momentum', 'Momentum', 'Steps along a decaying sum of past gradients.', {
      learningRate: learningRate(0.01),
      momentum: decayRate('Momentum', 0.9, 'Share of the velocity kept at each step.'),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('nesterov', 'Nesterov', 'Momentum with the gradient taken at the look-ahead point.', {
      learningRate: learningRate(0.01),
      momentum: decayRate('Momentum', 0.9, 'Share of the velocity kept at each step.'),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adagrad', 'AdaGrad', 'Divides by the root of the sum of squared gradients.', {
      learningRate: learningRate(0.01),
      epsilon: epsilon(1e-10),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('rmsprop', 'RMSProp', 'Divides by the root of a moving average of squared gradients.', {
      learningRate: learningRate(0.001),
      rho: decayRate('Decay ρ', 0.99, 'Share of the average kept at each step.'),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adam', 'Adam', 'Moving averages of gradient and square, corrected for their start at zero.', {
      learningRate: learningRate(0.001),
      beta1: decayRate('β₁', 0.9, 'Decay of the mean gradient.'),
      beta2: decayRate('β₂', 0.999, 'Decay of the mean square.'),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adamw', 'AdamW', 'Adam with weight decay apart from the gradient.', {
      learningRate: learningRate(0.001),
      beta1: decayRate('β₁', 0.9, 'Decay of the mean gradient.'),
      beta2: decayRate('β₂', 0.999, 'Decay of the mean square.'),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0.01, 'Shrinks weights by (1 − lr·λ) before each step (decoupled).'),
    }),
  ],
  { title: 'Optimizer', discriminator: { propertyName: 'name' }, default: { name: 'adam' } },
);
export type Optimizer = Static<typeof Optimizer>;
