import { expect, test } from 'vitest';
import {
  GAINS,
  INITIALIZATIONS,
  type InitializationName,
  initialize,
  leakyGain,
  xavier,
} from '../../../worker/engine/init.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { float64Engine } from './support.ts';

const [OUT, IN] = [300, 200];

function drawn(name: InitializationName): number[] {
  const weights = float64Engine().lasting([OUT, IN]);
  initialize(weights, name, new Generator(1, 'init'));
  return weights.toArray();
}

const variance = (values: number[]) => {
  const mean = values.reduce((sum, x) => sum + x, 0) / values.length;
  return values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / values.length;
};

test.each<[InitializationName, number, number]>([
  ['he-normal', 2 / IN, Number.POSITIVE_INFINITY],
  ['he-uniform', 2 / IN, Math.sqrt(6 / IN)],
  ['xavier-normal', 2 / (IN + OUT), Number.POSITIVE_INFINITY],
  ['xavier-uniform', 2 / (IN + OUT), Math.sqrt(6 / (IN + OUT))],
  ['lecun-normal', 1 / IN, Number.POSITIVE_INFINITY],
  ['lecun-uniform', 1 / IN, Math.sqrt(3 / IN)],
  ['backward-normal', 1 / OUT, Number.POSITIVE_INFINITY],
  ['backward-uniform', 1 / OUT, Math.sqrt(3 / OUT)],
  ['standard', 1 / (3 * IN), 1 / Math.sqrt(IN)],
  ['normal', 1e-4, Number.POSITIVE_INFINITY],
  ['normal-unit', 1, Number.POSITIVE_INFINITY],
  ['uniform-unit', 1 / 3, 1],
])('%s has its variance and stays within its bound', (name, expected, bound) => {
  const values = drawn(name);
  expect(variance(values) / expected).toBeGreaterThan(0.97);
  expect(variance(values) / expected).toBeLessThan(1.03);
  for (const value of values) expect(Math.abs(value)).toBeLessThanOrEqual(bound);
});

test('zero and constant are just that', () => {
  expect(new Set(drawn('zero'))).toEqual(new Set([0]));
  expect(new Set(drawn('constant'))).toEqual(new Set([0.1]));
});

test('truncated normal numbers stay within the absolute bounds', () => {
  const draw = INITIALIZATIONS['truncated-normal'];
  const random = new Generator(1, 'init');
  for (let i = 0; i < 1000; i++) expect(Math.abs(draw(random, { in: 1, out: 1 }))).toBeLessThanOrEqual(2);
});

test.each([
  [4, 9],
  [9, 4],
  [5, 5],
])('orthogonal %i × %i has orthonormal rows or columns', (rows, columns) => {
  const weights = float64Engine().lasting([rows, columns]);
  initialize(weights, 'orthogonal', new Generator(1, 'init'));
  const at = (i: number, j: number) => weights.data[i * columns + j];
  const [count, length] = [Math.min(rows, columns), Math.max(rows, columns)];
  const entry = (v: number, i: number) => (rows <= columns ? at(v, i) : at(i, v));
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      const product = Array.from({ length }, (_, i) => entry(a, i) * entry(b, i)).reduce((sum, x) => sum + x, 0);
      expect(product).toBeCloseTo(a === b ? 1 : 0, 12);
    }
  }
});

test('orthogonal reaches over layers as wide as a flattened image', () => {
  const weights = float64Engine().lasting([2, 200_000]);
  initialize(weights, 'orthogonal', new Generator(1, 'init'));
  expect(Array.from(weights.data.subarray(200_000)).reduce((sum, x) => sum + x * x, 0)).toBeCloseTo(1, 12);
});

test('gains are those of PyTorch, and go into the variance squared', () => {
  expect(GAINS).toEqual({ linear: 1, sigmoid: 1, tanh: 5 / 3, relu: Math.SQRT2, selu: 0.75 });
  expect(leakyGain(0.5)).toBeCloseTo(Math.sqrt(1.6), 12);
  const random = new Generator(1, 'init');
  const values = Array.from({ length: 20_000 }, () => xavier('normal', 3)(random, { in: 10, out: 30 }));
  expect(variance(values) / (9 * 0.05)).toBeCloseTo(1, 1);
});

test('a convolution counts its kernel area into both fans', () => {
  const weights = float64Engine().lasting([3, 3, 32, 64]);
  initialize(weights, 'xavier-normal', new Generator(1, 'init'));
  expect(variance(weights.toArray()) / (2 / (9 * 32 + 9 * 64))).toBeCloseTo(1, 1);
});
