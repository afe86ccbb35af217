import { expect, test } from 'vitest';
import { momentsOf } from '../../../web/layers/moments.ts';

test('mean and deviation of a histogram are those that were sent, else those of its bins', () => {
  const bins = { edges: [0, 1, 2, 3], counts: [1, 2, 1] };
  expect(momentsOf({ ...bins, mean: 1.4, std: 0.5 })).toEqual({ mean: 1.4, std: 0.5, areEstimated: false });
  const estimated = momentsOf(bins);
  expect(estimated).toMatchObject({ mean: 1.5, areEstimated: true });
  // The variance of the middles, 0.5, and that of values spread evenly over a bin of width 1, 1/12.
  expect(estimated?.std).toBeCloseTo(Math.sqrt(0.5 + 1 / 12), 12);
  expect(momentsOf({ edges: [0, 1], counts: [0] })).toBe(null);
});

test('values that are all alike have no deviation', () => {
  expect(momentsOf({ edges: [3, 3], counts: [7] })).toMatchObject({ mean: 3, std: 0 });
});
