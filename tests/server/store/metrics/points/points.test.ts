import { expect, test } from 'vitest';
import { Tail } from '../../../../../server/store/metrics/memory/tail.ts';
import {
  lowerBound,
  mergePoints,
  type Points,
  sortByTime,
  sortPoints,
} from '../../../../../server/store/metrics/points/points.ts';

/** Points whose value shows where they came from. */
const points = (steps: number[], value: number): Points => ({
  steps: Float64Array.from(steps),
  times: Float64Array.from(steps, (step) => 100 - step),
  values: Float64Array.from(steps, (step) => value + step / 100),
});
const shown = ({ steps, times, values }: Points) =>
  [...steps].map((step, index) => [step, times[index], values[index]]);

test('of a repeated step the last point stays', () => {
  const unsorted = {
    steps: Float64Array.of(3, 1, 3, 2, 1),
    times: Float64Array.of(1, 2, 3, 4, 5),
    values: Float64Array.of(10, 20, 30, 40, 50),
  };
  expect(shown(sortPoints(unsorted))).toEqual([
    [1, 5, 50],
    [2, 4, 40],
    [3, 3, 30],
  ]);
});

test('points of equal time stay in their order', () => {
  const unsorted = {
    steps: Float64Array.of(1, 2, 3, 4),
    times: Float64Array.of(5, 4, 5, 4),
    values: Float64Array.of(1, 2, 3, 4),
  };
  expect([...sortByTime(unsorted).steps]).toEqual([2, 4, 1, 3]);
});

test.each([
  [
    [1, 3, 5],
    [2, 4],
    [
      [1, 'old'],
      [2, 'new'],
      [3, 'old'],
      [4, 'new'],
      [5, 'old'],
    ],
  ],
  [
    [1, 2, 3],
    [2],
    [
      [1, 'old'],
      [2, 'new'],
      [3, 'old'],
    ],
  ],
  [[], [1], [[1, 'new']]],
  [[1], [], [[1, 'old']]],
  [
    [1, 2],
    [1, 2, 9],
    [
      [1, 'new'],
      [2, 'new'],
      [9, 'new'],
    ],
  ],
])('%j merged with %j has each step once, the newer where both have it', (older, newer, expected) => {
  const merged = mergePoints(points(older, 1), points(newer, 2));
  expect([...merged.steps].map((step, index) => [step, (merged.values[index] as number) < 2 ? 'old' : 'new'])).toEqual(
    expected,
  );
});

test.each([
  [0, 0],
  [1, 0],
  [2, 1],
  [5, 2],
  [6, 3],
])('the first step not below %i of 1, 3, 5 is at %i', (step, at) => {
  expect(lowerBound(Float64Array.of(1, 3, 5), step)).toBe(at);
});

test('a tail knows its steps and their sum while it is appended to, rewritten and dropped from', () => {
  const tail = new Tail();
  expect([tail.firstStep, tail.lastStep, tail.bucket.count]).toEqual([undefined, undefined, 0]);
  tail.add(points([10, 20], 1));
  tail.add(points([30, 40, 50], 1));
  expect([tail.length, tail.bucket.sum]).toEqual([5, expect.closeTo(6.5, 12)]);
  tail.add(points([5, 20], 2));
  expect([tail.firstStep, tail.lastStep, tail.has(20), tail.has(25)]).toEqual([5, 50, true, false]);
  expect(tail.bucket.sum).toBeCloseTo(2.05 + 1.1 + 2.2 + 1.3 + 1.4 + 1.5, 12);
  tail.drop(4);
  tail.add(points([60], 1));
  expect([...tail.points.steps]).toEqual([40, 50, 60]);
  expect(tail.bucket).toMatchObject({ count: 3, firstStep: 40, lastStep: 60 });
  tail.drop(3);
  expect([tail.length, tail.bucket.count]).toEqual([0, 0]);
});
