import { describe, expect, test } from 'vitest';
import { Adagrad } from '../../../worker/engine/optimizers/adagrad.ts';
import { Adam } from '../../../worker/engine/optimizers/adam.ts';
import { clipByNorm, clipByValue } from '../../../worker/engine/optimizers/clip.ts';
import { backtracking, strongWolfe } from '../../../worker/engine/optimizers/line-search.ts';
import { Lion } from '../../../worker/engine/optimizers/lion.ts';
import { Muon } from '../../../worker/engine/optimizers/muon.ts';
import { type Optimizer, weightsOnly } from '../../../worker/engine/optimizers/optimizer.ts';
import { Rmsprop } from '../../../worker/engine/optimizers/rmsprop.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { ENGINES, float64Engine, numbers } from './support.ts';

test('Lion moves by the sign of its interpolated momentum, and decays apart from it', () => {
  const parameters = new Parameters(float64Engine(), [{ name: 'x', role: 'weight', shape: [3] }]);
  const { value, gradient } = parameters.get('x');
  value.data.set([1, 1, 1]);
  const lion = new Lion(parameters, { weightDecay: 0.5 });
  gradient.data.set([0.001, -50, 0]);
  lion.step(0.1);
  expect(value.toArray()).toEqual([1 - 0.1 * 1.5, 1 - 0.1 * -0.5, 1 - 0.1 * 0.5]);
  gradient.data.set([-0.0001, 50, 0]); // 0.9·0.01·0.001 − 0.1·0.0001 < 0; 0.9·0.01·(−50) + 0.1·50 > 0
  lion.step(0.1);
  expect(value.data[0]).toBeCloseTo(0.85 - 0.1 * (-1 + 0.5 * 0.85), 12);
  expect(value.data[1]).toBeCloseTo(1.05 - 0.1 * (1 + 0.5 * 1.05), 12);
});

test.each([
  [6, 4],
  [4, 6],
  [5, 5],
])('Muon steps %i × %i matrices with singular values near the rate', (rows, columns) => {
  const parameters = new Parameters(float64Engine(), [{ name: 'x', role: 'weight', shape: [rows, columns] }]);
  const { value, gradient } = parameters.get('x');
  gradient.data.set(numbers(rows * columns, 3));
  new Muon(parameters, { weightDecay: 0 }).step(1);
  const scale = Math.sqrt(Math.max(1, rows / columns));
  const m = value.toArray().map((x) => x / scale);
  // Rayleigh quotients of the smaller Gram matrix lie between the squared singular values
  const side = Math.min(rows, columns);
  const at = (i: number, j: number) => (rows <= columns ? m[i * columns + j] : m[j * columns + i]);
  for (let seed = 1; seed < 20; seed++) {
    const v = numbers(side, seed);
    const image = Array.from({ length: Math.max(rows, columns) }, (_, j) =>
      v.reduce((sum, x, i) => sum + x * at(i, j), 0),
    );
    const quotient = image.reduce((sum, x) => sum + x * x, 0) / v.reduce((sum, x) => sum + x * x, 0);
    expect(Math.sqrt(quotient)).toBeGreaterThan(0.3);
    expect(Math.sqrt(quotient)).toBeLessThan(1.3);
  }
});

test('parameter groups decay weights and leave biases and gains alone', () => {
  const parameters = new Parameters(float64Engine(), [
    { name: 'w', role: 'weight', shape: [2] },
    { name: 'b', role: 'bias', shape: [2] },
    { name: 'g', role: 'gain', shape: [2] },
  ]);
  for (const { value } of parameters.all) value.data.fill(1);
  new Sgd(parameters, { weightDecay: 0.5, decays: weightsOnly }).step(0.1);
  expect(parameters.all.map(({ value }) => value.data[0])).toEqual([0.95, 1, 1]);
});

test('Muon scales a step by outputs over inputs to each, for a convolution as for a linear layer', () => {
  const engine = float64Engine();
  const stepOf = (shape: number[], g: number[]) => {
    const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape }]);
    const { value, gradient } = parameters.get('x');
    gradient.data.set(g);
    new Muon(parameters, { weightDecay: 0 }).step(1);
    return Array.from(value.data);
  };
  const g = numbers(32, 3);
  const filters = Array.from({ length: 32 }, (_, i) => g[(i % 8) * 4 + Math.floor(i / 8)]); // [8, 4] as [2, 2, 1, 8]
  const linear = stepOf([8, 4], g);
  const convolution = stepOf([2, 2, 1, 8], filters);
  convolution.forEach((x, i) => {
    expect(x).toBeCloseTo(linear[(i % 8) * 4 + Math.floor(i / 8)], 12);
  });
});

test('clipping by norm scales all gradients together, by value cuts each', () => {
  const parameters = new Parameters(float64Engine(), [
    { name: 'a', role: 'weight', shape: [1] },
    { name: 'b', role: 'bias', shape: [1] },
  ]);
  const set = (a: number, b: number) => {
    parameters.get('a').gradient.data.set([a]);
    parameters.get('b').gradient.data.set([b]);
  };
  const got = () => parameters.all.map(({ gradient }) => gradient.data[0]);
  set(3, -4);
  expect(clipByNorm(parameters, 1)).toBe(5);
  expect(got()[0]).toBeCloseTo(0.6, 6);
  expect(got()[1]).toBeCloseTo(-0.8, 6);
  set(0.3, -0.4);
  clipByNorm(parameters, 1);
  expect(got()).toEqual([0.3, -0.4]);
  set(3, -0.4);
  clipByValue(parameters, 0.5);
  expect(got()).toEqual([0.5, -0.4]);
});

test.each(ENGINES)('averages that fade away end as zero, not as slow denormals, on %s', (name, createEngine) => {
  const parameters = new Parameters(createEngine(), [{ name: 'x', role: 'weight', shape: [16] }]);
  const adam = new Adam(parameters);
  parameters.get('x').gradient.data.fill(1e-3);
  adam.step(0.1);
  parameters.get('x').gradient.data.fill(0);
  for (let i = 0; i < 900; i++) adam.step(0.1);
  expect(new Set(adam.slots[0].state.mean), name).toEqual(new Set([0]));
});

test.each(ENGINES)('one Adam step on %s is that of the formula in float64', (_, createEngine) => {
  const engine = createEngine();
  const count = 37;
  const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape: [count] }]);
  const { value, gradient } = parameters.get('x');
  const [start, g] = [numbers(count, 1), numbers(count, 2)].map((list) => list.map(Math.fround));
  value.data.set(start);
  gradient.data.set(g);
  new Adam(parameters, { weightDecay: 0.1, decoupled: true }).step(0.01);
  start.forEach((x, i) => {
    const expected = (1 - 0.01 * 0.1) * x - (0.01 * g[i]) / (Math.abs(g[i]) + 1e-8);
    expect(value.data[i]).toBeCloseTo(expected, 6);
  });
});

test.each([backtracking, strongWolfe])(
  '$name steps back from where the value is not finite, in either direction',
  (search) => {
    for (const beyond of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
      const along = (at: number) => ({
        at,
        value: at < 3 ? (at - 2) ** 2 : beyond,
        slope: at < 3 ? 2 * (at - 2) : beyond,
      });
      const found = search(along, along(0), 100);
      expect(found.accepted).toBe(true);
      expect(found.at).toBeGreaterThan(0.1);
      expect(found.at).toBeLessThan(3);
    }
  },
);

test.each<[string, (a: number) => number, (a: number) => number]>([
  ['a parabola', (a) => (a - 10) ** 2, (a) => 2 * (a - 10)],
  ['a valley with ripples', (a) => (a - 5) ** 2 / 10 + Math.cos(4 * a), (a) => (a - 5) / 5 - 4 * Math.sin(4 * a)],
  ['a slope that levels off', (a) => 1 / (1 + a) + a / 1000, (a) => -1 / (1 + a) ** 2 + 1 / 1000],
  ['a cliff', (a) => -a / (a * a + 2), (a) => (a * a - 2) / (a * a + 2) ** 2], // Moré & Thuente (1994), (5.1)
])('where strong Wolfe ends on %s, both conditions hold, from whatever first distance', (_, value, slope) => {
  const along = (at: number) => ({ at, value: value(at), slope: slope(at) });
  for (const first of [1e-3, 0.1, 1, 10, 1e3]) {
    const { at, accepted } = strongWolfe(along, along(0), first);
    expect(accepted, `from ${first}`).toBe(true);
    expect(value(at)).toBeLessThanOrEqual(value(0) + 1e-4 * at * slope(0));
    expect(Math.abs(slope(at))).toBeLessThanOrEqual(0.9 * Math.abs(slope(0)));
  }
});

const STEPPERS: [string, (parameters: Parameters) => Optimizer][] = [
  ['SGD', (p) => new Sgd(p)],
  ['momentum', (p) => new Sgd(p, { momentum: 0.9 })],
  ['AdaGrad', (p) => new Adagrad(p)],
  ['RMSProp', (p) => new Rmsprop(p)],
  ['centered RMSProp with momentum', (p) => new Rmsprop(p, { centered: true, momentum: 0.9 })],
  ['Adam', (p) => new Adam(p)],
  ['Lion', (p) => new Lion(p)],
];

describe.each(ENGINES)('on %s', (_, createEngine) => {
  test.each(STEPPERS)('a gradient that is no number shows in its parameter, and in no other: %s', (_, create) => {
    const parameters = new Parameters(createEngine(), [{ name: 'x', role: 'weight', shape: [21] }]);
    const { value, gradient } = parameters.get('x');
    value.data.fill(1);
    gradient.data.fill(0.5);
    gradient.data[6] = Number.NaN;
    gradient.data[9] = 0;
    create(parameters).step(0.1);
    expect(value.toArray().map((x, i) => (Number.isNaN(x) ? i : -1))).toEqual(
      Array.from({ length: 21 }, (_, i) => (i === 6 ? 6 : -1)),
    );
    expect(value.data[9]).toBe(1);
    expect(value.data[20]).toBeLessThan(1);
  });
});
