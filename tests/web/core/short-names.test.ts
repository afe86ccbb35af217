import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutInside, shortNames } from '../../../web/core/short-names.ts';

test.each([
  [
    ['alpha', 'beta'],
    ['alpha', 'beta'],
  ],
  [
    ['experiment_resnet50_imagenet_lr0.001_seed_1', 'experiment_resnet50_imagenet_lr0.001_seed_2'],
    ['…seed_1', '…seed_2'],
  ],
  [
    ['a very long beginning lr=0.1 and a very long end', 'a very long beginning lr=0.25 and a very long end'],
    ['…lr=0.1…', '…lr=0.25…'],
  ],
  [['experiment_resnet50_imagenet_lr0.001_seed_1'], ['experiment_resne…_lr0.001_seed_1']],
])('%j is shown as %j', (names, shown) => {
  expect(shortNames(names)).toEqual(shown);
});

test('two names with another beginning keep both beginning and end', () => {
  expect(shortNames(['adam on a dataset with a long name', 'sgd on a dataset with a long name'])).toEqual([
    'adam…',
    'sgd…',
  ]);
});

test('names that differ in one part stay different, however long they are', () => {
  const text = fc.stringMatching(/^[a-z_]{0,60}$/);
  const parts = fc.uniqueArray(fc.stringMatching(/^[a-z0-9]{1,10}$/), { minLength: 2, maxLength: 6 });
  fc.assert(
    fc.property(text, parts, text, (start, differing, end) => {
      const names = differing.map((part) => `${start}_${part}_${end}`);
      expect(new Set(shortNames(names)).size).toBe(names.length);
    }),
  );
});

test('a cut name is no longer than allowed, and holds no half of a character', () => {
  expect(cutInside('😀'.repeat(40)).isWellFormed()).toBe(true);
  expect(cutInside('x'.repeat(100), 20)).toHaveLength(20);
});
