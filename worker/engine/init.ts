import { ShapeError } from './errors.ts';
import type { Generator } from './rng.ts';
import type { Tensor } from './tensor.ts';

/** How many inputs feed a unit and how many units it feeds; a convolution's kernel area counts into both. */
export interface Fans {
  in: number;
  out: number;
}

/** Draws one weight. */
export type Draw = (random: Generator, fans: Fans) => number;

/** By how much a nonlinearity shrinks its input's standard deviation (PyTorch `calculate_gain`). */
export const GAINS = { linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, selu: 3 / 4 } as const;

export function leakyGain(slope: number): number {
  return Math.sqrt(2 / (1 + slope ** 2));
}

export const zero: Draw = () => 0;

export function constant(value: number): Draw {
  return () => value;
}

export function uniform(low: number, high: number): Draw {
  return (random) => low + (high - low) * random.uniform();
}

export function normal(std: number, mean = 0): Draw {
  return (random) => mean + std * random.normal();
}

/** Normal, drawn again outside [low, high], which are absolute as in PyTorch's `trunc_normal_`. */
export function truncatedNormal(std: number, mean = 0, low = -2, high = 2): Draw {
  return (random) => {
    for (;;) {
      const value = mean + std * random.normal();
      if (value >= low && value <= high) return value;
    }
  };
}

export type Form = 'uniform' | 'normal';

/** Weights of a variance that depends on the fans, uniform or normal. */
export function ofVariance(form: Form, variance: (fans: Fans) => number): Draw {
  return (random, fans) => {
    const std = Math.sqrt(variance(fans));
    return form === 'normal' ? std * random.normal() : (2 * random.uniform() - 1) * Math.sqrt(3) * std;
  };
}

/** Keeps the variance of activations in a linear network: 1/in (LeCun et al. 1998, §4.6). */
export const lecun = (form: Form): Draw => ofVariance(form, (fans) => 1 / fans.in);
/** Keeps the variance of gradients in a linear network: 1/out. */
export const backward = (form: Form): Draw => ofVariance(form, (fans) => 1 / fans.out);
/** The mean of both: gain²·2/(in + out) (Glorot & Bengio 2010, eq. 16). */
export const xavier = (form: Form, gain = 1): Draw =>
  ofVariance(form, (fans) => (gain ** 2 * 2) / (fans.in + fans.out));
/** gain²/in, with √2 for ReLU that cuts half (He et al. 2015, eq. 10). */
export const he = (form: Form, gain: number = GAINS.relu): Draw => ofVariance(form, (fans) => gain ** 2 / fans.in);
/** Uniform ±1/√in, the old heuristic that Glorot & Bengio (2010, eq. 1) found wanting: variance 1/(3·in). */
export const standard: Draw = ofVariance('uniform', (fans) => 1 / (3 * fans.in));

/** Initializations by the names that runs use. */
export const INITIALIZATIONS = {
  'he-normal': he('normal'),
  'he-uniform': he('uniform'),
  'xavier-normal': xavier('normal'),
  'xavier-uniform': xavier('uniform'),
  'lecun-normal': lecun('normal'),
  'lecun-uniform': lecun('uniform'),
  'backward-normal': backward('normal'),
  'backward-uniform': backward('uniform'),
  standard,
  normal: normal(0.01),
  'normal-unit': normal(1),
  'uniform-unit': uniform(-1, 1),
  'truncated-normal': truncatedNormal(0.02),
  constant: constant(0.1),
  zero,
} satisfies Record<string, Draw>;

export type InitializationName = keyof typeof INITIALIZATIONS | 'orthogonal';

/** Fills weights where they are, times `gain`: of a linear layer [out, in], or of a convolution [height, width, in, out]. */
export function initialize(weights: Tensor, how: InitializationName | Draw, random: Generator, gain = 1): void {
  if (how === 'orthogonal') {
    orthogonal(weights, random, gain);
    return;
  }
  const draw = typeof how === 'string' ? INITIALIZATIONS[how] : how;
  const fans = fansOf(weights);
  for (let i = 0; i < weights.size; i++) weights.data[i] = gain * draw(random, fans);
}

export function fansOf({ shape, size }: Tensor): Fans {
  if (shape.length === 2) return { in: shape[1], out: shape[0] };
  const [inputs, outputs] = shape.slice(-2);
  return { in: size / outputs, out: size / inputs };
}

/**
 * Rows (or, if there are more of them than columns, columns) that are orthonormal: Gram–Schmidt, run
 * twice for accuracy, on normal numbers (Saxe, McClelland & Ganguli 2014).
 */
export function orthogonal(weights: Tensor, random: Generator, gain = 1): void {
  const rows = weights.shape.length === 2 ? weights.shape[0] : weights.size / weights.shape[weights.shape.length - 1];
  const columns = weights.size / rows;
  if (weights.shape.length < 2) throw new ShapeError('orthogonal', [weights.shape], 'a matrix');
  const [count, length] = rows <= columns ? [rows, columns] : [columns, rows];
  const basis: Float64Array[] = [];
  for (let v = 0; v < count; v++) {
    const vector = Float64Array.from({ length }, () => random.normal());
    for (const other of [...basis, ...basis]) subtractProjection(vector, other);
    const norm = Math.sqrt(product(vector, vector));
    basis.push(vector.map((x) => x / norm));
  }
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++)
      weights.data[i * columns + j] = gain * (rows <= columns ? basis[i][j] : basis[j][i]);
  }
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const length = product(vector, unit);
  for (let i = 0; i < unit.length; i++) vector[i] -= length * unit[i];
}

function product(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
