import { expect, test } from 'vitest';
import { createGroupCommit } from '../../../server/ingest/group-commit.ts';

test('items that come together are committed together, in order, each with its own outcome', async () => {
  const groups: number[][] = [];
  const group = createGroupCommit(async (items: number[]) => {
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
  const group = createGroupCommit(async (items: number[]) => {
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
  const group = createGroupCommit(async (items: string[]) => {
    if (items.includes('bad')) throw new Error('the disk is gone');
    return items;
  });
  await expect(Promise.all([group.add('bad', 5), group.add('with it', 5)])).rejects.toThrow('the disk is gone');
  expect(group.waitingBytes).toBe(0);
  expect(await group.add('good', 5)).toBe('good');
});

test('draining waits for all that was added', async () => {
  let stored = 0;
  const group = createGroupCommit(async (items: number[]) => {
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
