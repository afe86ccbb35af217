import { describe, expect, test } from 'vitest';
import { storageAdapters } from './adapters.ts';
import { append, batch, columns, LOSS, newRun, openWithRuns } from './records.ts';

describe.each(storageAdapters)('CommitFeed of $name', (adapter) => {
  const opened = () => openWithRuns(adapter, 'a');

  test('the commits after a revision come in order, each with what it stored', async () => {
    const { metrics } = await opened();
    const logs = [{ time: 1, level: 'info' as const, text: 'x' }];
    const events = [{ kind: 'note' as const, step: 1, time: 1, text: 'y' }];
    const histograms = [{ key: 'h', step: 1, time: 1, edges: [0, 1], counts: [3] }];
    await append(metrics, 'a', batch(1), batch(2, { series: LOSS, logs, events, histograms }));
    await metrics.appendPlain('a', { step: 2, time: 9, metrics: { loss: Number.NaN } });
    expect(await metrics.commitsAfter('a', 0)).toEqual([
      { rev: 1 },
      { rev: 2, newSeries: ['loss'], series: LOSS, logs: [{ ...logs[0], id: 1 }], events, histograms },
      { rev: 3, series: { loss: columns([[2, 'NaN', 9]]) } },
    ]);
    expect(await metrics.commitsAfter('a', 2)).toMatchObject([{ rev: 3 }]);
  });

  test('a commit names the series that begin with it, also those that begin again after they were deleted', async () => {
    const { metrics, afterKill } = await opened();
    await append(metrics, 'a', batch(1, { series: LOSS }));
    const { metrics: reopened } = await afterKill();
    await append(reopened, 'a', batch(2, { series: { ...LOSS, other: columns([[1, 1]]), empty: columns([]) } }));
    expect(await reopened.commitsAfter('a', 1)).toMatchObject([{ rev: 2, newSeries: ['other'] }]);
    const { rev } = await reopened.deleteSeries('a', 'loss');
    await append(reopened, 'a', batch(3, { series: LOSS }));
    expect(await reopened.commitsAfter('a', rev)).toMatchObject([{ newSeries: ['loss'] }]);
  });

  test('there are none after the current revision, and one that is not there yet is gone', async () => {
    const { metrics } = await opened();
    expect(await metrics.commitsAfter('a', 0)).toEqual([]);
    await append(metrics, 'a', batch(1), batch(2));
    expect(await metrics.commitsAfter('a', 2)).toEqual([]);
    expect(await metrics.commitsAfter('a', 3)).toBe('gone');
  });

  test('a repeated batch is no commit', async () => {
    const { metrics } = await opened();
    await append(metrics, 'a', batch(1), batch(1));
    expect(await metrics.commitsAfter('a', 0)).toEqual([{ rev: 1 }]);
  });

  test('the commits of a run are its own', async () => {
    const { meta, metrics } = await opened();
    await meta.insertRun(newRun('b'));
    await append(metrics, 'a', batch(1));
    await append(metrics, 'b', batch(1, { series: LOSS }));
    expect(await metrics.commitsAfter('a', 0)).toEqual([{ rev: 1 }]);
  });

  test('after a restart the commits before it are all there or gone, and the current revision is known', async () => {
    const { metrics, afterKill } = await opened();
    await append(metrics, 'a', batch(1), batch(2), batch(3));
    const { metrics: reopened } = await afterKill();
    expect(await reopened.commitsAfter('a', 3)).toEqual([]);
    expect(['gone', [{ rev: 2 }, { rev: 3 }]]).toContainEqual(await reopened.commitsAfter('a', 1));
    await append(reopened, 'a', batch(4));
    expect(await reopened.commitsAfter('a', 3)).toEqual([{ rev: 4 }]);
  });

  test('an edit is a revision without a commit: what was before it is gone', async () => {
    const { metrics } = await opened();
    await append(metrics, 'a', batch(1, { series: LOSS }));
    const { rev } = await metrics.deleteSeries('a', 'loss');
    expect(await metrics.commitsAfter('a', rev - 1)).toBe('gone');
    expect(await metrics.commitsAfter('a', rev)).toEqual([]);
    await append(metrics, 'a', batch(2));
    expect(await metrics.commitsAfter('a', rev)).toEqual([{ rev: rev + 1 }]);
    expect(await metrics.commitsAfter('a', rev - 1)).toBe('gone');
  });

  test('of a run that is not there are none: not_found', async () => {
    const { metrics } = await opened();
    await expect(metrics.commitsAfter('missing', 0)).rejects.toMatchObject({ code: 'not_found' });
  });
});
