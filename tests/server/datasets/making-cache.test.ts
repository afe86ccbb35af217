import { describe, expect, test } from 'vitest';
import { createMakingCache, type Making } from '../../../server/datasets/making-cache.ts';

const cacheOf = (budgetBytes: number) => createMakingCache<string>({ budgetBytes, bytesOf: ({ length }) => length });
type Cache = ReturnType<typeof cacheOf>;

async function toMake(cache: Cache, key: string): Promise<Making<string>> {
  const claimed = await cache.claim(key);
  if ('value' in claimed) throw new Error(`"${key}" is there already`);
  return claimed.making;
}

async function put(cache: Cache, key: string, value: string): Promise<void> {
  (await toMake(cache, key)).put(value);
}

describe('a value', () => {
  test('is made by the first who wants it; the others wait and have the same', async () => {
    const cache = cacheOf(100);
    const making = await toMake(cache, 'a');
    const others = Promise.all([cache.claim('a'), cache.claim('a')]);
    making.put('made');
    expect(await others).toEqual([{ value: 'made' }, { value: 'made' }]);
    expect(await cache.claim('a')).toEqual({ value: 'made' });
  });

  test('that is given up is made by one of those who wait, and the rest wait for that one', async () => {
    const cache = cacheOf(100);
    const making = await toMake(cache, 'a');
    const [second, third] = [toMake(cache, 'a'), cache.claim('a')];
    making.giveUp();
    making.put('too late');
    (await second).put('made');
    expect(await third).toEqual({ value: 'made' });
  });

  test('is no longer waited for after the signal, which takes the right to make it from nobody', async () => {
    const cache = cacheOf(100);
    const making = await toMake(cache, 'a');
    const stopping = new AbortController();
    const waiting = cache.claim('a', stopping.signal);
    stopping.abort();
    const stopped = await waiting;
    if ('making' in stopped) stopped.making.put('of one that stopped');
    expect(cache.find('a')).toBeUndefined();
    making.put('made');
    expect(cache.find('a')).toBe('made');
  });
});

describe('the budget', () => {
  test('is kept to: what was used longest ago goes first', async () => {
    const cache = cacheOf(10);
    for (const key of ['a', 'b', 'c']) await put(cache, key, 'xxx');
    expect(cache.held).toEqual({ count: 3, bytes: 9 });
    cache.find('a');
    await put(cache, 'd', 'xxx');
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key))).toEqual(['a', 'c', 'd']);
    expect(cache.held).toEqual({ count: 3, bytes: 9 });
  });

  test('of a value that is larger keeps nothing, and those who wait have it', async () => {
    const cache = cacheOf(4);
    const making = await toMake(cache, 'a');
    const waiting = cache.claim('a');
    making.put('larger');
    expect(await waiting).toEqual({ value: 'larger' });
    expect(cache.held).toEqual({ count: 0, bytes: 0 });
  });
});
