import { type Static, Type } from 'typebox';

export const Activation = Type.Enum(
  ['relu', 'leaky-relu', 'elu', 'gelu', 'gelu-tanh', 'silu', 'softplus', 'tanh', 'sigmoid'],
  { title: 'Activation', default: 'relu' },
);
export type Activation = Static<typeof Activation>;

export const Initialization = Type.Enum(
  [
    'he-normal',
    'he-uniform',
    'xavier-normal',
    'xavier-uniform',
    'lecun-normal',
    'lecun-uniform',
    'backward-normal',
    'backward-uniform',
    'orthogonal',
    'standard',
    'normal',
    'normal-unit',
    'uniform-unit',
    'truncated-normal',
    'constant',
    'zero',
  ],
  {
    title: 'Initialization',
    description:
      'How weights are drawn; biases start at 0. “standard” is uniform ±1/√fan-in, “normal” has std 0.01, ' +
      '“backward” keeps the variance of gradients; “unit” is N(0, 1) or U(−1, 1).',
    default: 'he-normal',
  },
);
export type Initialization = Static<typeof Initialization>;

/** A network by its widths: the input and output widths come from the dataset. */
export const Network = Type.Object(
  {
    convolutions: Type.Array(Type.Integer({ minimum: 1, maximum: 1024 }), {
      title: 'Convolutions',
      description: 'For images: channels of each convolution, first to last; none for other data.',
      maxItems: 4,
      default: [],
    }),
    kernel: Type.Enum([1, 3, 5, 7], {
      title: 'Kernel',
      description: 'Side of the convolutions’ windows, in pixels. Borders are padded.',
      default: 3,
    }),
    stride: Type.Enum([1, 2, 3, 4], {
      title: 'Stride',
      description: 'Pixels from one window to the next: 2 halves height and width.',
      default: 1,
    }),
    pooling: Type.Enum(['max', 'average', 'none'], {
      title: 'Pooling',
      description: 'After each convolution, over 2×2 pixels: halves height and width.',
      default: 'max',
    }),
    hidden: Type.Array(Type.Integer({ minimum: 1, maximum: 8192 }), {
      title: 'Hidden layers',
      description: 'Widths, first to last; none makes the model linear.',
      maxItems: 64,
      default: [128],
    }),
    activation: Activation,
    initialization: Initialization,
    gain: Type.Number({
      title: 'Gain',
      description: 'What drawn weights are multiplied by: 1.667 suits tanh; 0.05 makes “normal-unit” N(0, 0.05²).',
      minimum: 0,
      maximum: 1000,
      default: 1,
    }),
    normalization: Type.Enum(['none', 'batch', 'layer'], {
      title: 'Normalization',
      description: 'Between each hidden layer and its activation.',
      default: 'none',
    }),
    runningStatistics: Type.Enum(['moving', 'cumulative'], {
      title: 'Running statistics',
      description: 'Of batch normalization. moving: the newest batch counts a tenth; cumulative: all batches alike.',
      default: 'moving',
    }),
    dropout: Type.Number({
      title: 'Dropout',
      description: 'Share of each hidden layer set to 0 in training.',
      minimum: 0,
      maximum: 0.95,
      default: 0,
    }),
    residual: Type.Enum(['no', 'yes'], {
      title: 'Residual',
      description: 'Adds its input to each hidden layer that is as wide as the one before.',
      default: 'no',
    }),
  },
  { title: 'Network', additionalProperties: false, default: {} },
);
export type Network = Static<typeof Network>;
