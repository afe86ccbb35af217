import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createMetricStore } from '../../../../../server/store/metrics/metric-store.ts';
import { DATABASE_FILE } from '../../../../../server/store/sqlite.ts';
import { append, batch, columns, LOSS } from '../../../../contracts/records.ts';
import { afterKill, SMALL, tempMetrics } from '../temp-metrics.ts';

const some = (from: number, count: number) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, from + index] as const));

const journalRows = (db: { prepare(sql: string): { pluck(): { get(): unknown } } }) =>
  db.prepare('SELECT count(*) FROM journal').pluck().get();

test('writers that are faster than sealing wait, so that what is pending stays bounded', async () => {
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, seal: { ...SMALL.seal, waitingPoints: 250 } });
  await addRun('a');
  for (let seq = 1; seq <= 30; seq++) {
    await append(metrics, 'a', batch(seq, { series: { loss: some(seq * 50, 50) } }));
    expect(journalRows(db)).toBeLessThanOrEqual(6);
  }
  expect((await metrics.series('a')).loss?.count).toBe(1500);
});

test('a run is sealed in slices, each of few series and points, with what is written meanwhile', async () => {
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, seal: { ...SMALL.seal, slicePoints: 40, sliceSeries: 2 } });
  await addRun('a');
  const series = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((key) => [key, some(10, 90)]));
  await append(metrics, 'a', batch(1, { series }));
  const sealing = metrics.seal();
  await append(metrics, 'a', batch(2, { series: { a: some(0, 10), e: some(50, 60) } }));
  await sealing;
  expect(journalRows(db)).toBe(0);
  const counts = Object.entries(await metrics.series('a')).map(([key, { count }]) => [key, count]);
  expect(counts).toEqual([
    ['a', 100],
    ['b', 90],
    ['c', 90],
    ['d', 90],
    ['e', 100],
  ]);
  expect(await afterKill(db).series('a')).toEqual(await metrics.series('a'));
});

test('a run whose chunk is damaged is reported and keeps its journal; others are sealed', async () => {
  const errors: unknown[] = [];
  const { db, metrics: before, addRun } = tempMetrics();
  await addRun('bad');
  await addRun('good');
  await append(before, 'bad', batch(1, { series: LOSS }));
  await before.seal();
  await before.close();
  db.exec('UPDATE chunks SET data = zeroblob(8)');
  const metrics = createMetricStore(db, { ...SMALL, onError: (error) => errors.push(error) });
  onTestFinished(() => metrics.close());
  await append(metrics, 'bad', batch(2, { series: { loss: some(2, 5) } }));
  await append(metrics, 'good', batch(1, { series: LOSS }));
  await metrics.seal();
  expect(errors).toHaveLength(1);
  expect(String(errors[0])).toMatch(/chunk 1 is damaged/);
  expect(journalRows(db)).toBe(1);
  expect((await metrics.series('bad')).loss?.count).toBe(6);
});

test('a run that is purged while it is sealed leaves nothing behind, and no error', async () => {
  const errors: unknown[] = [];
  const { db, metrics, runs, addRun } = tempMetrics({
    ...SMALL,
    seal: { ...SMALL.seal, slicePoints: 10, sliceSeries: 1 },
    onError: (error) => errors.push(error),
  });
  await addRun('a');
  const series = Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`k${index}`, some(0, 50)]));
  await append(metrics, 'a', batch(1, { series }));
  const sealing = metrics.seal();
  await metrics.purgeRun('a');
  await runs.purgeRun('a');
  await sealing;
  expect(errors).toEqual([]);
  for (const table of ['journal', 'series', 'chunks', 'summaries', 'run_activity']) {
    expect(db.prepare(`SELECT count(*) FROM ${table}`).pluck().get(), table).toBe(0);
  }
});

test('more runs than memory keeps idle are all sealed', async () => {
  const { db, metrics, addRun } = tempMetrics();
  for (let index = 0; index < 520; index++) {
    await addRun(`run${index}`);
    await append(metrics, `run${index}`, batch(1, { series: LOSS }));
  }
  await metrics.seal();
  expect(journalRows(db)).toBe(0);
  for (let index = 0; index < 520; index += 40) {
    expect((await metrics.series(`run${index}`)).loss?.count).toBe(1);
  }
});

/** Commits that another connection sees, looking once a turn of the event loop, until `work` is done. */
async function commitsDuring(folder: string, work: Promise<unknown>): Promise<number> {
  const other = new Database(join(folder, DATABASE_FILE), { readonly: true });
  onTestFinished(() => void other.close());
  const version = () => other.pragma('data_version', { simple: true });
  let isDone = false;
  void work.finally(() => {
    isDone = true;
  });
  let [seen, commits] = [version(), 0];
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve));
    if (version() === seen) continue;
    seen = version();
    commits += 1;
  }
  return commits;
}

test('small runs are sealed together, as many at a time as fit in a slice', async () => {
  const { db, folder, metrics, addRun } = tempMetrics({ ...SMALL, seal: { ...SMALL.seal, sliceSeries: 40 } });
  for (let index = 0; index < 100; index++) {
    await addRun(`run${index}`);
    await append(metrics, `run${index}`, batch(1, { series: { ...LOSS, other: some(0, 50) } }));
  }
  expect(await commitsDuring(folder, metrics.seal())).toBeLessThanOrEqual(5);
  expect(journalRows(db)).toBe(0);
  for (let index = 0; index < 100; index += 9) {
    const counts = Object.entries(await afterKill(db).series(`run${index}`)).map(([key, { count }]) => [key, count]);
    expect(counts).toEqual([
      ['loss', 1],
      ['other', 50],
    ]);
  }
});

test('a run that takes more than a slice goes on where it was', async () => {
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, seal: { ...SMALL.seal, slicePoints: 60 } });
  for (const run of ['a', 'b']) {
    await addRun(run);
    await append(metrics, run, batch(1, { series: { loss: some(0, 960) } }));
  }
  await metrics.seal();
  // Late points, each in another chunk, of which every one has to be written again.
  const late = columns(Array.from({ length: 20 }, (_, index) => [index * 48, -1] as const));
  for (const run of ['a', 'b']) await append(metrics, run, batch(2, { series: { loss: late } }));
  await metrics.seal();
  expect(journalRows(db)).toBe(0);
  for (const run of ['a', 'b']) {
    expect((await metrics.series(run)).loss).toMatchObject({ count: 960, min: -1 });
    expect(await afterKill(db).series(run)).toEqual(await metrics.series(run));
  }
});

test('of small runs that are sealed together, one that cannot be keeps its journal alone', async () => {
  const errors: unknown[] = [];
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, onError: (error) => errors.push(error) });
  for (const run of ['a', 'bad', 'c']) {
    await addRun(run);
    await append(metrics, run, batch(1, { series: LOSS }));
  }
  db.exec("CREATE TRIGGER refusal BEFORE DELETE ON journal WHEN OLD.run = 2 BEGIN SELECT RAISE(ABORT, 'no'); END");
  await metrics.seal();
  expect(db.prepare('SELECT run FROM journal').pluck().all()).toEqual([2]);
  expect(errors).toEqual([expect.objectContaining({ message: 'no' })]);
  for (const run of ['a', 'bad', 'c']) expect((await metrics.series(run)).loss?.count).toBe(1);
});
