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

  test('a group has the middle of its runs in each column; gaps are bridged, and nothing stands beyond a run', async () => {
    const [all] = await curves({ groups: [{ name: 'all', runs: ['a', 'b', 'sparse', 'short', 'missing'] }] });
    expect(all).toEqual({
      name: 'all',
      runs: 4,
      x: [0.375, 1.125, 1.875, 2.625],
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

  test('windows are by relative time too', async () => {
    const [all] = await curves({ x: 'relative', window: [1, 3], pixels: 2, groups: [{ name: 'a', runs: ['a'] }] });
    expect(all).toMatchObject({ x: [1.5, 2.5], middle: [2, 3.5] });
  });
});
