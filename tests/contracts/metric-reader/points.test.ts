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

  test('those that are not finite come in order of step, as many as are asked for, compacted or not', async () => {
    const { metrics, compact } = await openWithRuns(adapter, 'a');
    const bad = new Map([
      [300, Number.POSITIVE_INFINITY],
      [350, Number.NEGATIVE_INFINITY],
      [900, Number.NaN],
      [901, Number.NaN],
    ]);
    const points = Array.from({ length: 1000 }, (_, step) => [step, bad.get(step) ?? 1] as const);
    await append(metrics, 'a', batch(1, { series: { loss: columns(points), fine: columns([[1, 1]]) } }));
    for (const isCompact of [false, true]) {
      if (isCompact) await compact();
      const { step, time, value } = await metrics.nonFinite('a', 'loss', 3);
      expect([...step]).toEqual([300, 350, 900]);
      expect([...time]).toEqual([1300, 1350, 1900]);
      expect([...value]).toEqual([Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]);
      expect((await metrics.nonFinite('a', 'loss', 100)).step).toHaveLength(4);
      for (const key of ['fine', 'other']) expect((await metrics.nonFinite('a', key, 10)).step).toHaveLength(0);
    }
  });

  test('buckets of several points name the kinds of those that are not finite where that is asked for', async () => {
    const { metrics, compact } = await openWithRuns(adapter, 'a');
    const [up, down, none] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN];
    const values = [1, up, 1, 1, down, 1, up, none, 1, 1, 1, 1, none, none, down, 1];
    await append(metrics, 'a', batch(1, { series: { loss: columns(values.map((value, step) => [step, value])) } }));
    await compact();
    const asked = { runs: ['a'], keys: ['loss'], pixels: 8 };
    const [curve] = await metrics.querySeries({ ...asked, kinds: true });
    expect(curve?.buckets.nonFiniteKinds).toEqual([1, 0, 2, 4, 0, 0, 4, 2]);
    expect((await metrics.querySeries(asked))[0]?.buckets.nonFiniteKinds).toBe(undefined);
  });

  test('a series that is not there has none', async () => {
    const { metrics } = await openWithRuns(adapter, 'a');
    expect((await metrics.points('a', 'loss', { after: -1, limit: 10 })).step).toHaveLength(0);
  });
});
