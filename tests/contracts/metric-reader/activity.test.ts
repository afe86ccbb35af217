import { describe, expect, test } from 'vitest';
import type { MetricReader } from '../../../server/ports/metric-reader.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, LOSS, openWithRuns } from '../records.ts';

describe.each(storageAdapters)('MetricReader of $name: the activity', (adapter) => {
  test('of a run that logged nothing is empty; of a run that is not there is none', async () => {
    const { metrics } = await openWithRuns(adapter, 'a');
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

  test('has the highest step, the sign of life that came last whatever the clock said, and the first 64 series in the order they came with its losses', async () => {
    const { metrics } = await openWithRuns(adapter, 'a');
    const keys = [...Array.from({ length: 69 }, (_, index) => `k${index}`), 'val/loss'];
    const series = Object.fromEntries(keys.map((key, index) => [key, columns([[index, index]])]));
    await append(metrics, 'a', batch(1, { series }));
    await metrics.touch('a', 9000);
    await metrics.touch('a', 8000);
    const activity = (await metrics.activity(['a'])).get('a');
    expect(activity).toMatchObject({ maxStep: 69, heartbeatAt: 8000, rev: 1 });
    expect(Object.keys(activity?.summary ?? {})).toEqual([...keys.slice(0, 64), 'val/loss']);
    expect(Object.keys(await metrics.series('a'))).toEqual(keys);
  });

  test('a query answers for each key of each run that has it, with the revision that it shows', async () => {
    const { metrics } = await openWithRuns(adapter, 'a', 'b');
    await append(
      metrics,
      'a',
      batch(1, { series: { loss: columns([[1, 1, 500]]), accuracy: columns([[1, 2, 400]]) } }),
    );
    await append(metrics, 'b', batch(1, { series: LOSS }), batch(2));
    const answers = await metrics.querySeries({ runs: ['a', 'missing', 'b'], keys: ['loss', 'none', 'accuracy'] });
    expect(answers.map(({ run, key, rev, startTime }) => [run, key, rev, startTime])).toEqual([
      ['a', 'loss', 1, 400],
      ['a', 'accuracy', 1, 400],
      ['b', 'loss', 2, 1001],
    ]);
  });

  test('after a kill everything is as it was', async () => {
    const { metrics, compact, afterKill } = await openWithRuns(adapter, 'a');
    await append(metrics, 'a', batch(1, { series: LOSS }));
    await compact();
    await append(metrics, 'a', batch(2, { series: { loss: columns([[2, 'NaN']]), other: columns([[9, 1]]) } }));
    const { metrics: reopened } = await afterKill();
    expect(await reopened.activity(['a'])).toEqual(await metrics.activity(['a']));
    expect(await reopened.series('a')).toEqual(await metrics.series('a'));
  });

  const page = { after: 0, limit: 10 };
  test.each<[string, (metrics: MetricReader) => Promise<unknown>]>([
    ['series', (metrics) => metrics.series('missing')],
    ['points', (metrics) => metrics.points('missing', 'loss', page)],
    ['histogram keys', (metrics) => metrics.histogramKeys('missing')],
    ['histograms', (metrics) => metrics.queryHistograms({ run: 'missing', keys: ['h'] })],
    ['events', (metrics) => metrics.events('missing', { ...page, tail: false })],
    ['log lines', (metrics) => metrics.logs('missing', { ...page, tail: false })],
  ])('the %s of a run that is not there are not_found', async (_, read) => {
    const { metrics } = await adapter.open();
    await expect(read(metrics)).rejects.toMatchObject({ code: 'not_found' });
  });
});
