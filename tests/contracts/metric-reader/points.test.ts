import { describe, expect, test } from 'vitest';
import type { MetricReader } from '../../../server/ports/metric-reader.ts';
import { randomFrom } from '../../support/random.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

/** Steps and values of the run's series, read page by page. */
async function readAll(metrics: MetricReader, limit: number): Promise<[number, number][]> {
  const found: [number, number][] = [];
  for (;;) {
    const { step, time, value } = await metrics.points('a', 'loss', { after: found.at(-1)?.[0] ?? -1, limit });
    expect(step.length).toBeLessThanOrEqual(limit);
    if (step.length === 0) return found;
    expect([...time]).toEqual([...step].map((each) => 1000 + each));
    found.push(...[...step].map((each, index): [number, number] => [each, value[index] ?? Number.NaN]));
  }
}

describe.each(storageAdapters)('MetricReader of $name: points', (adapter) => {
  test('every point comes back once, in order and as last written, page by page, compacted or not', async () => {
    const random = randomFrom(7);
    const { metrics, compact } = await openWithRuns(adapter, 'a');
    const written = new Map<number, number>();
    for (let seq = 1; seq <= 30; seq++) {
      const points = Array.from({ length: 20 }, () => [Math.floor(random() * 400), random()] as const);
      for (const [step, value] of points) written.set(step, value);
      await append(metrics, 'a', batch(seq, { series: { loss: columns(points) } }));
      if (seq % 7 === 0) await compact();
    }
    const expected = [...written].sort(([a], [b]) => a - b);

    for (const limit of [1, 7, 32, 1000]) expect(await readAll(metrics, limit)).toEqual(expected);
  });

  test('a series that is not there has none', async () => {
    const { metrics } = await openWithRuns(adapter, 'a');
    expect((await metrics.points('a', 'loss', { after: -1, limit: 10 })).step).toHaveLength(0);
  });
});
