import { expect, test } from 'vitest';
import { createPace } from '../../../server/queue/pace.ts';
import { estimateStarts, median } from '../../../server/services/queue-estimates.ts';

test('each waiting run begins when the next worker becomes free', () => {
  expect(estimateStarts(2, [10, 4], [5, 5, 5])).toEqual([4, 9, 10]);
  expect(estimateStarts(3, [10], [5, 5, 5])).toEqual([0, 0, 5]);
});

test('with fewer workers than runs in training, the first that end are not replaced', () => {
  expect(estimateStarts(1, [10, 4], [5])).toEqual([10]);
});

test('what is not known is not estimated, and without workers nothing begins', () => {
  expect(estimateStarts(1, [null], [5, 5])).toEqual([null, null]);
  expect(estimateStarts(1, [3], [null, 5])).toEqual([3, null]);
  expect(estimateStarts(0, [], [5])).toEqual([null]);
});

test('the middle of numbers is between the two middle ones', () => {
  expect([median([]), median([3]), median([5, 1]), median([9, 1, 4])]).toEqual([null, 3, 3, 4]);
});

test('a pace is that of the last half minute', () => {
  let at = 0;
  const pace = createPace(() => at);
  pace.note(0);
  expect(pace.stepsPerSecond()).toBeNull();
  at = 1000;
  pace.note(500);
  expect(pace.stepsPerSecond()).toBe(500);
  at = 40_000;
  pace.note(1000);
  at = 50_000;
  pace.note(2000);
  expect([pace.stepsPerSecond(), pace.steps]).toEqual([100, 2000]);
});
