import { describe, expect, test } from 'vitest';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

describe.each(storageAdapters)('MetricReader of $name: a series over another metric', (adapter) => {
  async function answer(query: { window?: [number, number]; pixels?: number; xMetric?: string; smoothing?: number }) {
    const { metrics } = await openWithRuns(adapter, 'a');
    const loss = columns([
      [1, 9],
      [2, 5, 77],
      [3, 'NaN'],
      [4, 4],
      [5, 3],
      [6, 2, 66],
      [7, 1],
    ]);
    const epoch = columns([
      [2, 0.5],
      [4, 1],
      [5, 'NaN'],
      [7, 0.75],
    ]);
    await append(metrics, 'a', batch(1, { series: { loss, epoch } }));
    const [found] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], xMetric: 'epoch', ...query });
    return found;
  }

  test('points stand at the last value that the other metric had, in its order, with their own steps and times', async () => {
    const found = await answer({});
    expect(found).toMatchObject({ points: 6, raw: true });
    expect(found?.buckets).toMatchObject({
      x: [0.5, 0.5, 0.75, 1, 1, 1],
      step: [2, 3, 7, 4, 5, 6],
      time: [77, 1003, 1007, 1004, 1005, 66],
      last: [5, 'NaN', 1, 4, 3, 2],
    });
  });

  test('windows and pixels are of the other metric', async () => {
    const found = await answer({ window: [0.6, 1], pixels: 2 });
    expect(found).toMatchObject({ points: 4, raw: false });
    expect(found?.buckets).toMatchObject({ x: [0.75, 1], count: [1, 3], min: [1, 2], max: [1, 4], step: [7, 6] });
  });

  test('averages still go from step to step', async () => {
    const bySteps = await answer({ smoothing: 0.5, xMetric: 'loss' });
    const found = await answer({ smoothing: 0.5 });
    const at = (step: number) => found?.buckets.smoothed?.[found.buckets.step.indexOf(step)];
    expect(bySteps?.buckets.step).toContain(7);
    expect(at(7)).toBeCloseTo(
      (9 / 32 + 5 / 16 + 4 / 8 + 3 / 4 + 2 / 2 + 1) / (1 / 32 + 1 / 16 + 1 / 8 + 1 / 4 + 1 / 2 + 1),
      12,
    );
  });

  test('without the other metric there are no points', async () => {
    expect(await answer({ xMetric: 'none' })).toMatchObject({ points: 0, buckets: { step: [] } });
  });
});
