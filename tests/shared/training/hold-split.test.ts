import { expect, test } from 'vitest';
import { holdSplit } from '../../../shared/training/hold-split.ts';

test.each([
  [
    'the seed of the run, where it has none of its own',
    { seed: 4, dataset: { name: 'moons' } },
    { seed: 4, dataset: { name: 'moons', seed: 4 } },
  ],
  ['its own seed', { seed: 4, dataset: { name: 'moons', seed: 0 } }, { seed: 4, dataset: { name: 'moons', seed: 0 } }],
  ['nothing on a surface', { seed: 4, surface: { name: 'beale' } }, { seed: 4, surface: { name: 'beale' } }],
])('a split is held by %s', (_, given, held) => {
  expect(holdSplit(given)).toEqual(held);
});
