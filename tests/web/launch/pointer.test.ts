import { expect, test } from 'vitest';
import { getAt, setAt } from '../../../web/launch/pointer.ts';

test('a JSON pointer reads and writes deep values, and leaves the old ones as they were', () => {
  const before = { a: { 'b/c': 1 }, d: 2 };

  expect(getAt(before, '/a/b~1c')).toBe(1);
  expect(getAt(before, '/a/x/y')).toBe(undefined);
  expect(setAt(before, '/a/b~1c', 5)).toEqual({ a: { 'b/c': 5 }, d: 2 });
  expect(setAt(before, '/a', undefined)).toEqual({ d: 2 });
  expect(setAt(before, '/e/f', 1)).toEqual({ ...before, e: { f: 1 } });
  expect(before).toEqual({ a: { 'b/c': 1 }, d: 2 });
});
