import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  limitsAround,
  linearTicks,
  logTicks,
  roundDivision,
  shareOf,
  type Tick,
} from '../../../../web/charts/axes/ticks.ts';

const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
/** Values of every magnitude alike: few doubles drawn by their bits lie near each other or near 1. */
const anyMagnitude = fc
  .tuple(fc.double({ min: -9.99, max: 9.99, noNaN: true }), fc.integer({ min: -324, max: 307 }))
  .map(([digits, exponent]) => Number(`${digits.toFixed(6)}e${exponent}`));
const nearby = fc
  .tuple(anyMagnitude, fc.double({ min: 0, max: 1, noNaN: true }), fc.integer({ min: -18, max: 0 }))
  .map(([value, share, exponent]) => [value, value + value * share * 10 ** exponent] as const);
const ranges = fc
  .oneof(fc.tuple(finite, finite), fc.tuple(anyMagnitude, anyMagnitude), nearby)
  .map(([a, b]) => limitsAround(Math.min(a, b), Math.max(a, b)));
const most = fc.integer({ min: 1, max: 8 });

const values = (ticks: readonly Tick[]) => ticks.map(({ value }) => value);
const labels = (ticks: readonly Tick[]) => ticks.map(({ label }) => String(label));

function expectProper(ticks: readonly Tick[], min: number, max: number, count: number) {
  expect(ticks.length).toBeLessThanOrEqual(count);
  expect(new Set(labels(ticks)).size).toBe(ticks.length);
  for (const [index, value] of values(ticks).entries()) {
    expect(value).toBeGreaterThanOrEqual(min);
    expect(value).toBeLessThanOrEqual(max);
    if (index > 0) expect(value).toBeGreaterThan(ticks[index - 1]?.value ?? value);
  }
}

describe('between any two finite numbers', () => {
  test('limits are finite and differ', () => {
    fc.assert(
      fc.property(finite, (value) => {
        const [min, max] = limitsAround(value, value);
        expect(min).toBeLessThan(max);
        expect(Number.isFinite(min) && Number.isFinite(max)).toBe(true);
      }),
    );
  });

  test('a few ticks lie in order inside, with labels that differ', () => {
    fc.assert(
      fc.property(ranges, most, ([min, max], count) => expectProper(linearTicks(min, max, count), min, max, count + 3)),
      { numRuns: 300 },
    );
  });

  test('an axis that is made round holds both', () => {
    fc.assert(
      fc.property(ranges, most, ([low, high], count) => {
        const { min, max, ticks } = roundDivision(low, high, count);
        expect(min).toBeLessThanOrEqual(low);
        expect(max).toBeGreaterThanOrEqual(high);
        expect(Number.isFinite(min) && Number.isFinite(max)).toBe(true);
        expectProper(ticks, min, max, count + 3);
      }),
      { numRuns: 300 },
    );
  });

  test('a value has a place from 0 to 1', () => {
    fc.assert(
      fc.property(ranges, fc.double({ min: 0, max: 1, noNaN: true }), ([min, max], at) => {
        const value = Math.max(min, Math.min(max, min * (1 - at) + max * at));
        const share = shareOf(value, min, max);
        expect(share >= 0 && share <= 1).toBe(true);
      }),
      { numRuns: 300 },
    );
  });

  test('above 0, a logarithmic axis has a few ticks with labels that differ', () => {
    const positive = ranges
      .map(([a, b]) => [Math.abs(a), Math.abs(b)].sort((x, y) => x - y))
      .filter(([low, high]) => (low as number) > 0 && (low as number) < (high as number));
    fc.assert(
      fc.property(positive, most, ([min = 1, max = 2], count) => {
        const ticks = logTicks(min, max, count);
        expectProper(ticks, min, max, Math.max(9, count + 3));
      }),
      { numRuns: 300 },
    );
  });
});

test.each([
  [0.9999, 0.999905, ['0.9999', '0.999901', '0.999902', '0.999903', '0.999904', '0.999905']],
  [
    1e15,
    1e15 + 6,
    ['1,000,000,000,000,000', '1,000,000,000,000,002', '1,000,000,000,000,004', '1,000,000,000,000,006'],
  ],
  [1234.5, 1235, ['1,234.5', '1,234.6', '1,234.7', '1,234.8', '1,234.9', '1,235']],
  [0, 1, ['0', '0.2', '0.4', '0.6', '0.8', '1']],
  [1e-310, 2e-310, ['1e−310', '1.2e−310', '1.4e−310', '1.6e−310', '1.8e−310', '2e−310']],
  [-1e308, 1e308, ['−1e+308', '−5e+307', '0', '5e+307', '1e+308']],
  [0, 20_000_000, ['0', '5M', '10M', '15M', '20M']],
  [1_234_000, 1_234_400, ['1,234,000', '1,234,100', '1,234,200', '1,234,300', '1,234,400']],
  [0, 4e15, ['0', '1e+15', '2e+15', '3e+15', '4e+15']],
])('from %d to %d the ticks read %j', (min, max, expected) => {
  expect(labels(linearTicks(min, max, 5))).toEqual(expected);
});

test('ticks of steps are whole numbers', () => {
  expect(labels(linearTicks(1, 3, 7, true))).toEqual(['1', '2', '3']);
  expect(labels(linearTicks(0.2, 0.8, 7, true))).toEqual([]);
  expect(labels(linearTicks(1_767_225_600, 1_767_225_649, 5, true))[0]).toBe('1,767,225,600');
  expect(labels(linearTicks(0, 3_000_000, 5, true)).slice(0, 3)).toEqual(['0', '1M', '2M']);
});

test('labels of a logarithmic axis over any part of 0 to 1 are a tenth of it apart, which is more than a line is high', () => {
  const share = fc.double({ min: 0.001, max: 1, noNaN: true });
  fc.assert(
    fc.property(share, share, (a, b) => {
      const [min, max] = [Math.min(a, b), Math.max(a, b)];
      fc.pre(max / min > 1.01);
      const places = logTicks(min, max, 5).map(({ value }) => Math.log(value / min) / Math.log(max / min));
      const gaps = places.slice(1).map((place, index) => place - (places[index] ?? 0));
      expect(Math.min(...gaps, 1)).toBeGreaterThan(0.099);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  [1e-5, 10, ['0.0001', '0.01', '1']],
  [0.5, 20, ['0.5', '1', '2', '5', '10', '20']],
  [1e-300, 1e300, ['1e−240', '1e−120', '1', '1e+120', '1e+240']],
  [3, 4, ['3', '3.2', '3.4', '3.6', '3.8', '4']],
  [1, 1e8, ['1', '100', '10K', '1M', '100M']],
  [1e3, 1e18, ['1e+3', '1e+6', '1e+9', '1e+12', '1e+15', '1e+18']],
])('a logarithmic axis from %d to %d reads %j', (min, max, expected) => {
  expect(labels(logTicks(min, max, 5))).toEqual(expected);
});

test.each([
  [0.68, 0.91, '0.65 0.7 0.75 0.8 0.85 0.9 0.95'],
  [0.3346, 1.06, '0.2 0.4 0.6 0.8 1 1.2'],
  [0.92, 0.99, '0.92 0.94 0.96 0.98 1'],
])('an axis from %j to %j begins and ends at a tick', (low, high, labels) => {
  const { min, max, ticks } = roundDivision(low, high, 5);
  expect(ticks.map(({ label }) => label).join(' ')).toBe(labels);
  expect([ticks[0]?.value, ticks.at(-1)?.value]).toEqual([min, max]);
  expect(roundDivision(min, max, 5)).toEqual({ min, max, ticks }); // rounded again, it stays
});

test.each([
  [-0.01, 0.999, '−0.2 0 0.2 0.4 0.6 0.8 1'],
  [1.13, 1.66, '1.1 1.2 1.3 1.4 1.5 1.6 1.7'],
  [0.01, 0.999, '0 0.2 0.4 0.6 0.8 1'],
])('from %d to %d an axis leaves less than a third of itself empty', (low, high, labels) => {
  const { min, max, ticks } = roundDivision(low, high, 5);
  expect(ticks.map(({ label }) => label).join(' ')).toBe(labels);
  expect(roundDivision(min, max, 5)).toEqual({ min, max, ticks });
});
