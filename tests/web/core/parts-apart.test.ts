import { expect, test } from 'vitest';
import { partsApart } from '../../../web/core/parts-apart.ts';

test.each([
  [
    ['bowl · lr 0.1', 'bowl · lr 0.2'],
    ['lr 0.1', 'lr 0.2'],
  ],
  [
    ['a · x · s1', 'a · y · s1', 'a · x · s2'],
    ['x · s1', 'y · s1', 'x · s2'],
  ],
  [
    ['adam', 'adamw'],
    ['adam', 'adamw'],
  ],
  [
    ['a · b', 'a'],
    ['a · b', 'a'],
  ],
  [['alone · lr 0.1'], ['alone · lr 0.1']],
  [
    ['same', 'same'],
    ['same', 'same'],
  ],
] as const)('%j are called %j beside each other', (names, apart) => {
  expect(partsApart(names)).toEqual(apart);
});
