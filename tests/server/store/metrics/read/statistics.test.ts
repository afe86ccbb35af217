import { expect, test } from 'vitest';
import { statisticsOf } from '../../../../../server/store/metrics/read/statistics.ts';

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
