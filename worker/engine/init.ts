import type { Generator } from './rng.ts';
import type { Tensor } from './tensor.ts';

/** Draws one weight, given how many inputs and outputs the layer's units have. */
type Draw = (fanIn: number, fanOut: number, random: Generator) => number;

const uniform = (bound: number, random: Generator) => (2 * random.uniform() - 1) * bound;
const normal = (std: number, random: Generator) => std * random.normal();

/**
 * Weight initializations by name.
 *
 * Source  He et al. (2015), eq. 10; Glorot & Bengio (2010), eq. 16 and, as `standard`, eq. 1; LeCun et
 *         al. (1998), §4.6
 */
export const INITIALIZATIONS = {
  'he-normal': (fanIn, _, random) => normal(Math.sqrt(2 / fanIn), random),
  'he-uniform': (fanIn, _, random) => uniform(Math.sqrt(6 / fanIn), random),
  'xavier-normal': (fanIn, fanOut, random) => normal(Math.sqrt(2 / (fanIn + fanOut)), random),
  'xavier-uniform': (fanIn, fanOut, random) => uniform(Math.sqrt(6 / (fanIn + fanOut)), random),
  'lecun-normal': (fanIn, _, random) => normal(Math.sqrt(1 / fanIn), random),
  'lecun-uniform': (fanIn, _, random) => uniform(Math.sqrt(3 / fanIn), random),
  standard: (fanIn, _, random) => uniform(1 / Math.sqrt(fanIn), random),
  normal: (_in, _out, random) => normal(0.01, random),
  zero: () => 0,
} satisfies Record<string, Draw>;

export type InitializationName = keyof typeof INITIALIZATIONS;

/** Fills weights [out, in, …] where they are; the axes after the first two count into both fans. */
export function initialize(weights: Tensor, name: InitializationName, random: Generator): void {
  const [outputs, inputs, ...kernel] = weights.shape;
  const area = kernel.reduce((product, length) => product * length, 1);
  const draw: Draw = INITIALIZATIONS[name];
  for (let i = 0; i < weights.size; i++) weights.data[i] = draw(inputs * area, outputs * area, random);
}
