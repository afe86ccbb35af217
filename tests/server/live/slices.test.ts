import { expect, test } from 'vitest';
import { createSlices } from '../../../server/live/slices.ts';

/** How often something else got its turn while 20 pieces of work were done. */
async function turnsDuring(sliceMs: number): Promise<number> {
  const slices = createSlices(sliceMs);
  let turns = 0;
  let isDone = false;
  const other = () => {
    turns += 1;
    if (!isDone) setImmediate(other);
  };
  setImmediate(other);
  for (let piece = 0; piece < 20; piece++) await slices.pause();
  isDone = true;
  return turns;
}

test('work gives way after each slice, and not before', async () => {
  expect(await turnsDuring(0)).toBeGreaterThanOrEqual(20);
  expect(await turnsDuring(Number.POSITIVE_INFINITY)).toBe(0);
});
