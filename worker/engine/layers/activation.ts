import { elu, gelu, geluTanh, leakyRelu, relu, sigmoid, silu, softplus, tanh } from '../ops/elementwise.ts';
import type { Tensor } from '../tensor.ts';

/** Activations by name, with their usual constants. */
export const ACTIVATIONS = {
  relu,
  'leaky-relu': (x) => leakyRelu(x),
  elu: (x) => elu(x),
  gelu,
  'gelu-tanh': geluTanh,
  silu,
  softplus,
  tanh,
  sigmoid,
} satisfies Record<string, (x: Tensor) => Tensor>;

export type ActivationName = keyof typeof ACTIVATIONS;
