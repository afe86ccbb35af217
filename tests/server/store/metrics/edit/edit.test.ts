import { expect, test } from 'vitest';
import type { MetricStore } from '../../../../../server/store/metrics/metric-store.ts';
import { examine } from '../../../../../server/store/upkeep/doctor.ts';
import { append, batch, columns } from '../../../../contracts/records.ts';
import { fresh } from '../temp-metrics.ts';

const line = (from: number, count: number, value: number) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, value] as const));

/** A run of which 100 steps are in chunks and 20 in the journal. */
async function filled() {
  const store = await fresh();
  const histograms = [50, 110].map((step) => ({ key: 'w', step, time: 1, edges: [0, 1], counts: [1] }));
  const events = [50, 110].map((step) => ({ kind: 'note' as const, step, time: 1, text: '' }));
  await append(
    store.metrics,
    'a',
    batch(1, { series: { loss: line(1, 100, 1), other: line(1, 10, 2) }, histograms, events }),
  );
  await store.metrics.seal();
  await append(store.metrics, 'a', batch(2, { series: { loss: line(101, 20, 1), late: line(115, 1, 3) } }));
  return store;
}

const countsOf = async (metrics: MetricStore) =>
  Object.entries(await metrics.series('a')).map(([key, { count, lastStep, mean }]) => [key, count, lastStep, mean]);

test.each<[string, (metrics: MetricStore) => Promise<unknown>]>([
  ['deleting', (metrics) => metrics.deleteSeries('a', 'loss')],
  ['renaming', (metrics) => metrics.renameSeries('a', 'loss', 'train/loss')],
  ['merging', (metrics) => metrics.renameSeries('a', 'other', 'loss')],
  ['truncating within', (metrics) => metrics.truncateAfter('a', 105)],
  ['truncating all', (metrics) => metrics.truncateAfter('a', 0)],
])('after %s, filters know the series as they are', async (_, change) => {
  const { metrics, db } = await filled();
  await change(metrics);
  const rows = db.prepare(
    'SELECT name, count, last_step AS lastStep, mean FROM summaries JOIN metric_names ON id = metric',
  );
  const known = rows.all().map((row) => Object.values(row as object));
  expect(known.toSorted()).toEqual((await countsOf(metrics)).toSorted());
  expect([...examine(db, false)]).toEqual([]);
});

test('a change that fails halfway changes nothing', async () => {
  const { metrics, db } = await filled();
  const before = await countsOf(metrics);
  db.exec(`CREATE TRIGGER refuse BEFORE DELETE ON run_events BEGIN SELECT raise(ABORT, 'refused'); END`);
  await expect(metrics.truncateAfter('a', 60)).rejects.toThrow(/refused/);
  expect(await countsOf(metrics)).toEqual(before);
  const [answer] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], pixels: 7 });
  expect(answer?.points).toBe(120);
});
