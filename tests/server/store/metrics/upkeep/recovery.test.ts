import { expect, test } from 'vitest';
import { createMetricStore } from '../../../../../server/store/metrics/metric-store.ts';
import type { Db } from '../../../../../server/store/sqlite.ts';
import { append, batch, codesOf, LOSS } from '../../../../contracts/records.ts';
import { until } from '../../../../support/until.ts';
import { afterKill, SMALL, tempMetrics } from '../temp-metrics.ts';

/** Two runs whose points are in the journal alone: rows 1 and 3 of `a`, row 2 of `b`. */
async function journalled() {
  const store = tempMetrics();
  for (const run of ['a', 'b']) await store.addRun(run);
  await append(store.metrics, 'a', batch(1, { series: LOSS }));
  await append(store.metrics, 'b', batch(1, { series: LOSS }));
  await append(store.metrics, 'a', batch(2, { series: { other: LOSS.loss } }));
  return store;
}

const damageRow = (db: Db, id: number) =>
  db.prepare('UPDATE journal SET payload = zeroblob(length(payload)) WHERE id = ?').run(id);

const DAMAGE = {
  code: 'internal',
  message: expect.stringMatching(/journal row 1 of run "a" is damaged.*lossboard doctor/),
};

test('what the journal holds of runs that nobody asks for is read and sealed all the same', async () => {
  const { db } = await journalled();
  const metrics = afterKill(db, { seal: { ageMs: 0 } });
  await until(async () => (await metrics.series('b')).loss?.count === 1, 'read');
  await metrics.seal();
  expect(Object.keys(await metrics.series('a'))).toEqual(['loss', 'other']);
});

test('a damaged journal row keeps its run alone from being read and written; it is reported once', async () => {
  const { db } = await journalled();
  damageRow(db, 1);
  const reported: unknown[] = [];
  const metrics = afterKill(db, { ...SMALL, onError: (error) => reported.push(error) });
  await until(() => reported.length > 0, 'the damage is reported');
  expect(reported).toEqual([expect.objectContaining(DAMAGE)]);

  await expect(metrics.series('a')).rejects.toMatchObject(DAMAGE);
  await expect(metrics.querySeries({ runs: ['a'], keys: ['loss'], pixels: 9 })).rejects.toMatchObject(DAMAGE);
  await expect(metrics.appendPlain('a', { time: 1, metrics: { loss: 7 } })).rejects.toMatchObject(DAMAGE);
  const together = ['a', 'b'].map((run) => ({ run, batch: batch(run === 'a' ? 3 : 2), receivedAt: 1 }));
  expect(codesOf(await metrics.append(together))).toEqual(['internal', { acked: 2, duplicate: false, rev: 2 }]);
  expect((await metrics.series('b')).loss?.count).toBe(1);
  expect(reported).toHaveLength(1);
});

test('runs are listed also when one is damaged: its counts without its points', async () => {
  const { db } = await journalled();
  damageRow(db, 1);
  const activity = await afterKill(db).activity(['a', 'b']);
  expect(activity.get('a')).toMatchObject({ rev: 2, ledger: { stored: 2 }, summary: {} });
  expect(Object.keys(activity.get('b')?.summary ?? {})).toEqual(['loss']);
});

test('nothing of a damaged run is cleared from the journal, so that its whole rows can still be kept', async () => {
  const { db } = await journalled();
  damageRow(db, 1);
  const restarted = createMetricStore(db, SMALL);
  await restarted.seal();
  await restarted.close();
  expect(db.prepare('SELECT id FROM journal').pluck().all()).toEqual([1, 3]);
});
