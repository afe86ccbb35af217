import { expect, test } from 'vitest';
import { sparkPath } from '../../../web/ui/sparkline.ts';
import { scrollTopFor, visibleRows } from '../../../web/ui/visible-rows.ts';

test.each([
  [0, 320, 100_000, { first: 0, end: 18 }],
  [3200, 320, 100_000, { first: 92, end: 118 }],
  [99_990 * 32, 320, 100_000, { first: 99_982, end: 100_000 }],
  [5000, 320, 10, { first: 10, end: 10 }],
  [0, 0, 0, { first: 0, end: 0 }],
])('scrolled by %i px, %i px of rows are in sight of %i, and some around', (scrollTop, height, count, rows) => {
  expect(visibleRows(scrollTop, height, 32, count)).toEqual(rows);
});

test.each([
  [0, 100, 0],
  [5, 100, 100],
  [20, 100, 20 * 32 + 32 - 320],
])('row %i is scrolled into sight, no further than needed', (row, scrollTop, expected) => {
  expect(scrollTopFor(row, scrollTop, 320, 32)).toBe(expected);
});

test('a small curve goes through its points, from the lowest to the highest, with gaps where a value is none', () => {
  expect(sparkPath([0, 1, 2], [1, 3, 2], 100, 20)).toBe('M0 20L50 0L100 10');
  expect(sparkPath([0, 1, 2, 3], [1, Number.NaN, 2, 3], 90, 20)).toBe('M0 20M60 10L90 0');
  expect(sparkPath([0, 1], [5, 5], 10, 20)).toBe('M0 10L10 10');
  expect(sparkPath([0], [5], 10, 20)).toBe('');
});

test('a small curve that falls by decades is drawn on a logarithmic scale', () => {
  expect(sparkPath([0, 1, 2], [100, 10, 1], 100, 20)).toBe('M0 0L50 10L100 20');
});
