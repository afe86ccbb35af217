import { describe, expect, test } from 'vitest';
import type { MetricWriter } from '../../../server/ports/metric-writer.ts';
import { storageAdapters } from '../adapters.ts';
import { batch, openWithRuns } from '../records.ts';

describe.each(storageAdapters)('MetricWriter of $name: the plain form and counts', (adapter) => {
  describe('the plain form', () => {
    const at = (metrics: MetricWriter, step: number | undefined, value: number) =>
      metrics.appendPlain('a', { time: 1000, metrics: { loss: value }, ...(step !== undefined && { step }) });

    test('without a step goes on after the highest, from 1', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      expect(await at(metrics, undefined, 1)).toMatchObject({ step: 1, rev: 1 });
      expect(await at(metrics, 10, 1)).toMatchObject({ step: 10, rev: 2 });
      expect(await at(metrics, undefined, 1)).toMatchObject({ step: 11, rev: 3 });
    });

    test('without a step after the last that there can be is refused', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      await at(metrics, Number.MAX_SAFE_INTEGER, 1);
      await expect(at(metrics, undefined, 1)).rejects.toMatchObject({ code: 'invalid' });
      expect((await metrics.series('a')).loss?.lastStep).toBe(Number.MAX_SAFE_INTEGER);
    });

    test('of a step that is there rewrites its value', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      await at(metrics, 1, 5);
      await at(metrics, 1, Number.NaN);
      expect((await metrics.series('a')).loss).toMatchObject({ count: 1, last: 'NaN' });
      expect((await metrics.activity(['a'])).get('a')?.ledger).toMatchObject({ sent: 2, stored: 1, rewritten: 1 });
    });

    test('can carry a log line, alone too, which readers get with its id', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      const log = { time: 5, level: 'warn', text: 'hot' } as const;
      const { commit } = await metrics.appendPlain('a', { time: 5, metrics: {}, log });
      expect(commit).toEqual({ rev: 1, logs: [{ ...log, id: 1 }] });
      expect((await metrics.activity(['a'])).get('a')?.maxStep).toBeNull();
    });
  });

  describe('a sign of life', () => {
    test('sets the time of the latest, also when the clock was set back before it', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      for (const at of [9000, 8000]) await metrics.touch('a', at);
      expect((await metrics.activity(['a'])).get('a')).toMatchObject({ heartbeatAt: 8000, rev: 0 });
    });

    test('is every batch too, a repeated one as well', async () => {
      const { metrics } = await openWithRuns(adapter, 'a');
      for (const receivedAt of [10, 20]) await metrics.append([{ run: 'a', batch: batch(1), receivedAt }]);
      expect((await metrics.activity(['a'])).get('a')?.heartbeatAt).toBe(20);
    });
  });

  test.each<[string, (metrics: MetricWriter) => Promise<unknown>]>([
    ['the plain form', (metrics) => metrics.appendPlain('missing', { step: 1, time: 1, metrics: { loss: 1 } })],
    ['a count of refused points', (metrics) => metrics.countRejected('missing', 1)],
    ['a sign of life', (metrics) => metrics.touch('missing', 1)],
  ])('%s of a run that is not there is refused: not_found', async (_, write) => {
    const { metrics } = await adapter.open();
    await expect(write(metrics)).rejects.toMatchObject({ code: 'not_found' });
  });
});
