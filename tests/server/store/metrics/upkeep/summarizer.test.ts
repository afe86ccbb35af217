import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, onTestFinished, test, vi } from 'vitest';
import { createMetricStore } from '../../../../../server/store/metrics/metric-store.ts';
import { append, batch, columns, LOSS } from '../../../../contracts/records.ts';
import { until } from '../../../../support/until.ts';
import { SMALL, tempMetrics } from '../temp-metrics.ts';

const RUNS = 1200;

test('many runs with something new are summed up some at a time, so that others go first', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { db, metrics, addRun } = tempMetrics(SMALL);
  const ids = Array.from({ length: RUNS }, (_, index) => `r${index}`);
  db.pragma('synchronous = OFF');
  for (const id of ids) await addRun(id);
  await metrics.append(ids.map((run) => ({ run, batch: batch(1, { series: LOSS }), receivedAt: 1 })));

  const count = db.prepare<[], number>('SELECT count(*) FROM summaries').pluck();
  vi.advanceTimersByTime(2000);
  const seen = new Set<number | undefined>();
  for (let turn = 0; turn < 100 && count.get() !== RUNS; turn++) {
    seen.add(count.get());
    await nextTurn();
  }
  expect(count.get()).toBe(RUNS);
  expect([...seen].filter((each) => each !== 0)).toEqual([500, 1000]);
});

test('a series with a damaged chunk does not keep others from being summed up, and is reported once', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const first = tempMetrics(SMALL);
  for (const id of ['a', 'b']) await first.addRun(id);
  const dense = Array.from({ length: 9 }, (_, index) => [index + 1, 1] as const);
  await append(first.metrics, 'a', batch(1, { series: { loss: columns(dense) } }));
  await first.metrics.seal();
  first.db.exec('UPDATE chunks SET crc = 0');
  const reported: unknown[] = [];
  const metrics = createMetricStore(first.db, { ...SMALL, onError: (error) => reported.push(error) });
  onTestFinished(() => metrics.close());
  await append(metrics, 'a', batch(2, { series: { loss: columns([[2, 5]]) } })); // rewritten: only its sum needs the chunk
  await append(metrics, 'b', batch(1, { series: LOSS }));
  for (let time = 0; time < 3; time++) {
    vi.advanceTimersByTime(2000);
    await nextTurn();
  }
  expect(first.db.prepare('SELECT run FROM summaries WHERE last_step = 1').pluck().all()).toEqual([2]);
  expect(reported).toEqual([expect.objectContaining({ message: expect.stringContaining('is damaged') })]);
});

test('the summaries of one run with many series are as close behind', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { db, metrics, addRun } = tempMetrics(SMALL);
  await addRun('a');
  const series = Object.fromEntries(Array.from({ length: 5000 }, (_, index) => [`m${index}`, columns([[1, index]])]));
  await metrics.append([{ run: 'a', batch: batch(1, { series }), receivedAt: 1 }]);
  vi.advanceTimersByTime(2000);
  const count = db.prepare<[], number>('SELECT count(*) FROM summaries').pluck();
  await until(() => count.get() === 5000, 'the last series is summed up');
});
