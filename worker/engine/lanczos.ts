import { symmetricEigenpairs } from './eigenvalues.ts';
import type { Generator } from './rng.ts';

export interface LanczosOptions {
  /** Products with the matrix, at most. */
  iterations: number;
  /** Ends when the largest eigenvalue changes by less than this share of itself. */
  tolerance?: number;
  random: Generator;
}

/** The outer eigenvalues of a symmetric matrix. */
export interface Extremes {
  largest: number;
  smallest: number;
  /** Products that it took. */
  iterations: number;
}

/**
 * The largest and smallest eigenvalue of a symmetric matrix that is known by its products with vectors alone. Every
 * vector is made orthogonal to all before it, so that none of the eigenvalues comes twice.
 *
 * Source  Lanczos (1950); Golub & Van Loan, *Matrix Computations*, §10.1
 */
export function lanczos(
  multiply: (vector: Float64Array) => ArrayLike<number>,
  size: number,
  { iterations, tolerance = 1e-4, random }: LanczosOptions,
): Extremes {
  const basis: Float64Array[] = [];
  const diagonal: number[] = [];
  const beside: number[] = [];
  let vector = Float64Array.from({ length: size }, () => random.normal());
  scale(vector, 1 / norm(vector));
  let found: Extremes = { largest: 0, smallest: 0, iterations: 0 };
  for (let step = 0; step < Math.min(iterations, size); step++) {
    basis.push(vector);
    const next = Float64Array.from(multiply(vector));
    diagonal.push(dot(next, vector));
    for (let twice = 0; twice < 2; twice++) for (const each of basis) addScaled(next, each, -dot(next, each));
    const length = norm(next);
    const before = found;
    found = { ...extremesOf(diagonal, beside), iterations: step + 1 };
    const change = Math.abs(found.largest - before.largest);
    const isEnd = length <= 1e-10 * Math.max(Math.abs(found.largest), Math.abs(found.smallest), 1e-30);
    if (isEnd || !Number.isFinite(length) || (step > 0 && change <= tolerance * Math.abs(found.largest))) return found;
    beside.push(length);
    scale(next, 1 / length);
    vector = next;
  }
  return found;
}

/** Of the tridiagonal matrix that the vectors so far give. */
function extremesOf(diagonal: readonly number[], beside: readonly number[]): Pick<Extremes, 'largest' | 'smallest'> {
  const size = diagonal.length;
  const matrix = new Float64Array(size * size);
  diagonal.forEach((value, i) => {
    matrix[i * size + i] = value;
    if (i + 1 < size) matrix[i * size + i + 1] = matrix[(i + 1) * size + i] = beside[i];
  });
  const { values } = symmetricEigenpairs(matrix, size);
  return { largest: values[0], smallest: values[size - 1] };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}

function norm(a: Float64Array): number {
  return Math.sqrt(dot(a, a));
}

function scale(a: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] *= factor;
}

function addScaled(a: Float64Array, b: Float64Array, factor: number): void {
  for (let i = 0; i < a.length; i++) a[i] += factor * b[i];
}
