import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import type { EditMark } from '../../server/ports/edit-mark.ts';
import type { MetricEditor } from '../../server/ports/metric-editor.ts';
import type { MetricReader } from '../../server/ports/metric-reader.ts';
import { storageAdapters } from './adapters.ts';
import { ALL_TEXTS, append, batch, codesOf, columns, newRun, openWithRuns } from './records.ts';

const line = (from: number, count: number, value: number) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, value] as const));

const countsOf = async (metrics: MetricReader) =>
  Object.entries(await metrics.series('a')).map(([key, { count, lastStep, mean }]) => [key, count, lastStep, mean]);

describe.each(storageAdapters)('MetricEditor of $name', (adapter) => {
  /** A run of which 100 steps are compacted and 20 are not. */
  async function filled() {
    const storage = await openWithRuns(adapter, 'a');
    const histograms = [50, 110].map((step) => ({ key: 'w', step, time: 1, edges: [0, 1], counts: [1] }));
    const events = [50, 110].map((step) => ({ kind: 'note' as const, step, time: 1, text: '' }));
    await append(
      storage.metrics,
      'a',
      batch(1, { series: { loss: line(1, 100, 1), other: line(1, 10, 2) }, histograms, events }),
    );
    await storage.compact();
    await append(storage.metrics, 'a', batch(2, { series: { loss: line(101, 20, 1), late: line(115, 1, 3) } }));
    return storage;
  }

  test('a series is deleted, the others stay', async () => {
    const { metrics, afterKill } = await filled();
    expect(await metrics.deleteSeries('a', 'loss')).toEqual({ rev: 3 });
    const left = [
      ['other', 10, 10, 2],
      ['late', 1, 115, 3],
    ];
    expect(await countsOf(metrics)).toEqual(left);
    expect(await countsOf((await afterKill()).metrics)).toEqual(left);
  });

  test.each<[string, (metrics: MetricEditor, mark: EditMark) => Promise<{ rev: number }>, step: number]>([
    ['deleted series', (metrics, mark) => metrics.deleteSeries('a', 'loss', mark), 120],
    ['renamed series', (metrics, mark) => metrics.renameSeries('a', 'loss', 'l', mark), 120],
    ['merged series', (metrics, mark) => metrics.renameSeries('a', 'other', 'loss', mark), 120],
    ['cut', (metrics, mark) => metrics.truncateAfter('a', 60, mark), 60],
  ])('a %s has its mark in the revision that shows it, at the last step', async (text, change, step) => {
    const { metrics, afterKill } = await filled();
    const mark = { time: 7, text };
    expect(await change(metrics, mark)).toEqual({ rev: 3 });
    const expected = [{ kind: 'edit', step, ...mark }];
    for (const each of [metrics, (await afterKill()).metrics]) {
      const { events } = await each.events('a', ALL_TEXTS);
      expect(events.filter(({ kind }) => kind === 'edit')).toMatchObject(expected);
    }
  });

  test('a change that is refused leaves no mark', async () => {
    const { metrics } = await filled();
    await expect(metrics.deleteSeries('a', 'nothing', { time: 7, text: '' })).rejects.toThrow();
    const { events } = await metrics.events('a', ALL_TEXTS);
    expect(events.filter(({ kind }) => kind === 'edit')).toEqual([]);
  });

  test('a series gets another name and goes on under it', async () => {
    const { metrics } = await filled();
    await metrics.renameSeries('a', 'loss', 'train/loss');
    await append(metrics, 'a', batch(3, { series: { 'train/loss': line(121, 1, 1) } }));
    expect((await countsOf(metrics))[0]).toEqual(['train/loss', 121, 121, 1]);
  });

  test('a series renamed to one that is there is written over it', async () => {
    const { metrics, afterKill } = await filled();
    await metrics.renameSeries('a', 'other', 'loss');
    const merged = [
      ['loss', 120, 120, expect.closeTo((10 * 2 + 110) / 120, 12)],
      ['late', 1, 115, 3],
    ];
    expect(await countsOf(metrics)).toEqual(merged);
    expect(await countsOf((await afterKill()).metrics)).toEqual(merged);
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
    'nothing after step %i remains when a run is truncated there, and it goes on from there',
    async (step, expected, marks) => {
      const { metrics, afterKill } = await filled();
      await metrics.truncateAfter('a', step);
      expect(await countsOf(metrics)).toEqual(expected);
      expect(await countsOf((await afterKill()).metrics)).toEqual(expected);
      expect((await metrics.activity(['a'])).get('a')?.maxStep).toBe(step || null);
      expect((await metrics.events('a', ALL_TEXTS)).events.map((event) => event.step)).toEqual(marks);
      expect((await metrics.histogramKeys('a')).map(({ count }) => count)).toEqual(
        marks.length > 0 ? [marks.length] : [],
      );
      const [answer] = await metrics.querySeries({ runs: ['a'], keys: ['loss'], pixels: 3 });
      expect(answer?.points ?? 0).toBe(step);
      expect((await metrics.appendPlain('a', { time: 1, metrics: { loss: 7 } })).step).toBe(step + 1);
    },
  );

  test('each change is a new revision, and writers go on with their next batch', async () => {
    const { metrics } = await filled();
    expect(await metrics.deleteSeries('a', 'late')).toEqual({ rev: 3 });
    expect(await metrics.renameSeries('a', 'other', 'more')).toEqual({ rev: 4 });
    expect(await metrics.truncateAfter('a', 110)).toEqual({ rev: 5 });
    expect((await metrics.activity(['a'])).get('a')?.rev).toBe(5);
    expect(codesOf(await append(metrics, 'a', batch(3)))).toEqual([{ acked: 3, duplicate: false, rev: 6 }]);
  });

  test('a change of one run leaves the others as they are', async () => {
    const { meta, metrics } = await filled();
    await meta.insertRun(newRun('b'));
    await append(metrics, 'b', batch(1, { series: { loss: line(1, 10, 1) } }));
    await metrics.truncateAfter('a', 5);
    await metrics.deleteSeries('a', 'loss');
    await metrics.purgeRun('a');
    expect((await metrics.series('b')).loss?.count).toBe(10);
    expect((await metrics.activity(['b'])).get('b')?.rev).toBe(1);
  });

  test('while a run is truncated readers see it before or after, or are asked to wait; others go on', async () => {
    const { meta, metrics } = await filled();
    await meta.insertRun(newRun('b'));
    const before = await countsOf(metrics);
    const seen: unknown[] = [];
    let isDone = false;
    const truncating = metrics.truncateAfter('a', 5).finally(() => {
      isDone = true;
    });
    for (let seq = 1; !isDone; seq++) {
      seen.push(await countsOf(metrics).catch(({ code }) => code));
      expect(codesOf(await append(metrics, 'b', batch(seq)))).toMatchObject([{ acked: seq }]);
      await nextTurn();
    }
    await truncating;
    const after = await countsOf(metrics);
    expect(seen).not.toEqual([]);
    for (const each of seen) expect([before, after, 'overloaded']).toContainEqual(each);
  });

  test('a series that is not there cannot be changed', async () => {
    const { metrics } = await filled();
    await expect(metrics.deleteSeries('a', 'none')).rejects.toMatchObject({ code: 'not_found' });
    await expect(metrics.renameSeries('a', 'none', 'loss')).rejects.toMatchObject({ code: 'not_found' });
    expect((await countsOf(metrics))[0]).toEqual(['loss', 120, 120, 1]);
  });

  test('a run that is purged has nothing left that it logged, and may begin anew', async () => {
    const { metrics, afterKill } = await filled();
    await metrics.purgeRun('a');
    const { metrics: reopened } = await afterKill();
    for (const reader of [metrics, reopened]) {
      expect(await reader.series('a')).toEqual({});
      expect((await reader.events('a', ALL_TEXTS)).events).toEqual([]);
      expect(await reader.histogramKeys('a')).toEqual([]);
      expect((await reader.activity(['a'])).get('a')).toMatchObject({ rev: 0, maxStep: null, ledger: { sent: 0 } });
      expect(await reader.commitsAfter('a', 0)).toEqual([]);
    }
    expect(codesOf(await append(metrics, 'a', batch(1)))).toEqual([{ acked: 1, duplicate: false, rev: 1 }]);
  });

  test('another run may have the id of one that was purged', async () => {
    const { meta, metrics } = await filled();
    await metrics.purgeRun('a');
    await meta.purgeRun('a');
    await expect(metrics.series('a')).rejects.toMatchObject({ code: 'not_found' });
    await meta.insertRun(newRun('a'));
    expect(await metrics.series('a')).toEqual({});
    expect(codesOf(await append(metrics, 'a', batch(1)))).toEqual([{ acked: 1, duplicate: false, rev: 1 }]);
  });

  test.each<[string, (metrics: MetricEditor) => Promise<unknown>]>([
    ['deleted', (metrics) => metrics.deleteSeries('missing', 'loss')],
    ['renamed', (metrics) => metrics.renameSeries('missing', 'loss', 'more')],
    ['truncated', (metrics) => metrics.truncateAfter('missing', 5)],
  ])('nothing is %s of a run that is not there: not_found; purging it does nothing', async (_, change) => {
    const { metrics } = await adapter.open();
    await expect(change(metrics)).rejects.toMatchObject({ code: 'not_found' });
    await metrics.purgeRun('missing');
  });
});
