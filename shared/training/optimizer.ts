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
const DECOUPLED = 'Shrinks weights by (1 − lr·λ) before each step (decoupled).';
const momentum = (usual: number) => decayRate('Momentum', usual, 'Share of the velocity kept at each step.');
const form = Type.Enum(['pytorch', 'lecture'], {
  title: 'Form',
  description: 'pytorch: the rate scales the velocity; lecture: it goes into it. They part when the rate changes.',
  default: 'pytorch',
});
const yesNo = (title: string, description: string) => Type.Enum(['no', 'yes'], { title, description, default: 'no' });
const moments = (beta1: number, beta2: number) => ({
  beta1: decayRate('β₁', beta1, 'Decay of the mean gradient.'),
  beta2: decayRate('β₂', beta2, 'Decay of the mean square.'),
});
const decoupled = yesNo('Decoupled', 'Weight decay apart from the gradient, as in AdamW.');
const amsgrad = yesNo('AMSGrad', 'Divides by the largest mean square so far.');
const lineSearch = <Names extends [string, ...string[]]>(names: [...Names], usual: Names[number]) =>
  Type.Enum(names, {
    title: 'Line search',
    description: 'How far to go along the direction: by the learning rate, or as far as a search finds good.',
    default: usual,
  });
/** What the weight decay applies to: all parameters, as in PyTorch, or the weights alone. */
const decays = Type.Enum(['all', 'weights'], {
  title: 'Decays',
  description: 'weights: biases and the gains of normalization are left alone.',
  default: 'all',
});

function optimizer<Name extends string, P extends TProperties>(
  name: Name,
  title: string,
  description: string,
  properties: P,
) {
  return Type.Object(
    { name: Type.Literal(name), ...properties, decays },
    { title, description, additionalProperties: false },
  );
}

/** The optimizers with their hyperparameters and defaults (PyTorch's where it has them). */
export const Optimizer = Type.Union(
  [
    optimizer('gd', 'Batch gradient descent', 'One step a pass, on the mean gradient of the whole training set.', {
      learningRate: learningRate(0.1),
      lineSearch: lineSearch(['none', 'backtracking', 'strong-wolfe'], 'none'),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer(
      'sgd',
      'SGD',
      'One step a mini-batch against its mean gradient; batch size 1 is stochastic gradient descent.',
      { learningRate: learningRate(0.1), weightDecay: weightDecay(0, L2) },
    ),
    optimizer('momentum', 'Momentum', 'Steps along a decaying sum of past gradients.', {
      learningRate: learningRate(0.01),
      momentum: momentum(0.9),
      dampening: Type.Number({
        title: 'Dampening',
        description: 'Share of each new gradient left out of the velocity; pytorch form only.',
        minimum: 0,
        maximum: 1,
        default: 0,
      }),
      form,
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('nesterov', 'Nesterov', 'Momentum with the gradient taken at the look-ahead point.', {
      learningRate: learningRate(0.01),
      momentum: momentum(0.9),
      form,
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adagrad', 'AdaGrad', 'Divides by the root of the sum of squared gradients.', {
      learningRate: learningRate(0.01),
      learningRateDecay: Type.Number({
        title: 'Rate decay',
        description: 'The rate is divided by 1 + (t − 1)·decay.',
        minimum: 0,
        maximum: 1e6,
        default: 0,
      }),
      initialAccumulator: Type.Number({
        title: 'Initial sum',
        description: 'What the sums of squares start from.',
        minimum: 0,
        maximum: 1e6,
        default: 0,
      }),
      epsilon: epsilon(1e-10),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('rmsprop', 'RMSProp', 'Divides by the root of a moving average of squared gradients.', {
      learningRate: learningRate(0.001),
      rho: decayRate('Decay ρ', 0.99, 'Share of the average kept at each step.'),
      momentum: momentum(0),
      centered: yesNo('Centered', 'Takes the squared mean gradient off the mean square.'),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adadelta', 'Adadelta', 'Steps of the size of past steps over past gradients: hardly needs a rate.', {
      learningRate: learningRate(1),
      rho: decayRate('Decay ρ', 0.9, 'Share of the averages kept at each step.'),
      epsilon: epsilon(1e-6),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adam', 'Adam', 'Moving averages of gradient and square, corrected for their start at zero.', {
      learningRate: learningRate(0.001),
      ...moments(0.9, 0.999),
      epsilon: epsilon(1e-8),
      amsgrad,
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('adamw', 'AdamW', 'Adam with weight decay apart from the gradient.', {
      learningRate: learningRate(0.001),
      ...moments(0.9, 0.999),
      epsilon: epsilon(1e-8),
      amsgrad,
      weightDecay: weightDecay(0.01, DECOUPLED),
    }),
    optimizer('adamax', 'Adamax', 'Adam that divides by the largest recent gradient.', {
      learningRate: learningRate(0.002),
      ...moments(0.9, 0.999),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
    }),
    optimizer('nadam', 'NAdam', 'Adam whose mean looks one step ahead.', {
      learningRate: learningRate(0.002),
      ...moments(0.9, 0.999),
      momentumDecay: Type.Number({
        title: 'Momentum decay ψ',
        description: 'How fast β₁ rises to its full value: β₁·(1 − ½·0.96^(t·ψ)).',
        minimum: 0,
        maximum: 1,
        default: 0.004,
      }),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
      decoupled,
    }),
    optimizer('radam', 'RAdam', 'Adam that adapts only once its averages rest on enough gradients.', {
      learningRate: learningRate(0.001),
      ...moments(0.9, 0.999),
      epsilon: epsilon(1e-8),
      weightDecay: weightDecay(0, L2),
      decoupled,
    }),
    optimizer('lion', 'Lion', 'Moves every weight by the rate, along the sign of its momentum.', {
      learningRate: learningRate(0.0001),
      ...moments(0.9, 0.99),
      weightDecay: weightDecay(0, DECOUPLED),
    }),
    optimizer('muon', 'Muon', 'Steps of weight matrices made nearly orthogonal; biases step by AdamW.', {
      learningRate: learningRate(0.001),
      momentum: momentum(0.95),
      weightDecay: weightDecay(0.1, DECOUPLED),
    }),
    optimizer('lbfgs', 'L-BFGS', 'Whole-set steps shaped by the curvature seen so far, with a line search.', {
      learningRate: learningRate(1),
      history: Type.Integer({
        title: 'History',
        description: 'Past steps that shape the direction.',
        minimum: 1,
        maximum: 100,
        default: 10,
      }),
      lineSearch: lineSearch(['backtracking', 'strong-wolfe'], 'strong-wolfe'),
      weightDecay: weightDecay(0, L2),
    }),
  ],
  { $id: 'Optimizer', title: 'Optimizer', discriminator: { propertyName: 'name' }, default: { name: 'adam' } },
);
export type Optimizer = Static<typeof Optimizer>;

/** Optimizers that take the whole training set at every step. */
export const WHOLE_SET: readonly Optimizer['name'][] = ['gd', 'lbfgs'];

/** Whether a line search sets the length of steps. It needs value and gradient of one function, without clipping. */
export function searchesLine(optimizer: Optimizer): boolean {
  return optimizer.name === 'lbfgs' || (optimizer.name === 'gd' && optimizer.lineSearch !== 'none');
}
