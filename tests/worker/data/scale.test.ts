import { expect, test } from 'vitest';
import type { Examples } from '../../../worker/data/examples.ts';
import { scaleInputs, scaleTargets } from '../../../worker/data/scale.ts';
import { Generator } from '../../../worker/engine/rng.ts';

function examples(rows: number[][], targets: number[] = []): Examples {
  return { count: rows.length, inputs: Float32Array.from(rows.flat()), targets: Float32Array.from(targets) };
}

function parts(train: number[][], test: number[][] = []) {
  return { train: examples(train), validation: examples([]), test: examples(test) };
}

test('standardizing uses mean and 1/N deviation of the training part alone', () => {
  const data = parts([[1], [3]], [[100]]);
  const { shift, scale } = scaleInputs(data, 1, 'standardize');
  expect([shift[0], scale[0]]).toEqual([2, 1]);
  expect([...data.train.inputs]).toEqual([-1, 1]);
  expect([...data.test.inputs]).toEqual([98]);
});

test('the training part comes out with mean 0 and deviation 1 in every column, whatever went in', () => {
  const random = new Generator(1, 'noise');
  const train = Array.from({ length: 500 }, () => [
    1e6 + random.normal(),
    1e-6 * random.uniform(),
    -40 * random.normal(),
  ]);
  const data = parts(train);
  scaleInputs(data, 3, 'standardize');
  for (const column of [0, 1, 2]) {
    const values = [...data.train.inputs].filter((_, index) => index % 3 === column);
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
    expect(Math.abs(mean)).toBeLessThan(1e-4);
    expect(Math.abs(variance - 1)).toBeLessThan(1e-4);
  }
});

test('a column that never varies is only shifted', () => {
  const data = parts([[7], [7]], [[9]]);
  scaleInputs(data, 1, 'standardize');
  expect([...data.train.inputs, ...data.test.inputs]).toEqual([0, 0, 2]);
  const other = parts([[7], [7]], [[9]]);
  scaleInputs(other, 1, 'min-max');
  expect([...other.train.inputs, ...other.test.inputs]).toEqual([0, 0, 2]);
});

test('min-max puts the training part into 0 … 1, and others where they fall', () => {
  const data = parts([[2], [4], [6]], [[10]]);
  scaleInputs(data, 1, 'min-max');
  expect([...data.train.inputs, ...data.test.inputs]).toEqual([0, 0.5, 1, 2]);
});

test('robust scaling is by median and quartiles, as NumPy finds them, and an outlier hardly moves it', () => {
  const data = parts([[1], [9], [2], [1000], [4], [7], [Number.NaN], [3]], [[10]]);
  const { shift, scale } = scaleInputs(data, 1, 'robust');
  expect([shift[0], scale[0]]).toEqual([4, 5.5]); // numpy.quantile([1, 2, 3, 4, 7, 9, 1000], [0.25, 0.5, 0.75]) is 2.5, 4, 8
  expect(data.test.inputs[0]).toBeCloseTo(6 / 5.5, 6);
});

test('each column has quartiles of its own', () => {
  const data = parts([
    [0, 10],
    [2, 10],
    [4, 50],
  ]);
  const { shift, scale } = scaleInputs(data, 2, 'robust');
  expect([...shift, ...scale]).toEqual([2, 10, 2, 20]);
});

test('pixels share the statistics of their channel', () => {
  const data = parts([[0, 0, 4, 4]]);
  const { shift, scale } = scaleInputs(data, 1, 'standardize');
  expect([shift[0], scale[0]]).toEqual([2, 2]);
  expect([...data.train.inputs]).toEqual([-1, -1, 1, 1]);
});

test.each(['standardize', 'min-max', 'robust', 'none'] as const)(
  'a missing value becomes the training mean (%s)',
  (method) => {
    const data = parts([[1], [Number.NaN], [5]], [[Number.NaN], [3]]);
    scaleInputs(data, 1, method);
    expect(data.train.inputs[1]).toBe(data.test.inputs[1]);
    expect(data.test.inputs[0]).toBe(data.test.inputs[1]);
  },
);

test('a column missing from the whole training part becomes 0', () => {
  const data = parts([[Number.NaN], [Number.NaN]], [[Number.NaN]]);
  scaleInputs(data, 1, 'min-max');
  expect([...data.train.inputs, ...data.test.inputs]).toEqual([0, 0, 0]);
});

test('scaled targets go back to their unit by scale and shift', () => {
  const train = examples([], [100, 140, 180]);
  const test = examples([], [200]);
  const { shift, scale } = scaleTargets({ train, validation: examples([]), test });
  expect(shift).toBe(140);
  expect(train.targets[1]).toBe(0);
  expect(test.targets[0] * scale + shift).toBeCloseTo(200, 4);
});
