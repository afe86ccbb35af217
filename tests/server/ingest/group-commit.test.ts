import { expect, test } from 'vitest';
import { createGroupCommit } from '../../../server/ingest/group-commit.ts';

/** Each item of an order of its own, unless `orderOf` is given. */
const grouped = <Item>(
  commit: (items: Item[]) => Promise<Item[]>,
  options: { orderOf?: (item: Item) => string; maxBytes?: number } = {},
) => createGroupCommit({ commit, orderOf: String, ...options });

/** A commit that ends when it is told to, and the items it has begun with. */
function heldCommit() {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    end: (item: string) => ends.get(item)?.(),
    async commit(items: string[]): Promise<string[]> {
      begun.push(items.join('+'));
      if (items[0]?.startsWith('large')) await new Promise<void>((resolve) => ends.set(items[0] as string, resolve));
      return items;
    },
  };
}

const LARGE = 100;
const orderOf = (item: string) => item.split(' of ')[1] ?? item;

test('items that come together are committed together, in order, each with its own outcome', async () => {
  const groups: number[][] = [];
  const group = grouped(async (items: number[]) => {
    groups.push(items);
    return items.map((item) => item * 10);
  });
  const outcomes = await Promise.all([1, 2, 3].map((item) => group.add(item, 1)));
  expect(outcomes).toEqual([10, 20, 30]);
  expect(groups).toEqual([[1, 2, 3]]);
});

test('what comes during a commit goes with the next, one commit at a time', async () => {
  let running = 0;
  const groups: number[][] = [];
  const group = grouped(async (items: number[]) => {
    running += 1;
    expect(running).toBe(1);
    groups.push(items);
    await new Promise((resolve) => setTimeout(resolve, 5));
    running -= 1;
    return items;
  });
  const chain = async (start: number) => {
    for (let item = start; item < start + 20; item++) expect(await group.add(item, 1)).toBe(item);
  };
  await Promise.all([chain(0), chain(100), chain(200)]);
  expect(groups.flat()).toHaveLength(60);
  for (const start of [0, 100, 200])
    expect(groups.flat().filter((item) => item >= start && item < start + 20)).toEqual(
      Array.from({ length: 20 }, (_, index) => start + index),
    );
});

test('a commit that fails refuses its own group and none after it', async () => {
  const group = grouped(async (items: string[]) => {
    if (items.includes('bad')) throw new Error('the disk is gone');
    return items;
  });
  await expect(Promise.all([group.add('bad', 5), group.add('with it', 5)])).rejects.toThrow('the disk is gone');
  expect(group.waitingBytes).toBe(0);
  expect(await group.add('good', 5)).toBe('good');
});

test('draining waits for all that was added', async () => {
  let stored = 0;
  const group = grouped(async (items: number[]) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    stored += items.length;
    return items;
  });
  for (let item = 0; item < 10; item++) void group.add(item, 1);
  expect(group.waitingBytes).toBe(10);
  await group.drain();
  expect(stored).toBe(10);
  expect(group.waitingBytes).toBe(0);
  await group.drain();
});

test('a group is as large as it may be, and no larger', async () => {
  const groups: string[][] = [];
  const commit = async (items: string[]) => {
    groups.push(items);
    return items;
  };
  const group = grouped(commit, { maxBytes: 10 });
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((item) => group.add(item, 4)));
  expect(groups).toEqual([['a', 'b'], ['c', 'd'], ['e']]);
});

test('between two groups others have their turn', async () => {
  const seen: string[] = [];
  const commit = async (items: string[]) => {
    seen.push(...items);
    setImmediate(() => seen.push(`after ${items}`));
    return items;
  };
  const group = grouped(commit, { maxBytes: 4 });
  await Promise.all(['a', 'b'].map((item) => group.add(item, 4)));
  expect(seen.slice(0, 3)).toEqual(['a', 'after a', 'b']);
});

test('while a large item is committed the others go on, and one of its order waits', async () => {
  const { commit, begun, end } = heldCommit();
  const group = grouped(commit, { orderOf, maxBytes: 10 });
  const large = group.add('large of r', LARGE);
  const next = group.add('next of r', 1);
  const last = group.add('last of r', 1);
  expect(await group.add('small of s', 1)).toBe('small of s');
  expect(await group.add('another of s', 1)).toBe('another of s');
  expect(begun).toEqual(['small of s', 'large of r', 'another of s']);
  end('large of r');
  expect(await Promise.all([large, next, last])).toEqual(['large of r', 'next of r', 'last of r']);
  expect(begun.slice(3)).toEqual(['next of r+last of r']);
});

test('what came before a large item in its order is committed before it', async () => {
  const { commit, begun, end } = heldCommit();
  const group = grouped(commit, { orderOf, maxBytes: 10 });
  const first = group.add('first of r', 1);
  const large = group.add('large of r', LARGE);
  await first;
  await group.add('small of s', 1);
  end('large of r');
  await large;
  expect(begun[0]).toBe('first of r');
});

test('there is one large item at a time, and each has its turn however many small ones come', async () => {
  const { commit, begun, end } = heldCommit();
  const group = grouped(commit, { orderOf, maxBytes: 10 });
  const both = Promise.all([group.add('large 1 of r', LARGE), group.add('large 2 of s', LARGE)]);
  for (let item = 0; item < 5; item++) await group.add(`small of t${item}`, 8);
  expect(begun.filter((item) => item.startsWith('large'))).toEqual(['large 1 of r']);
  end('large 1 of r');
  for (let item = 5; item < 10; item++) await group.add(`small of t${item}`, 8);
  expect(begun.filter((item) => item.startsWith('large'))).toEqual(['large 1 of r', 'large 2 of s']);
  end('large 2 of s');
  expect(await both).toEqual(['large 1 of r', 'large 2 of s']);
});

test('a large item that fails is refused alone, and what waits behind it goes on; draining waits for both', async () => {
  const commit = async (items: string[]) => {
    await new Promise((resolve) => setTimeout(resolve, 5));
    if (items.includes('large of r')) throw new Error('the disk is gone');
    return items;
  };
  const group = grouped(commit, { orderOf, maxBytes: 10 });
  const refused = expect(group.add('large of r', LARGE)).rejects.toThrow('the disk is gone');
  let next = '';
  void group.add('next of r', 1).then((item) => {
    next = item;
  });
  await group.drain();
  expect(next).toBe('next of r');
  expect(group.waitingBytes).toBe(0);
  await refused;
});
