import { expect, test } from 'vitest';
import { DataError } from '../../../worker/data/errors.ts';
import type { Labelled } from '../../../worker/data/labelled.ts';
import { splitParts, splitRows } from '../../../worker/data/split.ts';

/** Row i has inputs [i, i + ½] and target i. */
function numbered(count: number, testCount?: number): Labelled {
  const rows = (length: number) => ({
    count: length,
    inputs: Float32Array.from({ length: 2 * length }, (_, i) => Math.floor(i / 2) + (i % 2) / 2),
    unit: 1,
    targets: Float32Array.from({ length }, (_, i) => i),
  });
  return {
    task: 'regression',
    features: 2,
    classNames: null,
    featureNames: null,
    image: null,
    rows: rows(count),
    test: testCount === undefined ? null : rows(testCount),
    warnings: [],
  };
}

test.each([
  { count: 100, validation: 0.1, test: 0.1, sizes: [80, 10, 10] },
  { count: 8, validation: 0.1, test: 0.1, sizes: [6, 1, 1] },
  { count: 1797, validation: 0.15, test: 0.25, sizes: [1078, 270, 449] },
  { count: 7, validation: 0, test: 0, sizes: [7, 0, 0] },
  { count: 10, validation: 0.9, test: 0, sizes: [1, 9, 0] },
])('$count rows with shares $validation and $test are dealt whole, each to one part', (each) => {
  for (let seed = 0; seed < 20; seed++) {
    const { train, validation, test } = splitRows(each.count, each, seed);
    expect([train.length, validation.length, test.length]).toEqual(each.sizes);
    const all = [...train, ...validation, ...test].sort((a, b) => a - b);
    expect(all).toEqual(Array.from({ length: each.count }, (_, index) => index));
  }
});

test('the same seed deals alike, another otherwise, and parts keep the order of the source', () => {
  const shares = { validation: 0.2, test: 0.2 };
  expect(splitRows(200, shares, 1)).toEqual(splitRows(200, shares, 1));
  expect(splitRows(200, shares, 1).test).not.toEqual(splitRows(200, shares, 2).test);
  const { train } = splitRows(200, shares, 1);
  expect([...train]).toEqual([...train].sort((a, b) => a - b));
});

test('shares that leave nothing to train on are refused with the numbers', () => {
  expect(() => splitRows(10, { validation: 0.5, test: 0.5 }, 1)).toThrow(DataError);
  expect(() => splitRows(10, { validation: 0.5, test: 0.5 }, 1)).toThrow(/of 10, a validation share of 0.5 takes 5/);
});

test('inputs and targets stay together, and are divided by their unit', () => {
  const data = numbered(50);
  data.rows.unit = 2;
  const { train, validation, test } = splitParts(data, { validation: 0.2, test: 0.2 }, 4);
  for (const part of [train, validation, test]) {
    expect(part.inputs).toHaveLength(2 * part.count);
    part.targets.forEach((target, row) => {
      expect([...part.inputs.subarray(2 * row, 2 * row + 2)]).toEqual([target / 2, (target + 0.5) / 2]);
    });
  }
});

test('a test set that the dataset comes with stays whole and in order, and no share is taken for one', () => {
  const { train, validation, test } = splitParts(numbered(40, 6), { validation: 0.25, test: 0.9 }, 1);
  expect([train.count, validation.count]).toEqual([30, 10]);
  expect([...test.targets]).toEqual([0, 1, 2, 3, 4, 5]);
});
