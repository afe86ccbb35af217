import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { examine } from '../../../../../server/store/upkeep/doctor.ts';
import { ALL_TEXTS, append, batch, codesOf, columns, LOSS } from '../../../../contracts/records.ts';
import { until } from '../../../../support/until.ts';
import { afterKill, SMALL, tempMetrics } from '../temp-metrics.ts';

const IN_SLICES = { ...SMALL, seal: { ...SMALL.seal, sliceSeries: 2 } };
const KEYS = ['late', 'm1', 'm2', 'm3', 'm4', 'm5', 'm6'];
const OVERLOADED = { code: 'overloaded', details: { retryAfterSeconds: 1 } };

/** A run of six series of 100 steps and a seventh that begins at step 90, and another run. */
async function filled() {
  const store = tempMetrics(IN_SLICES);
  for (const run of ['a', 'b']) await store.addRun(run);
  const all = Array.from({ length: 100 }, (_, step) => [step + 1, step] as const);
  const series = Object.fromEntries(KEYS.map((key) => [key, columns(key === 'late' ? all.slice(89) : all)]));
  await append(store.metrics, 'a', batch(1, { series, events: [{ kind: 'note', step: 80, time: 1, text: '' }] }));
  await append(store.metrics, 'b', batch(1, { series: LOSS }));
  return store;
}

const countsOf = async ({ series }: Pick<ReturnType<typeof tempMetrics>['metrics'], 'series'>) =>
  Object.entries(await series('a')).map(([key, { count, lastStep }]) => [key, count, lastStep]);

const TRUNCATED = KEYS.slice(1).map((key) => [key, 60, 60]);

test('while a run of many series is truncated others go on, and it is seen before or after', async () => {
  const { metrics, db } = await filled();
  await metrics.seal();
  const { rev = 0 } = (await metrics.activity(['a'])).get('a') ?? {};
  let isDone = false;
  const truncating = metrics.truncateAfter('a', 60).finally(() => {
    isDone = true;
  });
  const seen = new Set<string>();
  for (let seq = 2; !isDone; seq++) {
    seen.add(JSON.stringify(await countsOf(metrics).catch(({ code }) => code)));
    const together = ['a', 'b'].map((run) => ({ run, batch: batch(run === 'a' ? 99 : seq), receivedAt: 1 }));
    const [refused, stored] = codesOf(await metrics.append(together));
    expect(['overloaded', 'seq_gap']).toContain(refused);
    expect(stored).toMatchObject({ acked: seq });
    await nextTurn();
  }
  expect(await truncating).toEqual({ rev: rev + 1 });
  expect(seen).toContain('"overloaded"');
  expect([...seen].filter((each) => each.startsWith('['))).toHaveLength(1);
  expect(await countsOf(metrics)).toEqual(TRUNCATED);
  expect((await metrics.activity(['a'])).get('a')?.maxStep).toBe(60);
  expect((await metrics.events('a', ALL_TEXTS)).events).toEqual([]);
  expect([...examine(db, false)]).toEqual([]);
  expect(codesOf(await append(metrics, 'a', batch(2, { series: LOSS })))).toEqual([
    expect.objectContaining({ acked: 2 }),
  ]);
});

test('a truncation that a crash interrupts is finished by the next start, before the run can be read', async () => {
  const { metrics, db } = await filled();
  const isHalf = db.prepare('SELECT count(*) FROM summaries WHERE last_step = 60').pluck();
  const truncating = metrics.truncateAfter('a', 60, { time: 7, text: 'cut' });
  while (isHalf.get() !== 3) await nextTurn();
  const restarted = afterKill(db, IN_SLICES);
  await expect(restarted.series('a')).rejects.toMatchObject(OVERLOADED);
  expect((await restarted.activity(['a'])).get('a')).toMatchObject({ maxStep: 100, summary: {} });
  await until(async () => (await countsOf(restarted).catch(() => [])).length > 0, 'the truncation is finished');
  expect(await countsOf(restarted)).toEqual(TRUNCATED);
  expect((await restarted.activity(['a'])).get('a')?.maxStep).toBe(60);
  const { events } = await restarted.events('a', ALL_TEXTS);
  expect(events.filter(({ kind }) => kind === 'edit')).toMatchObject([{ kind: 'edit', step: 60, text: 'cut' }]);
  await truncating;
});

test('a truncation that fails halfway is not seen either, and is finished later', async () => {
  const { metrics, db } = await filled();
  db.exec(`CREATE TRIGGER refuse BEFORE DELETE ON run_events BEGIN SELECT raise(ABORT, 'refused'); END`);
  await expect(metrics.truncateAfter('a', 60)).rejects.toThrow(/refused/);
  await expect(metrics.series('a')).rejects.toMatchObject(OVERLOADED);
  await expect(metrics.truncateAfter('a', 50)).rejects.toMatchObject(OVERLOADED);
  db.exec('DROP TRIGGER refuse');
  const restarted = afterKill(db, IN_SLICES);
  await until(async () => (await countsOf(restarted).catch(() => [])).length > 0, 'the truncation is finished');
  expect(await countsOf(restarted)).toEqual(TRUNCATED);
});

test('a run with a damaged chunk is not truncated', async () => {
  const { metrics, db } = await filled();
  await metrics.seal();
  db.exec(`UPDATE chunks SET crc = 0 WHERE series = (SELECT id FROM series WHERE key = 'm5')`);
  const restarted = afterKill(db, IN_SLICES);
  const before = await countsOf(restarted);
  await expect(restarted.truncateAfter('a', 60)).rejects.toThrow(/is damaged/);
  expect(await countsOf(restarted)).toEqual(before);
});

test('a run can be deleted for good while it is truncated', async () => {
  const { metrics, db } = await filled();
  const truncating = metrics.truncateAfter('a', 60).catch(() => undefined);
  await nextTurn();
  await metrics.purgeRun('a');
  await truncating;
  expect(db.prepare('SELECT count(*) FROM cuts').pluck().get()).toBe(0);
  expect(await countsOf(metrics)).toEqual([]);
});
