import { describe, expect, test } from 'vitest';
import type { Direction } from '../../../shared/metric-names.ts';
import { defaultTarget } from '../../../shared/race/default-target.ts';
import { expectedCost, medianCost } from '../../../shared/race/expected-cost.ts';
import { performanceProfiles } from '../../../shared/race/performance-profile.ts';
import type { RacedRun } from '../../../shared/race/race-query.ts';
import { rankGroups } from '../../../shared/race/rank-groups.ts';
import { RunLap } from '../../../shared/race/run-lap.ts';
import { speedUp } from '../../../shared/race/speed-up.ts';
import { deviation, median, quantile } from '../../../shared/race/statistics.ts';

/** A run with points `[step, value]`; each step takes two seconds. */
function lapOf(points: [number, number][], target: number, goal: Direction = 'min') {
  const lap = new RunLap(target, goal);
  for (const [step, value] of points) lap.add(step, value, { step, seconds: 2 * step });
  return lap;
}
const reached = (toTarget: number) => ({ spent: 100, toTarget });
const never = (spent: number) => ({ spent, toTarget: null });

describe('a run on its way to the target', () => {
  test('reaches it at its first point there or beyond, in every kind of cost', () => {
    const lap = lapOf(
      [
        [1, 3],
        [2, 2],
        [4, 2.5],
        [5, 1],
      ],
      2,
    );
    expect(lap.targetStep).toBe(2);
    expect(lap.costs(lap.spent())).toMatchObject({
      step: { spent: 5, toTarget: 2 },
      seconds: { spent: 10, toTarget: 4 },
    });
  });

  test('that ends above it never reaches it; a higher goal is reached from below', () => {
    expect(
      lapOf(
        [
          [1, 3],
          [2, 2],
        ],
        1.9,
      ).targetStep,
    ).toBe(null);
    expect(
      lapOf(
        [
          [1, 0.5],
          [2, 0.9],
        ],
        0.9,
        'max',
      ).targetStep,
    ).toBe(2);
  });

  test('has the mean of its curve as area: the trapezoids, and what is held before the first and after the last point', () => {
    const lap = lapOf(
      [
        [2, 4],
        [4, 2],
        [6, 2],
      ],
      0,
    );
    // From 0 to 2 at 4, to 4 from 4 to 2, to 6 at 2, held to 10 at 2: 8 + 6 + 4 + 8 = 26 over 10.
    expect(lap.costs(new Map([['step', 10]])).step?.area).toBeCloseTo(2.6, 12);
    expect(lap.costs(lap.spent()).seconds?.area).toBeCloseTo((8 + 6 + 4) / 6, 12);
  });

  test('passes over values that are not finite, and costs that are not known', () => {
    const lap = new RunLap(1, 'min');
    lap.add(1, 3, { step: 1, evaluations: Number.NaN });
    lap.add(2, Number.NaN, { step: 2, evaluations: 5 });
    lap.add(3, Number.NEGATIVE_INFINITY, { step: 3, evaluations: 6 });
    lap.add(4, 1, { step: 4, evaluations: 7 });
    expect(lap.targetStep).toBe(4);
    expect(lap.costs(lap.spent())).toEqual({
      step: { spent: 4, toTarget: 4, area: (3 + 3 * 2) / 4 },
      evaluations: { spent: 7, toTarget: 7, area: 1 },
    });
  });
});

describe('the cost of the target for several runs', () => {
  test.each<[string, Parameters<typeof expectedCost>[0], number, number]>([
    ['all reach it: the mean', [reached(10), reached(20), reached(60)], 30, 20],
    ['one of three never does: its time is paid by the two', [reached(10), reached(20), never(90)], 60, 20],
    ['half of them never do', [reached(10), never(50)], 60, Number.POSITIVE_INFINITY],
    ['none does', [never(50), never(70)], Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    ['one run', [reached(7)], 7, 7],
  ])('when %s', (_, attempts, expected, middle) => {
    expect(expectedCost(attempts)).toBe(expected);
    expect(medianCost(attempts)).toBe(middle);
  });
});

describe('the speed-up over the baseline', () => {
  test('is the ratio of what is spent; of runs that are all alike the interval has no width', () => {
    expect(speedUp([reached(30), reached(30)], [reached(10), reached(10)])).toEqual({ ratio: 3, interval: [3, 3] });
  });

  test('has no interval from a single run', () => {
    expect(speedUp([reached(30)], [reached(10), reached(20)])).toEqual({ ratio: 2, interval: null });
    expect(speedUp([reached(30), reached(30)], [reached(10)]).interval).toBe(null);
  });

  test('of two runs each lies between the extreme draws, which are the ends: each has a probability of a sixteenth', () => {
    // Baseline means of a draw: 20, 30, 30, 40; of the group: 10, 15, 15, 20. Ratios reach from 20/20 to 40/10.
    expect(speedUp([reached(20), reached(40)], [reached(10), reached(20)])).toEqual({ ratio: 2, interval: [1, 4] });
  });

  test('is the same each time', () => {
    const [a, b] = [[10, 12, 17, 20].map(reached), [8, 9, 15].map(reached)];
    expect(speedUp(a, b)).toEqual(speedUp(a, b));
  });

  test('covers the true ratio in about 95 of 100 experiments', () => {
    let seed = 1;
    const random = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647;
    };
    const sample = (center: number) => Array.from({ length: 20 }, () => reached(center * (0.7 + 0.6 * random())));
    const covered = Array.from({ length: 200 }, () => {
      const [low, high] = speedUp(sample(60), sample(30)).interval ?? [0, 0];
      return low <= 2 && 2 <= high;
    }).filter(Boolean).length;
    expect(covered).toBeGreaterThan(176);
    expect(covered).toBeLessThanOrEqual(200);
  });

  test('is infinite where only the group reaches the target, nought where only the baseline does, nothing where neither does', () => {
    expect(speedUp([never(9), never(9)], [reached(3), reached(3)])).toEqual({
      ratio: Number.POSITIVE_INFINITY,
      interval: [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY],
    });
    expect(speedUp([reached(3), reached(3)], [never(9), never(9)])).toEqual({ ratio: 0, interval: [0, 0] });
    expect(speedUp([never(9), never(9)], [never(9), never(9)])).toEqual({ ratio: Number.NaN, interval: null });
  });

  test('reaches to infinity where a draw may hold no run that reaches the target', () => {
    const { ratio, interval } = speedUp([reached(10), never(30)], [reached(10), reached(10)]);
    expect(ratio).toBe(4);
    expect(interval).toEqual([1, Number.POSITIVE_INFINITY]);
  });
});

test.each<[Direction, number[][], number | null]>([
  ['min', [[1, 2, 3], [5]], 5],
  ['min', [[1, 9], [5]], 9],
  ['max', [[0.9, 0.8, 0.7], [0.95]], 0.8],
  ['max', [[0.9, 0.6], [0.95]], 0.6],
  ['min', [[], [4]], 4],
  ['min', [[], []], null],
])('where %s is better and the best values are %j, the target is %j', (goal, bests, target) => {
  expect(defaultTarget(bests, goal)).toBe(target);
});

describe('groups', () => {
  const run = (id: string, best: number, toTarget: number | null, spent = 100): RacedRun => ({
    run: id,
    best,
    bestStep: 50,
    targetStep: toTarget,
    costs: { step: { spent, toTarget, area: best + 1 } },
  });
  const raced = rankGroups(
    [
      { name: 'slow', runs: [run('a', 1, 40), run('b', 2, 60)] },
      { name: 'fast', runs: [run('c', 1, 20), run('d', 3, 30)] },
      { name: 'worst', runs: [run('e', 8, null)] },
      { name: 'bad', runs: [run('f', 7, null)] },
      { name: 'none', runs: [] },
    ],
    'min',
    'slow',
  );
  const of = (name: string) => raced.find((group) => group.name === name);

  test('are ranked by what the target costs, then by their best value; one without runs is not', () => {
    expect(raced.map(({ name, costs }) => [name, costs.step?.rank])).toEqual([
      ['slow', 2],
      ['fast', 1],
      ['worst', 4],
      ['bad', 3],
      ['none', undefined],
    ]);
  });

  test('have what is asked of them', () => {
    expect(of('fast')).toMatchObject({
      reached: 2,
      best: { mean: 2, deviation: Math.SQRT2, value: 1, step: 50 },
      costs: { step: { expected: 25, median: 25, area: { mean: 3, deviation: Math.SQRT2 } } },
    });
    expect(of('worst')).toMatchObject({ reached: 0, costs: { step: { expected: null, median: null } } });
    expect(of('none')).toEqual({ name: 'none', runs: [], reached: 0, best: null, costs: {} });
  });

  test('have a speed-up over the baseline, which has none', () => {
    expect(of('slow')?.costs.step?.speedUp).toBe(null);
    expect(of('fast')?.costs.step?.speedUp).toMatchObject({ ratio: 2 });
    expect(of('worst')?.costs.step?.speedUp).toEqual({ ratio: 0, interval: null });
  });

  test('alike share a rank, and the next is counted on', () => {
    const alike = rankGroups(
      [
        { name: 'a', runs: [run('a', 1, 10)] },
        { name: 'b', runs: [run('b', 1, 10)] },
        { name: 'c', runs: [run('c', 1, 20)] },
      ],
      'min',
    );
    expect(alike.map(({ costs }) => costs.step?.rank)).toEqual([1, 1, 3]);
  });
});

test('a performance profile is the share of tasks within each factor of the best', () => {
  const infinite = Number.POSITIVE_INFINITY;
  expect(
    performanceProfiles([
      { name: 'a', costs: [10, 40, infinite, infinite] },
      { name: 'b', costs: [20, 10, 30, infinite] },
      { name: 'c', costs: [infinite, infinite, infinite, infinite] },
    ]),
  ).toEqual([
    {
      name: 'a',
      steps: [
        { factor: 1, share: 0.25 },
        { factor: 4, share: 0.5 },
      ],
    },
    {
      name: 'b',
      steps: [
        { factor: 1, share: 0.5 },
        { factor: 2, share: 0.75 },
      ],
    },
    { name: 'c', steps: [] },
  ]);
});

test('statistics of few values', () => {
  expect(deviation([1])).toBe(0);
  expect(deviation([1, 3])).toBeCloseTo(Math.SQRT2, 12);
  expect(median([3, 1, 2, 10])).toBe(2.5);
  expect(median([1, Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY])).toBe(Number.POSITIVE_INFINITY);
  expect(quantile([0, 10], 0.25)).toBe(2.5);
});
