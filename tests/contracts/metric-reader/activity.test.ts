import { describe, expect, test } from 'vitest';
import type { MetricStore } from '../../../server/store/metrics/metric-store.ts';
import { afterKill, fresh, tempMetrics } from '../../server/store/metrics/temp-metrics.ts';
import { append, batch, columns, LOSS } from '../records.ts';

describe('activity', () => {
  test('of a run that never said anything is empty', async () => {
    const { metrics } = await fresh();
    expect(await metrics.activity(['a', 'missing'])).toEqual(
      new Map([
        [
          'a',
          {
            rev: 0,
            ledger: { sent: 0, stored: 0, rewritten: 0, duplicated: 0, rejected: 0 },
            maxStep: null,
            heartbeatAt: null,
            summary: {},
          },
        ],
      ]),
    );
  });

  test('has the highest step, the latest sign of life, and the first 64 series in the order they came with its losses', async () => {
    const { metrics } = await fresh();
    const keys = [...Array.from({ length: 69 }, (_, index) => `k${index}`), 'val/loss'];
    const series = Object.fromEntries(keys.map((key, index) => [key, columns([[index, index]])]));
    await append(metrics, 'a', batch(1, { series }));
    await metrics.touch('a', 9000);
    await metrics.touch('a', 8000);
    const activity = (await metrics.activity(['a'])).get('a');
    expect(activity).toMatchObject({ maxStep: 69, heartbeatAt: 9000, rev: 1 });
    expect(Object.keys(activity?.summary ?? {})).toEqual([...keys.slice(0, 64), 'val/loss']);
    expect(Object.keys(await metrics.series('a'))).toEqual(keys);
  });
});

describe('the plain form', () => {
  const at = (metrics: MetricStore, step: number | undefined, value: number) =>
    metrics.appendPlain('a', { time: 1000, metrics: { loss: value }, ...(step !== undefined && { step }) });

  test('without a step goes on after the highest, from 1', async () => {
    const { metrics } = await fresh();
    expect(await at(metrics, undefined, 1)).toMatchObject({ step: 1, rev: 1 });
    expect(await at(metrics, 10, 1)).toMatchObject({ step: 10, rev: 2 });
    expect(await at(metrics, undefined, 1)).toMatchObject({ step: 11, rev: 3 });
  });

  test('without a step after the last that there can be is refused', async () => {
    const { metrics } = await fresh();
    await at(metrics, Number.MAX_SAFE_INTEGER, 1);
    await expect(at(metrics, undefined, 1)).rejects.toMatchObject({ code: 'invalid' });
    expect((await metrics.series('a')).loss?.lastStep).toBe(Number.MAX_SAFE_INTEGER);
  });

  test('said twice keeps the last value', async () => {
    const { metrics } = await fresh();
    await at(metrics, 1, 5);
    await at(metrics, 1, Number.NaN);
    expect((await metrics.series('a')).loss).toMatchObject({ count: 1, last: 'NaN' });
    expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({ sent: 2, stored: 1, rewritten: 1 });
  });

  test('can carry a log line, alone too, which readers get with its id', async () => {
    const { metrics } = await fresh();
    const log = { time: 5, level: 'warn', text: 'hot' } as const;
    const { commit } = await metrics.appendPlain('a', { time: 5, metrics: {}, log });
    expect(commit).toEqual({ rev: 1, logs: [{ ...log, id: 1 }] });
    expect((await metrics.activity(['a'])).get('a')?.maxStep).toBeNull();
  });

  test('of an unknown run is not found', async () => {
    const { metrics } = tempMetrics();
    await expect(at(metrics, 1, 1)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('log lines and events', () => {
  test('have ids that count from 1 in their run, and page forward or from the end', async () => {
    const { metrics, addRun } = await fresh();
    await addRun('b');
    const logs = (from: number, count: number) =>
      Array.from({ length: count }, (_, i) => ({
        time: i + 0.5,
        level: 'info' as const,
        text: `line ${from + i}`,
        ...(i === 0 && { step: 3 }),
      }));
    await append(metrics, 'b', batch(1, { logs: logs(1, 3) }));
    await append(metrics, 'a', batch(1, { logs: logs(1, 3) }), batch(2, { logs: logs(4, 4) }));
    const page = await metrics.logs('a', { after: 2, limit: 3, tail: false });
    expect(page.total).toBe(7);
    expect(page.lines.map(({ id, text }) => [id, text])).toEqual([
      [3, 'line 3'],
      [4, 'line 4'],
      [5, 'line 5'],
    ]);
    expect(page.lines.map((line) => line.step)).toEqual([undefined, 3, undefined]);
    expect((await metrics.logs('a', { after: 0, limit: 2, tail: true })).lines.map(({ id }) => id)).toEqual([6, 7]);
  });

  test('events come back in the order they were said', async () => {
    const { metrics } = await fresh();
    const events = [
      { kind: 'nan', step: 9, time: 2.5, text: 'loss is NaN' },
      { kind: 'checkpoint', step: 3, time: 1, text: '' },
    ] as const;
    await append(metrics, 'a', batch(1, { events: [...events] }));
    expect(await metrics.events('a')).toEqual(events.map((event, index) => ({ ...event, id: index + 1 })));
  });
});

describe('live readers', () => {
  test('get the commits after their revision, or hear that memory does not reach back', async () => {
    const { metrics, db } = await fresh();
    await append(metrics, 'a', batch(1, { series: LOSS }), batch(2), batch(3));
    const commits = await metrics.commitsAfter('a', 1);
    expect(commits).toEqual([{ rev: 2 }, { rev: 3 }]);
    expect(await metrics.commitsAfter('a', 3)).toEqual([]);
    expect(await metrics.commitsAfter('a', 4)).toBe('gone');
    const reopened = afterKill(db);
    expect(await reopened.commitsAfter('a', 3)).toEqual([]);
    expect(await reopened.commitsAfter('a', 2)).toBe('gone');
  });
});

test('a query answers for each key of each run that has it, and tells the revision', async () => {
  const { metrics, addRun } = await fresh();
  await addRun('b');
  await append(metrics, 'a', batch(1, { series: { loss: columns([[1, 1, 500]]), accuracy: columns([[1, 2, 400]]) } }));
  await append(metrics, 'b', batch(1, { series: LOSS }), batch(2));
  const answers = await metrics.querySeries({ runs: ['a', 'missing', 'b'], keys: ['loss', 'none', 'accuracy'] });
  expect(answers.map(({ run, key, rev, startTime }) => [run, key, rev, startTime])).toEqual([
    ['a', 'loss', 1, 400],
    ['a', 'accuracy', 1, 400],
    ['b', 'loss', 2, 1001],
  ]);
});
