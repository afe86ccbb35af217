import { expect, test } from 'vitest';
import { comparePoints, ulpsBetween } from '../../../server/services/point-comparison.ts';

/** Series of runs as a reader answers with them. */
function reader(runs: Record<string, Record<string, [step: number, value: number][]>>) {
  return {
    series: async (run: string) => (runs[run] ?? {}) as never,
    async points(run: string, key: string, { after, limit }: { after: number; limit: number }) {
      const points = (runs[run]?.[key] ?? []).filter(([step]) => step > after).slice(0, limit);
      const step = Float64Array.from(points, ([at]) => at);
      return { step, time: step, value: Float64Array.from(points, ([, value]) => value) };
    },
  };
}

test('runs are equal in all series but those of time and of the machine', async () => {
  const loss = Array.from({ length: 50_000 }, (_, step): [number, number] => [
    step,
    step % 7 === 0 ? Number.NaN : 1 / step,
  ]);
  const metrics = reader({
    a: { 'train/loss': loss, 'system/cpu_percent': [[1, 5]], 'train/examples_per_second': [[1, 900]] },
    b: { 'train/loss': loss, 'system/cpu_percent': [[2, 7]] },
  });
  expect(await comparePoints(metrics, 'a', 'b')).toEqual({ points: 50_000, series: 1, first: null });
});

test('the first step that differs in any series is named, with how far the values are apart', async () => {
  const half = Math.fround(0.1);
  const next = half + 2 ** -27;
  const metrics = reader({
    a: {
      x: [
        [1, 1],
        [9, 2],
      ],
      y: [
        [1, half],
        [5, half],
      ],
    },
    b: {
      x: [
        [1, 1],
        [9, 3],
      ],
      y: [
        [1, half],
        [5, next],
      ],
    },
  });
  expect(await comparePoints(metrics, 'a', 'b')).toEqual({
    points: 2,
    series: 2,
    first: { step: 5, key: 'y', was: half, is: next, difference: 2 ** -27, ulps: 1, precision: 'float32' },
  });
});

test('a point that one of them lacks is a difference', async () => {
  const metrics = reader({
    a: {
      x: [
        [1, 1],
        [2, 5],
      ],
    },
    b: { x: [[1, 1]], z: [[7, 0.1]] },
  });
  expect((await comparePoints(metrics, 'a', 'b')).first).toMatchObject({
    step: 2,
    key: 'x',
    was: 5,
    is: null,
    ulps: null,
  });
  expect((await comparePoints(metrics, 'b', 'b')).first).toBeNull();
});

test('numbers are counted between two of a precision, over zero too', () => {
  expect(ulpsBetween(1, 1 + 2 ** -52, 'float64')).toBe(1);
  expect(ulpsBetween(-(2 ** -149), 2 ** -149, 'float32')).toBe(2);
  expect(ulpsBetween(0, -0, 'float64')).toBe(0);
  expect(ulpsBetween(1, Number.NaN, 'float64')).toBeNull();
});
