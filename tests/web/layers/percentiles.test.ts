import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PERCENTILES, percentilesOf } from '../../../web/layers/percentiles.ts';

test('percentiles divide bins evenly, and skip those without counts', () => {
  const histogram = { edges: [0, 1, 2, 3, 4], counts: [0, 2, 0, 2] };
  expect(percentilesOf(histogram, [0, 0.25, 0.5, 0.75, 1])).toEqual([1, 1.5, 2, 3.5, 4]);
  expect(percentilesOf({ edges: [0, 1], counts: [0] }, [0.5])).toEqual([Number.NaN]);
});

test('percentiles rise, and stay within the filled bins', () => {
  const histograms = fc
    .array(fc.tuple(fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.nat({ max: 1000 })), {
      minLength: 1,
      maxLength: 20,
    })
    .filter((bins) => bins.some(([, count]) => count > 0));
  fc.assert(
    fc.property(histograms, (bins) => {
      const edges = [0];
      for (const [width] of bins) edges.push((edges.at(-1) ?? 0) + width);
      const counts = bins.map(([, count]) => count);
      const values = percentilesOf({ edges, counts }, PERCENTILES);
      expect(values[0]).toBe(edges[counts.findIndex(Boolean)]);
      expect(values.at(-1)).toBe(edges[counts.findLastIndex(Boolean) + 1]);
      expect(values.toSorted((a, b) => a - b)).toEqual(values);
    }),
  );
});
