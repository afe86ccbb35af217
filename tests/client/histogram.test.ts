import { expect, test } from 'vitest';
import { binsProblem } from '../../client/check.ts';
import { histogramOf } from '../../client/histogram.ts';

test('counts each finite value in one bin, the largest in the last, and the others apart', () => {
  const values = [0, 0.5, 1, 2, 3.999, 4, Number.NaN, Number.POSITIVE_INFINITY];

  expect(histogramOf(values, 4)).toEqual({
    edges: [0, 1, 2, 3, 4],
    counts: [2, 1, 1, 2],
    nonFinite: 2,
    mean: expect.closeTo(11.499 / 6, 12),
    std: expect.closeTo(1.591863, 5),
  });
});

test.each([
  ['nothing', []],
  ['only NaN', [Number.NaN]],
  ['one value', [3]],
  ['equal values', [-2, -2, -2]],
  ['equal huge values', [1e20, 1e20]],
  ['the largest number', [Number.MAX_VALUE]],
  ['huge neighbours', [1e20, 1e20 + 32_768]],
  ['the whole range', [-Number.MAX_VALUE, Number.MAX_VALUE]],
  ['the smallest numbers', [0, Number.MIN_VALUE]],
  ['float32 weights', Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i))],
])('makes bins that the server takes from %s', (_name, values) => {
  const { edges, counts, nonFinite = 0 } = histogramOf(values);

  expect(binsProblem({ edges, counts })).toBeUndefined();
  expect(counts.reduce((sum, count) => sum + count, 0) + nonFinite).toBe(values.length);
});

test.each([
  [1, 1],
  [0, 1],
  [-3, 1],
  [7.9, 7],
  [5000, 1024],
  [Number.NaN, 64],
])('%d bins asked are %i', (asked, made) => {
  expect(histogramOf([1, 2, 3], asked).counts).toHaveLength(made);
});
