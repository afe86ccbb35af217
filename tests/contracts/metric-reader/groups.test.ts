import { describe, expect, test } from 'vitest';
import type { GroupQuery } from '../../../shared/group-query.ts';
import { storageAdapters } from '../adapters.ts';
import { append, batch, columns, openWithRuns } from '../records.ts';

const RUNS = {
  a: [
    [0, 1],
    [1, 2],
    [2, 3],
    [3, 4],
  ],
  b: [
    [0, 3],
    [1, 4],
    [2, 'NaN'],
    [3, 6],
  ],
  sparse: [
    [0, 5],
    [3, 11],
  ],
  short: [[1, 100]],
} as const;

describe.each(storageAdapters)('MetricReader of $name: group curves', (adapter) => {
  async function curves(query: Partial<GroupQuery>) {
    const { metrics, compact } = await openWithRuns(adapter, ...Object.keys(RUNS));
    for (const [run, points] of Object.entries(RUNS)) {
      await append(metrics, run, batch(1, { series: { loss: columns([...points]) } }));
    }
    await compact();
    return metrics.queryGroups({
      groups: [{ name: 'all', runs: ['a', 'b', 'sparse'] }],
      key: 'loss',
      pixels: 4,
      ...query,
    });
  }

  test('a group has the middle of its runs at every x that one of them has; gaps are bridged, and nothing stands beyond a run', async () => {
    const [all] = await curves({ groups: [{ name: 'all', runs: ['a', 'b', 'sparse', 'short', 'missing'] }] });
    expect(all).toEqual({
      name: 'all',
      runs: 4,
      x: [0, 1, 2, 3],
      middle: [3, (2 + 4 + 7 + 100) / 4, (3 + 5 + 9) / 3, 7],
      low: [1, 2, 3, 4],
      high: [5, 100, 9, 11],
      count: [3, 4, 3, 3],
    });
  });

  test('points that share a column count with their mean', async () => {
    const [all] = await curves({ pixels: 2 });
    expect(all?.middle).toEqual([expect.closeTo((1.5 + 3.5 + 5) / 3, 12), expect.closeTo((3.5 + 6 + 11) / 3, 12)]);
  });

  test('groups share a grid, and one without runs is empty in all of it', async () => {
    const groups = [
      { name: 'one', runs: ['short'] },
      { name: 'two', runs: ['a'] },
      { name: 'none', runs: ['missing'] },
    ];
    const [one, two, none] = await curves({ groups });
    expect(one?.x).toEqual(two?.x);
    expect(one?.middle).toEqual([null, 100, null, null]);
    expect(none).toMatchObject({ runs: 0, middle: [null, null, null, null], count: [0, 0, 0, 0] });
  });

  test('what lies between two points of a run is on the line between them, also where the points are uneven', async () => {
    const [short] = await curves({ groups: [{ name: 'g', runs: ['sparse', 'a'] }], members: true });
    expect(short?.members).toEqual([
      { run: 'sparse', values: [5, 7, 9, 11] },
      { run: 'a', values: [1, 2, 3, 4] },
    ]);
  });

  test('more points than places are columns, with their middles as x', async () => {
    const [all] = await curves({ pixels: 3 });
    expect(all?.x).toEqual([0.5, 1.5, 2.5]);
  });

  test('a metric can stand in the place of x: points before its first are left out, runs without it too', async () => {
    const { metrics } = await openWithRuns(adapter, 'p', 'q', 'without');
    const log = (run: string, series: Record<string, [number, number][]>) =>
      append(
        metrics,
        run,
        batch(1, { series: Object.fromEntries(Object.entries(series).map(([key, points]) => [key, columns(points)])) }),
      );
    await log('p', {
      loss: [
        [1, 8],
        [2, 6],
        [3, 2],
      ],
      epoch: [
        [2, 10],
        [3, 20],
      ],
    });
    await log('q', {
      loss: [
        [5, 4],
        [6, 3],
      ],
      epoch: [
        [5, 10],
        [6, 30],
      ],
    });
    await log('without', { loss: [[1, 100]] });
    const [curve] = await metrics.queryGroups({
      groups: [{ name: 'g', runs: ['p', 'q', 'without'] }],
      key: 'loss',
      xMetric: 'epoch',
    });
    expect(curve).toMatchObject({ x: [10, 20, 30], middle: [5, (2 + 3.5) / 2, 3], count: [2, 2, 1] });
  });

  test('smoothing is that of each run over all its points; a run of few points is left as it is', async () => {
    const { metrics } = await openWithRuns(adapter, 'long', 'few');
    const steps = Array.from({ length: 40 }, (_, step) => step);
    const value = (step: number) => Math.sin(step);
    await append(metrics, 'long', batch(1, { series: { loss: columns(steps.map((step) => [step, value(step)])) } }));
    await append(
      metrics,
      'few',
      batch(1, {
        series: {
          loss: columns([
            [0, 5],
            [39, 5],
          ]),
        },
      }),
    );
    const [long, few] = await metrics.queryGroups({
      groups: [
        { name: 'long', runs: ['long'] },
        { name: 'few', runs: ['few'] },
      ],
      key: 'loss',
      smoothing: 0.5,
      pixels: 40,
    });
    let last = 0;
    const smoothed = steps.map((step) => {
      last = 0.5 * last + 0.5 * value(step);
      return last / (1 - 0.5 ** (step + 1));
    });
    expect(long?.middle).toEqual(smoothed.map((each) => expect.closeTo(each, 12)));
    expect(few?.middle).toEqual(steps.map(() => 5));
  });

  test('windows are by relative time too', async () => {
    const [all] = await curves({ x: 'relative', window: [1, 3], pixels: 2, groups: [{ name: 'a', runs: ['a'] }] });
    expect(all).toMatchObject({ x: [1.5, 2.5], middle: [2, 3.5] });
  });
});
