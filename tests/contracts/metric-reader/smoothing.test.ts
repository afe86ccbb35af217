import { describe, expect, test } from 'vitest';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

const S = 0.6;

describe.each(storageAdapters)('MetricReader of $name: smoothing', (adapter) => {
  async function smoothed(values: (number | 'NaN')[], smoothing = S, pixels = 1000) {
    const storage = await openWithRuns(adapter, 'a');
    const series = { loss: columns(values.map((value, index) => [index + 1, value] as const)) };
    await append(storage.metrics, 'a', batch(1, { series }));
    const [answer] = await storage.metrics.querySeries({ runs: ['a'], keys: ['loss'], smoothing, pixels });
    return { ...storage, smoothed: answer?.buckets.smoothed, state: answer?.smoothingState, answer };
  }

  test('the average is debiased: its first value is the first point, then weights fall by the smoothing', async () => {
    const { smoothed: found } = await smoothed([1, 2, 4]);
    expect(found?.[0]).toBeCloseTo(1, 14);
    expect(found?.[1]).toBeCloseTo((S * 1 + 2) / (S + 1), 14);
    expect(found?.[2]).toBeCloseTo((S * S * 1 + S * 2 + 4) / (S * S + S + 1), 14);
  });

  test('a constant series is left exactly as it is', async () => {
    expect(
      (
        await smoothed(
          Array.from({ length: 100 }, () => 0.1),
          0.9,
        )
      ).smoothed,
    ).toEqual(Array(100).fill(0.1));
  });

  test('values that are not finite pass through and weigh nothing', async () => {
    const { smoothed: found } = await smoothed([1, 'NaN', 2]);
    expect(found?.[1]).toBe('NaN');
    expect(found?.[2]).toBeCloseTo((S * 1 + 2) / (S + 1), 14);
  });

  test('without smoothing there is neither average nor state', async () => {
    const { answer } = await smoothed([1, 2], 0);
    expect(answer?.buckets).not.toHaveProperty('smoothed');
    expect(answer).not.toHaveProperty('smoothingState');
  });

  test('averages are of every point, whatever the window and the pixels', async () => {
    const values = Array.from({ length: 500 }, (_, index) => Math.sin(index * 7));
    const { metrics, compact, smoothed: all } = await smoothed(values);
    await compact();
    const query = { runs: ['a'], keys: ['loss'], smoothing: S };
    const [few] = await metrics.querySeries({ ...query, pixels: 3, window: [100, 400] });
    for (const [index, step] of (few?.buckets.step ?? []).entries()) {
      expect(few?.buckets.smoothed?.[index]).toBeCloseTo(all?.[step - 1] as number, 12);
    }
    expect(few?.buckets.step).toHaveLength(3);
  });

  test('the state goes on where the answer ends: live points join without a seam', async () => {
    const values = Array.from({ length: 50 }, (_, index) => Math.cos(index));
    const { metrics, state } = await smoothed(values, S, 5);
    await append(metrics, 'a', batch(2, { series: { loss: columns([[51, 9]]) } }));
    const [after] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], smoothing: S });
    const { last = Number.NaN, count = 0 } = state ?? {};
    const next = (S * last + (1 - S) * 9) / (1 - S ** (count + 1));
    expect(after?.buckets.smoothed?.at(-1)).toBeCloseTo(next, 14);
  });
});
