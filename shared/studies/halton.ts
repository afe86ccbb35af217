import { uniforms } from './random.ts';

/** Digits beyond this resolution do not move a value. */
const LEAST_DIGIT = 2 ** -32;

/**
 * A point of a randomized Halton sequence: each digit of the index, in the base of its dimension, is replaced by a random
 * permutation of its own.
 *
 * Source: Owen, *A randomized Halton algorithm in R* (2017), arXiv:1706.02808.
 *
 * @param index from 0
 * @returns a number in [0, 1) for each dimension
 */
export function haltonPoint(index: number, dimensions: number, seed: number): number[] {
  return primes(dimensions).map((base, dimension) => {
    let [rest, share] = [index, 0];
    for (let digit = 0, size = 1 / base; size > LEAST_DIGIT; digit++, size /= base) {
      share += size * (permutation(base, seed, dimension, digit)[rest % base] ?? 0);
      rest = Math.floor(rest / base);
    }
    return share;
  });
}

/** 0 … count − 1 in an order fixed by what it is drawn for (Fisher & Yates). */
function permutation(count: number, ...words: readonly number[]): number[] {
  const order = Array.from({ length: count }, (_, index) => index);
  const next = uniforms(...words);
  for (let last = count - 1; last > 0; last--) {
    const other = Math.floor(next() * (last + 1));
    [order[last], order[other]] = [order[other] ?? 0, order[last] ?? 0];
  }
  return order;
}

function primes(count: number): number[] {
  const found: number[] = [];
  for (let next = 2; found.length < count; next++) if (found.every((prime) => next % prime !== 0)) found.push(next);
  return found;
}
