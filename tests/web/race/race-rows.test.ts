import { expect, test } from 'vitest';
import type { RacedGroup, RacedRun } from '../../../shared/race/race-query.ts';
import { rankGroups } from '../../../shared/race/rank-groups.ts';
import { formatCost, raceRows, raceText } from '../../../web/race/race-rows.ts';

const run = (id: string, best: number, toTarget: number | null): RacedRun => ({
  run: id,
  best,
  bestStep: 1500,
  targetStep: toTarget,
  costs: { step: { spent: 100, toTarget, area: best + 1 } },
});
const nameOf = (id: string) => id;
const groups = (): RacedGroup[] =>
  rankGroups(
    [
      { name: 'sgd', runs: [run('a', 0.25, 40), run('b', 0.75, null)] },
      { name: 'adam', runs: [run('c', 0.125, 20), run('d', 0.375, 30)] },
      { name: 'lone', runs: [run('e', 0.5, 70)] },
      { name: 'none', runs: [] },
    ],
    'min',
    'sgd',
  );

test('competitors stand by rank, with what they spent, and one of a single run has no spread and no interval', () => {
  const rows = raceRows(groups(), { cost: 'step', baseline: 'sgd', nameOf });
  expect(
    rows.map(({ name, rank, cost, speedUp, interval, best, area }) => [
      name,
      rank,
      cost,
      speedUp,
      interval,
      best,
      area,
    ]),
  ).toEqual([
    ['adam', 1, '25', '5.6×', expect.stringMatching(/^[\d.]+× to ∞$/), '0.25 ± 0.18', '1.25 ± 0.18'],
    ['lone', 2, '70', '2×', 'n = 1: no interval', '0.5', '1.5'],
    ['sgd', 3, '140', '–', '–', '0.5 ± 0.35', '1.5 ± 0.35'],
    ['none', null, '–', '–', '–', '–', '–'],
  ]);
});

test('a run that never reached the target is said to be counted', () => {
  const notes = Object.fromEntries(
    raceRows(groups(), { cost: 'step', baseline: null, nameOf }).map(({ name, costNote }) => [name, costNote]),
  );
  expect(notes).toEqual({
    adam: 'Mean of 2 runs; median 25',
    sgd: 'All that 2 runs spent, by the 1 that reached it; half or more never reached it',
    lone: 'Mean of 1 run; median 70',
    none: 'Not every run has this count',
  });
});

test('a cost that counts runs which never reached the target is said to be an expectation', () => {
  const rows = raceRows(groups(), { cost: 'step', baseline: null, nameOf });
  expect(rows.filter(({ isExpectation }) => isExpectation).map(({ name }) => name)).toEqual(['sgd']);
});

test('the table is copied with its unit, the baseline marked', () => {
  const text = raceText(
    raceRows(groups(), { cost: 'step', baseline: 'sgd', nameOf }),
    { cost: 'step', label: 'Steps' },
    'val/loss',
    '0.3',
  );
  expect(text.head[4]).toBe('steps to 0.3');
  expect(text.rows[2]).toEqual(['3', 'sgd ★', '2', '1/2', '140', '–', '–', '0.5 ± 0.35', '1.5 ± 0.35']);
});

test.each([
  [null, 'step', '–'],
  [1200, 'step', '1200'],
  [1_234_567, 'step', '1.23M'],
  [90, 'seconds', '1m 30s'],
  [2.25, 'train/epoch', '2.25'],
])('%j of %s is written %s', (value, cost, text) => {
  expect(formatCost(value, cost)).toBe(text);
});
