import { expect, test } from 'vitest';
import type { MetricStore } from '../../server/store/metrics/metric-store.ts';
import { examine } from '../../server/store/upkeep/doctor.ts';
import { afterKill, fresh } from '../server/store/metrics/temp-metrics.ts';
import { append, batch, codesOf, columns } from './records.ts';

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
  ['cutting within', (metrics) => metrics.truncateAfter('a', 105)],
  ['cutting all', (metrics) => metrics.truncateAfter('a', 0)],
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

test('a series is deleted, the others stay', async () => {
  const { metrics, db } = await filled();
  expect(await metrics.deleteSeries('a', 'loss')).toEqual({ rev: 3 });
  const left = [
    ['other', 10, 10, 2],
    ['late', 1, 115, 3],
  ];
  expect(await countsOf(metrics)).toEqual(left);
  expect(await countsOf(afterKill(db))).toEqual(left);
});

test('a series gets another name and goes on under it', async () => {
  const { metrics } = await filled();
  await metrics.renameSeries('a', 'loss', 'train/loss');
  await append(metrics, 'a', batch(3, { series: { 'train/loss': line(121, 1, 1) } }));
  expect((await countsOf(metrics))[0]).toEqual(['train/loss', 121, 121, 1]);
});

test('a series renamed to one that is there is written over it', async () => {
  const { metrics, db } = await filled();
  await metrics.renameSeries('a', 'other', 'loss');
  const merged = [
    ['loss', 120, 120, expect.closeTo((10 * 2 + 110) / 120, 12)],
    ['late', 1, 115, 3],
  ];
  expect(await countsOf(metrics)).toEqual(merged);
  expect(await countsOf(afterKill(db))).toEqual(merged);
});

test.each([
  [
    115,
    [
      ['loss', 115, 115, 1],
      ['other', 10, 10, 2],
      ['late', 1, 115, 3],
    ],
    [50, 110],
  ],
  [
    60,
    [
      ['loss', 60, 60, 1],
      ['other', 10, 10, 2],
    ],
    [50],
  ],
  [
    64,
    [
      ['loss', 64, 64, 1],
      ['other', 10, 10, 2],
    ],
    [50],
  ],
  [
    5,
    [
      ['loss', 5, 5, 1],
      ['other', 5, 5, 2],
    ],
    [],
  ],
  [0, [], []],
])(
  'nothing after step %i remains when a run is cut there, and it goes on from there',
  async (step, expected, marks) => {
    const { metrics, db } = await filled();
    await metrics.truncateAfter('a', step);
    expect(await countsOf(metrics)).toEqual(expected);
    expect(await countsOf(afterKill(db))).toEqual(expected);
    expect((await metrics.activity(['a'])).get('a')?.maxStep).toBe(step || null);
    expect((await metrics.events('a')).map((event) => event.step)).toEqual(marks);
    expect((await metrics.histogramKeys('a')).map(({ count }) => count)).toEqual(
      marks.length > 0 ? [marks.length] : [],
    );
    const [answer] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], pixels: 3 });
    expect(answer?.points ?? 0).toBe(step);
    expect((await metrics.appendPlain('a', { time: 1, metrics: { loss: 7 } })).step).toBe(step + 1);
  },
);

test('live readers hear that what they hold is gone; writers go on', async () => {
  const { metrics } = await filled();
  const { rev } = await metrics.deleteSeries('a', 'late');
  expect(await metrics.commitsAfter('a', rev - 1)).toBe('gone');
  expect(await metrics.commitsAfter('a', rev)).toEqual([]);
  expect(codesOf(await append(metrics, 'a', batch(3)))).toEqual([{ acked: 3, duplicate: false, rev: rev + 1 }]);
  expect(await metrics.commitsAfter('a', rev)).toEqual([{ rev: rev + 1 }]);
});

test('a series that is not there cannot be changed', async () => {
  const { metrics } = await filled();
  await expect(metrics.deleteSeries('a', 'none')).rejects.toMatchObject({ code: 'not_found' });
  await expect(metrics.renameSeries('a', 'none', 'loss')).rejects.toMatchObject({ code: 'not_found' });
  expect((await countsOf(metrics))[0]).toEqual(['loss', 120, 120, 1]);
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
