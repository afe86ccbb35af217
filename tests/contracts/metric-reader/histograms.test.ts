import { describe, expect, test } from 'vitest';
import type { Histogram } from '../../../shared/ingest.ts';
import { storageAdapters } from '../adapters.ts';
import { batch, openWithRuns } from '../records.ts';

const edges = Array.from({ length: 65 }, (_, index) => index / 32 - 1);

function histogram(step: number, fields: Partial<Histogram> = {}): Histogram {
  return {
    key: 'weights/layer1',
    step,
    time: 1000.5 + step,
    edges,
    counts: edges.slice(1).map((_, i) => i * step),
    ...fields,
  };
}

describe.each(storageAdapters)('MetricReader of $name: histograms', (adapter) => {
  async function stored(...histograms: Histogram[]) {
    const storage = await openWithRuns(adapter, 'a');
    await storage.metrics.append([{ run: 'a', batch: batch(1, { histograms }), receivedAt: 1 }]);
    return storage;
  }

  const query = { run: 'a', keys: ['weights/layer1'] };
  const withoutKey = ({ key, ...rest }: Histogram) => rest;

  test.each<[string, Histogram]>([
    ['only what must be there', histogram(1)],
    ['everything', histogram(1, { nonFinite: 3, mean: 0.1, std: 2 })],
    ['a mean that is no number', histogram(1, { mean: 'NaN', std: 'Infinity' })],
    ['fractional counts', histogram(1, { edges: [0, 0.1, 1e300], counts: [0.25, 1e-9] })],
  ])('a histogram with %s comes back exactly', async (_, logged) => {
    const { metrics } = await stored(logged);
    expect(await metrics.queryHistograms(query)).toEqual([{ key: logged.key, histograms: [withoutKey(logged)] }]);
  });

  test('thousands of one batch come back, also where it is sent again', async () => {
    const many = Array.from({ length: 2000 }, (_, index) =>
      histogram(1 + (index % 4), { key: `weights/${index >> 2}` }),
    );
    const { metrics } = await stored(...many);
    const [again] = await metrics.append([{ run: 'a', batch: batch(1, { histograms: many }), receivedAt: 2 }]);
    expect(again).toMatchObject({ ack: { duplicate: true } });
    expect((await metrics.histogramKeys('a')).length).toBe(500);
    const [found] = await metrics.queryHistograms({ run: 'a', keys: ['weights/499'] });
    expect(found?.histograms).toEqual(many.slice(-4).map(withoutKey));
  });

  test('of a step that is logged twice the last stays; keys come with count and range', async () => {
    const { metrics } = await stored(histogram(5), histogram(2), histogram(5, { counts: edges.slice(1).map(() => 7) }));
    const [answer] = await metrics.queryHistograms(query);
    expect(answer?.histograms.map(({ step, counts }) => [step, counts[3]])).toEqual([
      [2, 6],
      [5, 7],
    ]);
    expect(await metrics.histogramKeys('a')).toEqual([{ key: 'weights/layer1', count: 2, firstStep: 2, lastStep: 5 }]);
  });

  test('too many steps are chosen from evenly, first and last kept', async () => {
    const { metrics } = await stored(...Array.from({ length: 101 }, (_, step) => histogram(step)));
    const steps = async (pixels: number) =>
      (await metrics.queryHistograms({ ...query, pixels }))[0]?.histograms.map(({ step }) => step);
    expect(await steps(5)).toEqual([0, 25, 50, 75, 100]);
    expect(await steps(1)).toEqual([100]);
    expect(await steps(1000)).toHaveLength(101);
  });

  test('an unknown key has no histograms', async () => {
    const { metrics } = await stored(histogram(1));
    expect(await metrics.queryHistograms({ run: 'a', keys: ['none'] })).toEqual([{ key: 'none', histograms: [] }]);
  });
});
