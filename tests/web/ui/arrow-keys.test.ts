import { expect, test } from 'vitest';
import { indexAfterKey } from '../../../web/ui/arrow-keys.ts';

test.each([
  ['ArrowRight', 0, 3, 1],
  ['ArrowDown', 2, 3, 0],
  ['ArrowLeft', 0, 3, 2],
  ['ArrowUp', 2, 3, 1],
  ['ArrowDown', -1, 3, 0],
  ['ArrowUp', -1, 3, 2],
  ['Home', 2, 3, 0],
  ['End', 0, 3, 2],
  ['Enter', 0, 3, null],
  ['toString', 0, 3, null],
  ['ArrowDown', -1, 0, null],
])('%s at item %i of a list of %s moves to %s', (key, index, count, expected) => {
  expect(indexAfterKey(key, index, count)).toBe(expected);
});
