import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Tick } from '../../../../web/charts/axes/ticks.ts';
import { clockTicks, durationTicks, logDurationTicks } from '../../../../web/charts/axes/time-ticks.ts';

beforeEach(() => void vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => void vi.unstubAllEnvs());

const SECOND = 1000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const labels = (ticks: readonly Tick[]) => ticks.map(({ label }) => [label].flat().join(' | '));
const at = (text: string) => new Date(text).getTime();

test.each([
  ['two hours', 0, 2 * HOUR, ['0', '30m', '1h', '1h 30m', '2h']],
  ['five days', 0, 5 * DAY, ['0', '1d', '2d', '3d', '4d', '5d']],
  ['a second', 0, SECOND, ['0', '200ms', '400ms', '600ms', '800ms', '1s']],
  ['a moment long after the start', 2 * HOUR, 2 * HOUR + 4, ['2h', '2h 0.001s', '2h 0.002s', '2h 0.003s', '2h 0.004s']],
  ['a year', 0, 365 * DAY, ['0', '100d', '200d', '300d']],
  ['a clock set back before the start', -90 * SECOND, 60 * SECOND, ['−1m 30s', '−1m', '−30s', '0', '30s', '1m']],
])('durations over %s are round, exact and different', (_, min, max, expected) => {
  expect(labels(durationTicks(min, max, 5))).toEqual(expected);
});

test.each([
  [8, 60_000, ['10ms', '100ms', '1s', '10s', '1m']],
  [150, 60_000, ['1s', '10s', '1m']],
  [700, 9000, ['1s', '2s', '5s']],
  [5, 400 * DAY, ['10ms', '1s', '1m', '1h', '1d', '100d']],
  [1010, 1990, ['1.2s', '1.4s', '1.6s', '1.8s']],
])('on a logarithmic axis durations from %f to %f ms are %j', (min, max, expected) => {
  expect(labels(logDurationTicks(min, max, 5))).toEqual(expected);
});

test.each([
  ['2026-03-28T18:46:53', '2026-03-28T20:57:47', ['19:00 | 28 Mar 2026', '19:30', '20:00', '20:30']],
  ['2026-03-26T18:46:53', '2026-03-31T18:00:00', ['27 Mar | 2026', '28 Mar', '29 Mar', '30 Mar', '31 Mar']],
  ['2026-12-31T15:00:00', '2027-01-01T13:00:00', ['18:00 | 31 Dec 2026', '00:00 | 1 Jan 2027', '06:00', '12:00']],
  ['2026-01-20T00:00:00', '2027-01-20T00:00:00', ['Apr | 2026', 'Jul', 'Oct', 'Jan | 2027']],
  ['2020-01-20T00:00:00', '2029-01-20T00:00:00', ['2022', '2024', '2026', '2028']],
  [
    '2026-03-28T18:46:53.100',
    '2026-03-28T18:46:53.500',
    ['18:46:53.100 | 28 Mar 2026', '18:46:53.200', '18:46:53.300', '18:46:53.400', '18:46:53.500'],
  ],
])('the clock from %s to %s has round times, and dates where a day begins', (from, to, expected) => {
  expect(labels(clockTicks(at(from), at(to), 5))).toEqual(expected);
});

test('times of day stay round over the hour that a change of the clock leaves out', () => {
  expect(labels(clockTicks(at('2026-03-29T00:00:00'), at('2026-03-29T12:00:00'), 5))).toEqual([
    '00:00 | 29 Mar 2026',
    '03:00',
    '06:00',
    '09:00',
    '12:00',
  ]);
});

test('any stretch of time has a few ticks in order inside, with labels that differ', () => {
  const time = fc.double({ min: -8.64e15, max: 8.64e15, noNaN: true });
  const near = fc
    .tuple(time, fc.integer({ min: -3, max: 15 }))
    .map(([from, exponent]) => [from, from + 10 ** exponent] as const);
  const any = fc.tuple(
    fc.double({ noNaN: true, noDefaultInfinity: true }),
    fc.double({ noNaN: true, noDefaultInfinity: true }),
  );
  fc.assert(
    fc.property(fc.oneof(fc.tuple(time, time), near, any), fc.integer({ min: 1, max: 7 }), ([a, b], most) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(min < max);
      for (const ticks of [durationTicks(min, max, most), clockTicks(min, max, most)]) {
        expect(ticks.length).toBeLessThanOrEqual(most + 2);
        ticks.forEach(({ value }, index) => {
          expect(value >= min && value <= max).toBe(true);
          if (index > 0) expect(value).toBeGreaterThan(ticks[index - 1]?.value ?? value);
        });
      }
      const durations = labels(durationTicks(min, max, most));
      expect(new Set(durations).size).toBe(durations.length);
    }),
    { numRuns: 300 },
  );
});
