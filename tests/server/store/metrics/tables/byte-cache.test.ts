import { expect, test } from 'vitest';
import { ByteCache } from '../../../../../server/store/metrics/tables/byte-cache.ts';

const present = (cache: ByteCache<string>, ...keys: number[]) => keys.filter((key) => cache.get(key) !== undefined);

test('what was used lately stays when new values come, what was not used goes', () => {
  const cache = new ByteCache<string>(100);
  for (const key of [1, 2, 3, 4, 5]) cache.set(key, `value ${key}`, 10); // the younger half is full now
  for (const key of [6, 7]) cache.set(key, `value ${key}`, 10);
  expect(cache.get(2)).toBe('value 2'); // used, and so young again
  for (const key of [8, 9, 10]) cache.set(key, `value ${key}`, 10);
  expect(present(cache, 1, 3, 4, 5)).toEqual([]);
  expect(present(cache, 2, 6, 7, 8, 9, 10)).toEqual([2, 6, 7, 8, 9, 10]);
});

test('it never holds much more than its bytes', () => {
  const cache = new ByteCache<string>(100);
  for (let key = 0; key < 1000; key++) cache.set(key, 'x', 10);
  expect(present(cache, ...Array(1000).keys()).length).toBeLessThanOrEqual(10);
});

test('what is deleted is gone, from both halves', () => {
  const cache = new ByteCache<string>(40);
  for (const key of [1, 2, 3]) cache.set(key, 'x', 10);
  cache.delete(1);
  cache.delete(3);
  expect(present(cache, 1, 2, 3)).toEqual([2]);
  cache.clear();
  expect(present(cache, 2)).toEqual([]);
});
