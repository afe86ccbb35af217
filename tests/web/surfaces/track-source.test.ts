import { expect, test, vi } from 'vitest';
import type { SeriesQuery } from '../../../shared/query.ts';
import { TrackSource } from '../../../web/surfaces/track-source.svelte.ts';

/** A run with two coordinates at so many steps; each query is answered as the server does, by the last step of each bucket. */
function fake(last: number) {
  const queries: SeriesQuery[] = [];
  const keys = ['point/x', 'point/y', 'system/cpu_percent'];
  const bucketsOf = ({ window, pixels = 1000 }: Pick<SeriesQuery, 'window' | 'pixels'>) => {
    const [from = 0, to = 0] = window ?? [];
    const width = Math.max(1, Math.ceil((Math.min(to, last) - from + 1) / pixels));
    const steps: number[] = [];
    for (let step = from; step <= Math.min(to, last); step += width) steps.push(Math.min(step + width - 1, last));
    return steps;
  };
  const api = {
    series: async () => ({ rev: 7, series: Object.fromEntries(keys.map((key) => [key, { lastStep: last }])) }),
    queryPanels: async ({ parts: [query] }: { parts: SeriesQuery[] }) => {
      if (!query) return { parts: [] };
      queries.push(query);
      const steps = Float64Array.from(bucketsOf(query));
      const series = query.keys.map((key) => ({ key, rev: 7, columns: { step: steps, mean: steps } }));
      return { parts: [{ kind: 'curves', series, failed: [] }] };
    },
    querySeries: async (query: SeriesQuery) => {
      queries.push(query);
      const steps = bucketsOf(query);
      return { series: query.keys.map((key) => ({ key, rev: 7, buckets: { step: steps, last: steps } })) };
    },
  };
  const feed = { watch: () => () => {}, refresh: () => {} };
  return { source: new TrackSource('r', api as never, feed), queries };
}

const commit = (rev: number, steps: number[]) => ({
  rev,
  series: Object.fromEntries(['point/x', 'point/y'].map((key) => [key, { step: steps, time: steps, value: steps }])),
});

test('a descent is read step by step, and only its own series', async () => {
  const { source, queries } = fake(300);
  await source.read();
  expect(queries.map(({ keys, window }) => [keys, window])).toEqual([
    [
      ['point/x', 'point/y'],
      [0, 4999],
    ],
  ]);
  expect(source.series.get('point/x')?.step).toHaveLength(301);
  expect(source.thinnedFrom).toBeNull();
  expect(source.wants()).toMatchObject({ after: 7, series: 'all' });
});

test('of a long descent the first steps are whole, and later ones are thinned with all their values', async () => {
  const { source } = fake(60_000);
  await source.read();
  const [x, y] = [source.series.get('point/x'), source.series.get('point/y')];
  expect(x?.step.slice(0, 5000)).toEqual(Array.from({ length: 5000 }, (_, step) => step));
  expect(x?.step.length).toBeLessThanOrEqual(5500);
  expect(x?.step.at(-1)).toBe(60_000);
  expect(y?.step).toEqual(x?.step);
  expect(source.thinnedFrom).toBe(5000);
});

test('what is committed grows the path', async () => {
  const { source } = fake(3);
  await source.read();
  source.onCommits([commit(8, [4, 5])], 8);
  expect(source.series.get('point/y')?.step).toEqual([0, 1, 2, 3, 4, 5]);
  expect(source.wants()?.after).toBe(8);
});

test('a descent that has become long is read again, once for many changes of its run', async () => {
  vi.useFakeTimers();
  const { source, queries } = fake(60_000);
  await source.read();
  expect(source.wants()?.series).toEqual([]);
  for (let change = 0; change < 3; change++) source.onRun();
  await vi.advanceTimersByTimeAsync(1500);
  expect(queries).toHaveLength(4);
  vi.useRealTimers();
});

test('a run that cannot be read says why', async () => {
  const feed = { watch: () => () => {}, refresh: () => {} };
  const source = new TrackSource('r', { series: () => Promise.reject(new Error('away')) } as never, feed);
  await source.read();
  expect([source.status, source.error]).toEqual(['error', 'away']);
});
