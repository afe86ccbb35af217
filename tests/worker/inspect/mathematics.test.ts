import { expect, test } from 'vitest';
import { symmetricEigenpairs } from '../../../worker/engine/eigenvalues.ts';
import { lanczos } from '../../../worker/engine/lanczos.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { conditionNumber } from '../../../worker/inspect/condition-number.ts';
import { filterNormalized, principalPlane } from '../../../worker/inspect/directions.ts';
import { rankingCurves } from '../../../worker/inspect/ranking.ts';
import { encodeSafetensors } from '../../../worker/inspect/safetensors.ts';
import { createSubject, type Subject } from '../../../worker/inspect/subject.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { gradientNoise } from '../../../worker/training/gradient-noise.ts';
import { sharpnessOf } from '../../../worker/training/sharpness.ts';
import { configOf, splitsOf, train } from '../support.ts';

function subjectOf(given: Record<string, unknown>): Subject {
  const config = configOf(given);
  const host = loadTier('relaxed', 2 ** 26);
  if (!host) throw new Error('no kernels');
  return createSubject(config, splitsOf(config), host);
}

test('ROC and precision–recall curves are those worked out by hand, a tie being one threshold', () => {
  const { falsePositiveRate, truePositiveRate, rocAuc, recall, precision, averagePrecision, positives } = rankingCurves(
    [0.9, 0.8, 0.7, 0.7, 0.3, 0.1],
    [1, 0, 1, 0, 1, 0],
  );
  expect(positives).toBe(3);
  expect(falsePositiveRate.map((each) => Math.round(3 * each))).toEqual([0, 0, 1, 2, 2, 3]);
  expect(truePositiveRate.map((each) => Math.round(3 * each))).toEqual([0, 1, 1, 2, 3, 3]);
  expect(rocAuc).toBeCloseTo(5.5 / 9, 12); // of nine pairs five are in order and one is a tie
  expect(recall.map((each) => Math.round(3 * each))).toEqual([1, 1, 2, 3, 3]);
  expect(precision).toEqual([1, 1 / 2, 2 / 4, 3 / 5, 3 / 6]);
  expect(averagePrecision).toBeCloseTo((1 + 1 / 2 + 3 / 5) / 3, 12);
});

test('where all examples are of the class, or none, there is no area', () => {
  expect(rankingCurves([0.5, 0.1], [1, 1]).rocAuc).toBeNull();
  expect(rankingCurves([0.5, 0.1], [0, 0])).toMatchObject({ rocAuc: null, averagePrecision: null });
});

test('eigenvalues are found of a matrix of which they are known, and by its products alone', () => {
  // a tridiagonal matrix of 2 and −1 has the eigenvalues 2 − 2 cos(kπ/(n + 1))
  const size = 12;
  const matrix = new Float64Array(size * size);
  for (let i = 0; i < size; i++) {
    matrix[i * size + i] = 2;
    if (i > 0) matrix[i * size + i - 1] = matrix[(i - 1) * size + i] = -1;
  }
  const known = Array.from({ length: size }, (_, k) => 2 - 2 * Math.cos(((size - k) * Math.PI) / (size + 1)));
  const { values, vectors } = symmetricEigenpairs(matrix, size);
  values.forEach((value, index) => {
    expect(value).toBeCloseTo(known[index], 10);
  });
  const multiply = (vector: Float64Array) =>
    Float64Array.from(vector, (_, row) => vector.reduce((sum, each, at) => sum + matrix[row * size + at] * each, 0));
  multiply(vectors[0]).forEach((each, at) => {
    expect(each).toBeCloseTo(known[0] * vectors[0][at], 9);
  });
  const found = lanczos(multiply, size, { iterations: size, tolerance: 0, random: new Generator(1, 'noise') });
  expect(found.largest).toBeCloseTo(known[0], 9);
  expect(found.smallest).toBeCloseTo(known[size - 1], 9);
});

test('the sharpness of least squares is twice the largest eigenvalue of the second moments of its inputs with 1', () => {
  const { model, objective, splits } = subjectOf({
    dataset: { name: 'line', limit: 100 },
    network: { hidden: [] },
  });
  // inputs are standardized over all training examples: one group, mean 0 and variance 1, so that both are 2
  const { largest, smallest } = sharpnessOf(model, objective, splits.train, 1);
  expect(largest).toBeCloseTo(2, 2);
  expect(smallest).toBeCloseTo(2, 2);
  const wide = { ...splits.train, inputs: splits.train.inputs.map((each) => 3 * each) };
  expect(sharpnessOf(model, objective, wide, 1).largest).toBeCloseTo(18, 2);
});

test('the deviation of batches falls as 1/B, and the noise scale is the same from each size', () => {
  const { model, objective, splits } = subjectOf({ dataset: { name: 'moons', limit: 400 }, network: { hidden: [8] } });
  const { batches, scale, trace, squaredNorm } = gradientNoise(model, objective, splits.train, {
    ...{ batchSizes: [2, 8, 32], draws: () => 400, seed: 1 },
  });
  for (const { batchSize, deviation } of batches) expect((batchSize * deviation) / trace).toBeCloseTo(1, 0.5);
  expect(scale).toBeCloseTo(trace / squaredNorm, 9);
});

test('the condition of data is that of its covariance; inputs that never vary are left out', () => {
  // two inputs of variance 1 and covariance 0.8, and a constant: eigenvalues 1.8 and 0.2
  const rows = [
    [1, 1],
    [-1, -1],
    [Math.SQRT2, 0.6 * Math.SQRT2],
    [-Math.SQRT2, -0.6 * Math.SQRT2],
    [0.6 * Math.SQRT2, Math.SQRT2],
    [-0.6 * Math.SQRT2, -Math.SQRT2],
  ];
  const sum = (i: number, j: number) => rows.reduce((total, row) => total + row[i] * row[j], 0);
  const [a, b] = [sum(0, 0), sum(0, 1)];
  const inputs = Float32Array.from(rows.flatMap((row) => [...row, 7]));
  expect(conditionNumber({ count: rows.length, inputs })).toBeCloseTo((a + b) / (a - b), 3);
  expect(conditionNumber({ count: 3, inputs: Float32Array.of(1, 2, 2, 4, 3, 6) })).toBe(Number.POSITIVE_INFINITY);
});

test('each filter of a random direction is as long as that of the network, and biases stay', () => {
  const { model } = subjectOf({ dataset: { name: 'moons' }, network: { hidden: [5] } });
  const direction = filterNormalized(model.parameters.all, new Generator(3, 'noise'));
  const weight = model.parameters.get('layer1.weight').value.data;
  const drawn = direction.get('layer1.weight') ?? new Float64Array();
  for (let unit = 0; unit < 5; unit++)
    expect(Math.hypot(drawn[2 * unit], drawn[2 * unit + 1])).toBeCloseTo(
      Math.hypot(weight[2 * unit], weight[2 * unit + 1]),
      5,
    );
  expect(direction.get('layer1.bias')?.every((each) => each === 0)).toBe(true);
});

test('the principal plane of states that lie in a plane holds all of them', () => {
  const { model, initial } = subjectOf({ dataset: { name: 'moons' }, network: { hidden: [3] } });
  const moved = (x: number, y: number) => ({
    ...initial,
    parameters: {
      ...initial.parameters,
      'layer1.weight': initial.parameters['layer1.weight'].map((each, at) => each + (at === 0 ? x : at === 1 ? y : 0)),
    },
  });
  const { places, explained, directions } = principalPlane(model.parameters.all, [
    moved(3, 1),
    moved(2, 0),
    moved(0, 0),
  ]);
  expect(explained[0] + explained[1]).toBeCloseTo(1, 6);
  const length = ([x, y]: number[]) => Math.hypot(x, y);
  expect([length(places[0]), length(places[1]), length(places[2])].map((each) => each ** 2)).toEqual([
    expect.closeTo(10, 4),
    expect.closeTo(4, 4),
    expect.closeTo(0, 4),
  ]);
  const norm = [...directions[0].values()].reduce(
    (sum, block) => sum + block.reduce((all, each) => all + each * each, 0),
    0,
  );
  expect(norm).toBeCloseTo(1, 6);
});

test('a safetensors file has its header at a multiple of 8, and each tensor where that says', () => {
  const bytes = Buffer.from(
    encodeSafetensors([{ name: 'a', dtype: 'F32', shape: [2], bytes: new Uint8Array(Float32Array.of(1, -2).buffer) }], {
      format: 'pt',
    }),
  );
  const length = Number(bytes.readBigUInt64LE(0));
  expect(length % 8).toBe(0);
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + length));
  expect(header).toEqual({ __metadata__: { format: 'pt' }, a: { dtype: 'F32', shape: [2], data_offsets: [0, 8] } });
  expect([bytes.readFloatLE(8 + length), bytes.readFloatLE(12 + length)]).toEqual([1, -2]);
});

test('watches record sharpness and noise at the ends of epochs and change no other number', () => {
  const given = {
    dataset: { name: 'moons', limit: 100 },
    network: { hidden: [8] },
    length: { unit: 'epochs', count: 4 },
  };
  const watched = train({ ...given, inspect: { sharpness: 2, noiseScale: 1 } });
  const { 'curvature/sharpness': sharpness, 'gradient/noise_scale': noise } = watched.series;
  expect([sharpness.length, noise.length]).toEqual([2, 4]);
  expect(Math.min(...sharpness, ...noise)).toBeGreaterThan(0);
  expect(watched.series['train/loss']).toEqual(train(given).series['train/loss']);
});
