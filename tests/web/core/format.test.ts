import { expect, test } from 'vitest';
import {
  digitsApart,
  digitsWithin,
  formatDuration,
  formatShort,
  formatValue,
  plural,
} from '../../../web/core/format.ts';

test.each([
  [0.123456, '0.1235'],
  [0.1, '0.1'],
  [0, '0'],
  [-0.5, '−0.5'],
  [1234, '1,234'],
  [81_280.5, '81,281'],
  [12.3456, '12.35'],
  [0.000012345, '1.234e−5'],
  [1.5e12, '1.5e+12'],
  [1.234e-10, '1.234e−10'],
  [1_234_567.8, '1.235e+6'],
  [Number.NaN, 'NaN'],
  [Number.POSITIVE_INFINITY, '∞'],
  [Number.NEGATIVE_INFINITY, '−∞'],
  [null, '–'],
  [undefined, '–'],
])('the value %s reads %s', (value, text) => {
  expect(formatValue(value)).toBe(text);
});

test.each([
  [5, '5ms'],
  [1999, '1.9s'],
  [59_999, '59s'],
  [60_000, '1m'],
  [64_000, '1m 4s'],
  [3_600_000, '1h'],
  [7_500_000, '2h 5m'],
  [273_600_000, '3d 4h'],
  [Number.NaN, '–'],
  [-1, '–'],
])('%d ms read %s', (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

test.each([
  [formatShort(1_234_567), '1.23M'],
  [plural(1, 'run'), '1 run'],
  [plural(2000, 'run'), '2,000 runs'],
])('%s', (text, expected) => {
  expect(text).toBe(expected);
});

test('values that differ read differently', () => {
  expect(digitsApart([1, 2, null])).toBe(4);
  const values = [0.9999, 0.9999001, 0.99990012];
  expect(values.map((value) => formatValue(value, digitsApart(values)))).toEqual(['0.9999', '0.9999001', '0.99990012']);
  const neighbours = [1, 1 + 2 ** -52, 1 - 2 ** -53];
  expect(new Set(neighbours.map((value) => formatValue(value, digitsApart(neighbours)))).size).toBe(3);
});

test.each([
  [0.99990012, 5e-6, '0.99990012'],
  [1e15 + 0.125, 6, '1,000,000,000,000,000.1'],
  [0.5, 1, '0.5'],
  [3, 0, '3'],
])('%d reads, within a span of %d, %s', (value, span, text) => {
  expect(formatValue(value, digitsWithin(value, span))).toBe(text);
});
