import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MetricEditor } from '../../../../../server/ports/metric-editor.ts';
import type { AppendOutcome } from '../../../../../server/ports/metric-writer.ts';
import { createMetricStore } from '../../../../../server/store/metrics/metric-store.ts';
import type { Db } from '../../../../../server/store/sqlite.ts';
import { append, batch, codesOf, columns, LOSS } from '../../../../contracts/records.ts';
import { randomFrom } from '../../../../support/random.ts';
import { afterKill, databaseAfterKill, SMALL, tempMetrics } from '../temp-metrics.ts';

/** Enough points for many parts. */
const MANY = 12_000;
const line = (from: number, count = MANY, value = (step: number) => step) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, value(from + index)] as const));

/** A store with one run, `a`, that writes what is larger than a few points in parts. */
async function fresh() {
  const store = tempMetrics({ ...SMALL, partPoints: 200 });
  await store.addRun('a');
  return store;
}

const countOf = (db: Db, table: string) => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();

/** Waits until some parts of a batch are written, but not all. */
async function untilStaging(db: Db): Promise<void> {
  while ((countOf(db, 'journal_parts') as number) < 3) await nextTurn();
}

async function curveOf(metrics: Awaited<ReturnType<typeof fresh>>['metrics'], key: string) {
  const { step, value } = await metrics.points('a', key, { after: -1, limit: 1e6 });
  return [...step].map((each, index) => [each, value[index]]);
}

describe('while a large batch is stored', () => {
  test('others are acknowledged before it, of its run and of another, and nobody sees any of it', async () => {
    const { db, metrics, addRun } = await fresh();
    await addRun('b');
    let isDone = false;
    const large = append(metrics, 'a', batch(1, { series: { loss: line(1), other: line(1) } })).finally(() => {
      isDone = true;
    });
    await untilStaging(db);
    expect(codesOf(await append(metrics, 'b', batch(1, { series: LOSS })))).toEqual([
      { acked: 1, duplicate: false, rev: 1 },
    ]);
    await metrics.appendPlain('a', { step: 5, time: 1, metrics: { plain: 1 } });
    expect(isDone).toBe(false);
    expect(Object.keys(await metrics.series('a'))).toEqual(['plain']);
    expect((await metrics.activity(['a'])).get('a')).toMatchObject({ rev: 1, maxStep: 5, ledger: { sent: 1 } });
    expect(await metrics.querySeries({ runs: ['a'], keys: ['loss'], pixels: 10 })).toEqual([]);

    const [outcome] = (await large) as [AppendOutcome & { ack: unknown }];
    expect(outcome).toMatchObject({ ack: { acked: 1, rev: 2 }, commit: { rev: 2, newSeries: ['loss', 'other'] } });
    expect((await metrics.series('a')).loss).toMatchObject({ count: MANY, last: MANY });
    expect(await metrics.commitsAfter('a', 1)).toMatchObject([{ rev: 2 }]);
  });

  test('what is added to its series meanwhile is counted, and overwritten where both have a step', async () => {
    const { db, metrics } = await fresh();
    await append(metrics, 'a', batch(1, { series: { loss: line(1, 10, () => 0) } }));
    const large = append(metrics, 'a', batch(2, { series: { loss: line(1) } }));
    await untilStaging(db);
    await metrics.appendPlain('a', { step: 20, time: 1, metrics: { loss: -1 } });
    await metrics.appendPlain('a', { step: MANY + 1, time: 1, metrics: { loss: -2 } });
    await large;
    const expected = [...Array.from({ length: MANY }, (_, index) => [index + 1, index + 1]), [MANY + 1, -2]];
    expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({
      sent: MANY + 12,
      stored: MANY + 1,
      rewritten: 11,
    });
    expect(await curveOf(metrics, 'loss')).toEqual(expected);
    expect(await curveOf(afterKill(db), 'loss')).toEqual(expected);
    await metrics.seal();
    expect(await curveOf(metrics, 'loss')).toEqual(expected);
  });

  test('a kill leaves nothing of it, and the same batch sent again is stored once', async () => {
    const { db, metrics } = await fresh();
    const sent = batch(1, { series: { loss: line(1) }, logs: [{ time: 1, level: 'info', text: 'x' }] });
    const large = append(metrics, 'a', sent);
    await untilStaging(db);
    const left = databaseAfterKill(db);
    expect(countOf(left, 'journal_parts')).toBeGreaterThan(0);
    const restarted = createMetricStore(left, SMALL);
    onTestFinished(() => restarted.close());
    expect(await restarted.series('a')).toEqual({});
    await restarted.seal();
    expect(countOf(left, 'journal_parts')).toBe(0);
    expect((await restarted.activity(['a'])).get('a')?.rev).toBe(0);
    for (const duplicate of [false, true])
      expect(codesOf(await append(restarted, 'a', sent))).toEqual([{ acked: 1, duplicate, rev: 1 }]);
    expect(await curveOf(restarted, 'loss')).toEqual(Array.from({ length: MANY }, (_, i) => [i + 1, i + 1]));
    expect((await restarted.activity(['a'])).get('a')?.ledger).toMatchObject({ stored: MANY, duplicated: MANY });
    await large;
  });

  test.each<[string, (metrics: MetricEditor) => Promise<unknown>]>([
    ['deleted', (metrics) => metrics.deleteSeries('a', 'loss')],
    ['renamed', (metrics) => metrics.renameSeries('a', 'loss', 'train/loss')],
  ])('a series of it that is %s has it refused for now; sent again it is stored', async (_, change) => {
    const { db, metrics } = await fresh();
    await append(metrics, 'a', batch(1, { series: { loss: line(1, 10), other: line(1, 10) } }));
    await metrics.seal();
    const sent = batch(2, { series: { loss: line(1), other: line(1) } });
    const large = append(metrics, 'a', sent);
    await untilStaging(db);
    await change(metrics);
    expect(codesOf(await large)).toEqual(['overloaded']);
    expect(countOf(db, 'journal_parts')).toBe(0);
    expect((await metrics.series('a')).other?.count).toBe(10);
    expect(codesOf(await append(metrics, 'a', sent))).toMatchObject([{ acked: 2 }]);
    expect((await metrics.series('a')).loss?.count).toBe(MANY);
  });
});

describe('a large batch', () => {
  test('that the writer may not send leaves no parts behind', async () => {
    const { db, metrics } = await fresh();
    const series = { loss: line(1) };
    await append(metrics, 'a', batch(1, { series: LOSS }));
    const refused = [batch(3, { series }), batch(2, { series, attempt: 2 }), batch(1, { series })];
    for (const each of refused) await append(metrics, 'a', each).then(codesOf);
    const codes = await Promise.all(refused.map(async (each) => codesOf(await append(metrics, 'a', each))[0]));
    expect(codes).toEqual(['seq_gap', 'fenced', 'conflict']);
    expect(codesOf(await append(metrics, 'missing', batch(1, { series })))).toEqual(['not_found']);
    expect(countOf(db, 'journal_parts')).toBe(0);
  });

  test('sent twice at once is stored once, and the parts of the other copy are removed', async () => {
    const { db, metrics } = await fresh();
    const sent = batch(1, { series: { loss: line(1) } });
    const outcomes = await Promise.all([append(metrics, 'a', sent), append(metrics, 'a', sent)]);
    const duplicates = outcomes.flat().map((outcome) => 'ack' in outcome && outcome.ack.duplicate);
    expect(duplicates.sort()).toEqual([false, true]);
    await metrics.seal();
    expect(countOf(db, 'journal_parts')).toBe(0);
    expect((await metrics.series('a')).loss?.count).toBe(MANY);
  });

  test('follows the one before it in the same group', async () => {
    const { metrics } = await fresh();
    const outcomes = await append(
      metrics,
      'a',
      ...[1, 2, 3].map((seq) => batch(seq, { series: { loss: line(seq * MANY) } })),
    );
    expect(codesOf(outcomes)).toMatchObject([{ acked: 1 }, { acked: 2 }, { acked: 3 }]);
    expect((await metrics.series('a')).loss?.count).toBe(3 * MANY);
  });

  test.each([
    ['in a part', 'journal_parts', '(SELECT count(*) FROM journal_parts) = 3'],
    ['as it is accepted', 'journal', 'NEW.batch IS NOT NULL'],
  ])('that the database refuses %s leaves no trace, and can be sent again', async (_, table, when) => {
    const { db, metrics } = await fresh();
    db.exec(`CREATE TRIGGER refuse BEFORE INSERT ON ${table} WHEN ${when} BEGIN SELECT raise(ABORT, 'broken'); END`);
    const sent = batch(1, { series: { loss: line(1), other: line(1) } });
    expect(codesOf(await append(metrics, 'a', sent))).toEqual(['internal']);
    expect(countOf(db, 'journal_parts')).toBe(0);
    expect(await metrics.series('a')).toEqual({});
    db.exec('DROP TRIGGER refuse');
    expect(codesOf(await append(metrics, 'a', sent))).toEqual([{ acked: 1, duplicate: false, rev: 1 }]);
    expect((await metrics.series('a')).other?.count).toBe(MANY);
  });

  test('of a run that is purged meanwhile is refused, and leaves nothing', async () => {
    const { db, metrics, runs } = await fresh();
    const large = append(metrics, 'a', batch(1, { series: { loss: line(1) } }));
    await untilStaging(db);
    await metrics.purgeRun('a');
    await runs.purgeRun('a');
    expect(codesOf(await large)).toEqual(['not_found']);
    for (const table of ['journal', 'journal_parts', 'series']) expect(countOf(db, table), table).toBe(0);
  });

  test('that was accepted goes with its run', async () => {
    const { db, metrics } = await fresh();
    await append(metrics, 'a', batch(1, { series: { loss: line(1) } }));
    await metrics.purgeRun('a');
    expect(countOf(db, 'journal_parts')).toBe(0);
  });
});

test('whatever steps come in whatever batches, the curve and the counts are those of writing point by point', async () => {
  const random = randomFrom(7);
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, partPoints: 150 });
  await addRun('a');
  const expected = new Map<number, number>();
  let sent = 0;
  for (let seq = 1; seq <= 40; seq++) {
    const span = 1 + Math.floor(random() * 600);
    const from = Math.floor(random() * 1500);
    const points = Array.from({ length: Math.floor(random() * 400) }, () => {
      return [from + Math.floor(random() * span), random()] as const;
    });
    for (const [step, value] of points) expected.set(step, value);
    sent += points.length;
    await append(metrics, 'a', batch(seq, { series: { loss: columns(points.map((point) => [...point])) } }));
    if (random() < 0.2) await metrics.seal();
  }
  const curve = [...expected].sort(([a], [b]) => a - b);
  const ledger = { sent, stored: curve.length, rewritten: sent - curve.length };
  for (const store of [metrics, afterKill(db)]) {
    expect(await curveOf(store, 'loss')).toEqual(curve);
    expect((await store.activity(['a'])).get('a')?.ledger).toMatchObject(ledger);
  }
});
