import { describe, expect, test } from 'vitest';
import { storageAdapters } from '../adapters.ts';
import { ALL_TEXTS, append, batch, openWithRuns } from '../records.ts';

describe.each(storageAdapters)('MetricReader of $name: log lines and events', (adapter) => {
  test('lines have ids that count from 1 in their run, and pages go forward or are taken from the end', async () => {
    const { metrics } = await openWithRuns(adapter, 'a', 'b');
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

  test('events come back in the order they were logged', async () => {
    const { metrics } = await openWithRuns(adapter, 'a');
    const events = [
      { kind: 'nan', step: 9, time: 2.5, text: 'loss is NaN' },
      { kind: 'checkpoint', step: 3, time: 1, text: '' },
    ] as const;
    await append(metrics, 'a', batch(1, { events: [...events] }));
    const stored = events.map((event, index) => ({ ...event, id: index + 1 }));
    expect(await metrics.events('a', ALL_TEXTS)).toEqual({ events: stored, hasMore: false, total: 2 });
  });

  test('events come in pages, the first ones or the last, which say whether more follow', async () => {
    const { metrics } = await openWithRuns(adapter, 'a', 'b');
    const events = Array.from({ length: 7 }, (_, step) => ({ kind: 'nan' as const, step, time: 1, text: '' }));
    for (const run of ['b', 'a']) await append(metrics, run, batch(1, { events }));
    const page = async (after: number, limit: number, tail = false) => {
      const { events: found, hasMore, total } = await metrics.events('a', { after, limit, tail });
      return [found.map(({ id }) => id), hasMore, total];
    };
    expect(await page(0, 3)).toEqual([[1, 2, 3], true, 7]);
    expect(await page(3, 3)).toEqual([[4, 5, 6], true, 7]);
    expect(await page(4, 3)).toEqual([[5, 6, 7], false, 7]);
    expect(await page(7, 3)).toEqual([[], false, 7]);
    expect(await page(0, 2, true)).toEqual([[6, 7], false, 7]);
    await metrics.truncateAfter('a', 4);
    expect(await page(3, 2)).toEqual([[4, 5], false, 5]);
  });
});
