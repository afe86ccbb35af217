import { expect, test } from 'vitest';
import { statisticsOf } from '../../../server/store/metrics/read/statistics.ts';
import type { GroupQuery } from '../../../shared/group-query.ts';
import { tempMetrics } from '../../server/store/metrics/temp-metrics.ts';
import { append, batch, columns } from '../records.ts';

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

async function curves(query: Partial<GroupQuery>) {
  const { metrics, addRun } = tempMetrics();
  for (const [run, points] of Object.entries(RUNS)) {
    await addRun(run);
    await append(metrics, run, batch(1, { series: { loss: columns([...points]) } }));
  }
  await metrics.seal();
  return metrics.queryGroups({
    groups: [{ name: 'all', runs: ['a', 'b', 'sparse'] }],
    key: 'loss',
    columns: 4,
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
  const [all] = await curves({ columns: 2 });
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
  const [all] = await curves({ x: 'relative', window: [1, 3], columns: 2, groups: [{ name: 'a', runs: ['a'] }] });
  expect(all).toMatchObject({ x: [1.5, 2.5], middle: [2, 3.5] });
});

const SAMPLE = [2, 4, 4, 4, 5, 5, 7, 9];

test.each([
  ['mean', 'extremes', { middle: 5, low: 2, high: 9 }],
  ['median', 'extremes', { middle: 4.5, low: 2, high: 9 }],
  ['mean', 'deviation', { middle: 5, low: 5 - Math.sqrt(32 / 7), high: 5 + Math.sqrt(32 / 7) }],
  ['mean', 'error', { middle: 5, low: 5 - Math.sqrt(32 / 7 / 8), high: 5 + Math.sqrt(32 / 7 / 8) }],
] as const)('the %s of a sample with its %s', (by, spread, expected) => {
  const found = statisticsOf(SAMPLE, by, spread);
  for (const [name, value] of Object.entries(expected)) expect(found[name as 'low']).toBeCloseTo(value, 12);
});

test('an interval holds the middle, is narrower than the extremes, and is the same each time', () => {
  const found = statisticsOf(SAMPLE, 'mean', 'interval');
  expect(found).toEqual(statisticsOf(SAMPLE, 'mean', 'interval'));
  // 1.96 standard errors are 1.38 to each side; with 8 values the bootstrap comes a little narrower
  expect(found.low).toBeGreaterThan(3.4);
  expect(found.low).toBeLessThan(4.1);
  expect(found.high).toBeGreaterThan(5.9);
  expect(found.high).toBeLessThan(6.8);
});

test.each(['extremes', 'deviation', 'error', 'interval'] as const)('a single value has no spread by %s', (spread) => {
  expect(statisticsOf([3], 'median', spread)).toEqual({ middle: 3, low: 3, high: 3 });
});
