import { type Static, Type } from 'typebox';

export const Activation = Type.Enum(['relu', 'tanh', 'sigmoid'], { title: 'Activation', default: 'relu' });
export type Activation = Static<typeof Activation>;

export const Initialization = Type.Enum(
  [
    'he-normal',
    'he-uniform',
    'xavier-normal',
    'xavier-uniform',
    'lecun-normal',
    'lecun-uniform',
    'standard',
    'normal',
    'zero',
  ],
  {
    title: 'Initialization',
    description: 'How weights are drawn; biases start at 0. “standard” is uniform ±1/√fan-in, “normal” has std 0.01.',
    default: 'he-normal',
  },
);
export type Initialization = Static<typeof Initialization>;

/** A fully connected network: the input and output widths come from the dataset. */
export const Network = Type.Object(
  {
    hidden: Type.Array(Type.Integer({ minimum: 1, maximum: 8192 }), {
      title: 'Hidden layers',
      description: 'Widths, first to last; none makes the model linear.',
      maxItems: 64,
      default: [128],
    }),
    activation: Activation,
    initialization: Initialization,
    normalization: Type.Enum(['none'], { title: 'Normalization', default: 'none' }),
  },
  { title: 'Network', additionalProperties: false, default: {} },
);
export type Network = Static<typeof Network>;
