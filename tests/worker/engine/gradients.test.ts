import { describe, expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../../worker/engine/losses.ts';
import { add, divide, maximum, multiply, scale, shift, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { expand, sum, sumTo } from '../../../worker/engine/ops/broadcast.ts';
import { averagePool2d, conv2d, maxPool2d } from '../../../worker/engine/ops/conv2d.ts';
import { dropout } from '../../../worker/engine/ops/dropout.ts';
import * as elementwise from '../../../worker/engine/ops/elementwise.ts';
import { addRows, pick, takeRows } from '../../../worker/engine/ops/index-rows.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm, standardize, statistics } from '../../../worker/engine/ops/normalize.ts';
import { max, mean } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { concat, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Shape } from '../../../worker/engine/shape.ts';
import { sizeOf } from '../../../worker/engine/shape.ts';
import type { Engine, Tensor } from '../../../worker/engine/tensor.ts';
import { gradientError } from '../../support/gradient-check.ts';
import { ENGINES, float64Engine, numbers } from './support.ts';

type Case = [name: string, shapes: Shape[], apply: (...inputs: Tensor[]) => Tensor];

/** Keeps away from kinks and poles, where differences mean nothing: values from 0.3 on. */
const positive = (x: Tensor) => shift(elementwise.abs(x), 0.3);

const unaryCases: Case[] = Object.entries({
  exp: elementwise.exp,
  log: (x: Tensor) => elementwise.log(positive(x)),
  sqrt: (x: Tensor) => elementwise.sqrt(positive(x)),
  power: (x: Tensor) => elementwise.power(positive(x), 2.5),
  cube: (x: Tensor) => elementwise.power(x, 3),
  sin: elementwise.sin,
  cos: elementwise.cos,
  abs: elementwise.abs,
  relu: elementwise.relu,
  leakyRelu: (x: Tensor) => elementwise.leakyRelu(x, 0.2),
  elu: (x: Tensor) => elementwise.elu(x, 0.7),
  sigmoid: elementwise.sigmoid,
  tanh: elementwise.tanh,
  softplus: elementwise.softplus,
  silu: elementwise.silu,
  gelu: elementwise.gelu,
  geluTanh: elementwise.geluTanh,
  scale: (x: Tensor) => scale(x, -1.7),
  sum: (x: Tensor) => sum(x),
  mean: (x: Tensor) => mean(elementwise.sin(x)),
  reshape: (x: Tensor) => elementwise.sin(reshape(x, [-1])),
}).flatMap(([name, apply]) => [[3, 4], [1], [2, 0, 3], []].map((shape): Case => [name, [shape], apply]));

const cases: Case[] = [
  ...unaryCases.filter(([name, [shape]]) => name !== 'mean' || sizeOf(shape) > 0),
  ...[
    [
      [3, 4],
      [3, 4],
    ],
    [
      [2, 1, 3],
      [4, 1],
    ],
    [[5], []],
    [[1], [3, 1]],
    [[0, 2], [2]],
  ].flatMap((shapes): Case[] => [
    ['add', shapes, add],
    ['subtract', shapes, subtract],
    ['multiply', shapes, multiply],
    ['divide', shapes, (a, b) => divide(a, positive(b))],
    ['maximum', shapes, maximum],
  ]),
  ['sum over the first axis', [[3, 4, 2]], (a) => sum(elementwise.sin(a), 0)],
  ['sum over the middle axis, kept', [[3, 4, 2]], (a) => sum(elementwise.sin(a), 1, true)],
  ['sum over an empty axis', [[3, 0]], (a) => sum(a, 1)],
  ['mean over the last axis', [[3, 4, 2]], (a) => mean(elementwise.sin(a), -1)],
  ['max over an axis', [[3, 5, 2]], (a) => max(a, 1)],
  ['max over all', [[3, 5]], (a) => max(a)],
  ['sumTo', [[4, 3, 2]], (a) => sumTo(elementwise.sin(a), [3, 1])],
  ['softmax', [[4, 5]], (a) => softmax(a)],
  ['softmax over the first axis', [[4, 5]], (a) => softmax(a, 0)],
  ['softmax of one', [[3, 1]], (a) => softmax(a)],
  ['log-softmax', [[2, 3, 4]], (a) => logSoftmax(a, 1)],
  ['transpose', [[3, 4, 2]], (a) => elementwise.sin(transpose(a, 0, 2))],
  ['expand', [[3, 1]], (a) => elementwise.sin(expand(a, [2, 3, 4]))],
  ['slice', [[5, 4, 3]], (a) => elementwise.sin(slice(a, [{ start: 1, end: 4 }, 2, { start: -2 }]))],
  ['slice of nothing', [[5, 4]], (a) => slice(a, [{ start: 2, end: 2 }])],
  [
    'concat',
    [
      [2, 3],
      [2, 0],
      [2, 2],
    ],
    (a, b, c) => elementwise.sin(concat([a, b, c], 1)),
  ],
  ['takeRows with repeats', [[5, 3]], (a) => elementwise.sin(takeRows(a, [4, 0, 4, 4, 1]))],
  ['addRows', [[4, 3]], (a) => elementwise.sin(addRows(a, [2, 0, 2, 5], 7))],
  ['pick', [[4, 3]], (a) => elementwise.sin(pick(a, [0, 2, 1, 1]))],
  [
    'matmul',
    [
      [3, 4],
      [4, 2],
    ],
    (a, b) => matmul(a, b),
  ],
  [
    'matmul of transposes',
    [
      [4, 3],
      [2, 4],
    ],
    (a, b) => matmul(transpose(a), transpose(b)),
  ],
  [
    'matmul of slices',
    [
      [6, 5],
      [5, 6],
    ],
    (a, b) => matmul(slice(a, [{ start: 1, end: 4 }, { start: 2 }]), slice(b, [{ start: 1, end: 4 }, { end: 4 }])),
  ],
  [
    'matmul in batches',
    [
      [2, 3, 4],
      [2, 4, 2],
    ],
    (a, b) => matmul(a, b),
  ],
  [
    'matmul with a broadcast batch',
    [
      [3, 1, 2, 4],
      [2, 4, 3],
    ],
    (a, b) => matmul(a, b),
  ],
  [
    'matmul of a batch by one matrix',
    [
      [2, 3, 4],
      [4, 2],
    ],
    (a, b) => matmul(a, b),
  ],
  [
    'matmul over nothing',
    [
      [3, 0],
      [0, 2],
    ],
    (a, b) => matmul(a, b),
  ],
  ['linear', [[5, 3], [4, 3], [4]], (x, w, b) => linear(x, w, b)],
  ['linear with relu', [[5, 3], [4, 3], [4]], (x, w, b) => linear(x, w, b, { relu: true })],
  ['linear on three axes', [[2, 5, 3], [4, 3], [4]], (x, w, b) => linear(x, w, b)],
  [
    'linear without bias',
    [
      [5, 3],
      [4, 3],
    ],
    (x, w) => linear(x, w, null),
  ],
  ['linear on a transpose', [[3, 5], [4, 3], [4]], (x, w, b) => linear(transpose(x), w, b)],
  ['conv2d', [[2, 5, 4, 3], [3, 3, 3, 2], [2]], (x, w, b) => conv2d(x, w, b)],
  [
    'conv2d with stride and padding',
    [[2, 5, 4, 2], [3, 2, 2, 3], [3]],
    (x, w, b) => conv2d(x, w, b, { stride: 2, padding: 1, relu: true }),
  ],
  ['conv2d with padding, one channel', [[3, 4, 4, 1], [3, 3, 1, 2], [2]], (x, w, b) => conv2d(x, w, b, { padding: 1 })],
  ['max pool', [[2, 5, 4, 3]], (x) => elementwise.sin(maxPool2d(x, 2))],
  ['max pool that overlaps', [[1, 5, 5, 2]], (x) => elementwise.sin(maxPool2d(x, 3, 1))],
  ['average pool', [[2, 4, 6, 3]], (x) => elementwise.sin(averagePool2d(x, 2))],
  ['layer norm', [[4, 5], [5], [5]], (x, gain, bias) => layerNorm(x, gain, bias)],
  [
    'batch norm',
    [[6, 3], [3], [3]],
    (x, gain, bias) => ((s) => standardize(s.centered, s.variance, gain, bias, 1e-5))(statistics(x, 0)),
  ],
  ['dropout', [[4, 5]], (x) => dropout(x, 0.4, new Generator(1, 'dropout'))],
  ['cross-entropy', [[4, 5]], (x) => crossEntropy(x, [0, 4, 2, 2])],
  ['cross-entropy, smoothed', [[4, 5]], (x) => crossEntropy(x, [0, 4, 2, 2], { smoothing: 0.2 })],
  [
    'binary cross-entropy',
    [
      [4, 2],
      [4, 2],
    ],
    (x, t) => binaryCrossEntropy(x, t),
  ],
  [
    'mean squared error',
    [
      [4, 2],
      [4, 2],
    ],
    (x, t) => meanSquaredError(x, t, { half: true }),
  ],
  [
    'mean absolute error',
    [
      [4, 2],
      [4, 2],
    ],
    (x, t) => meanAbsoluteError(x, t),
  ],
  [
    'huber',
    [
      [4, 2],
      [4, 2],
    ],
    (x, t) => huber(scale(x, 2), t, 0.8),
  ],
];

describe('gradients agree with finite differences', () => {
  test.each(cases)('%s %j', (_, shapes, apply) => {
    const engine = float64Engine();
    const inputs = shapes.map((shape, index) => engine.tensor(numbers(sizeOf(shape), index + 1), shape, true));
    expect(gradientError(engine, inputs, apply)).toBeLessThan(1e-6);
  });

  test.each(cases.filter(([, shapes]) => shapes.every((shape) => shape.length === 2)))(
    '%s %j on inputs that are not contiguous',
    (_, shapes, apply) => {
      const engine = float64Engine();
      const stored = shapes.map(([rows, columns], i) =>
        engine.tensor(numbers(rows * columns, i + 1), [columns, rows], true),
      );
      expect(gradientError(engine, stored, (...each) => apply(...each.map((t) => transpose(t))))).toBeLessThan(1e-6);
    },
  );

  test.each(cases)('%s %j differentiated twice', (_, shapes, apply) => {
    const engine = float64Engine();
    const inputs = shapes.map((shape, index) => engine.tensor(numbers(sizeOf(shape), index + 1), shape, true));
    const weigh = (t: Tensor, seed: number) => sum(multiply(t, engine.tensor(numbers(t.size, seed), t.shape)));
    const directional = (...each: Tensor[]) => {
      const y = apply(...each);
      const first = gradients(weigh(multiply(y, y), 20), each, { createGraph: true });
      return first.map((gradient, index) => weigh(gradient, index + 30)).reduce(add);
    };
    expect(gradientError(engine, inputs, directional)).toBeLessThan(1e-6);
  });
});

describe.each(ENGINES.filter(([name]) => name !== 'float64'))('on %s', (_, createEngine) => {
  const [engine, exact] = [createEngine(), float64Engine()];
  /** Output and gradients of a case. */
  const run = (on: Engine, [, shapes, apply]: Case): number[][] =>
    on.scope(() => {
      const values = shapes.map((shape, index) => numbers(sizeOf(shape), index + 1).map(Math.fround));
      const inputs = values.map((each, index) => on.tensor(each, shapes[index], true));
      const output = apply(...inputs);
      const weights = on.tensor(numbers(output.size, 9), output.shape);
      const found = gradients(sum(multiply(output, weights)), inputs);
      return [output.toArray(), ...found.map((gradient) => gradient.toArray())];
    });

  test.each(cases)('%s %j has the output and the gradients of float64', (...given) => {
    const expected = run(exact, given);
    run(engine, given).forEach((list, i) => {
      const size = Math.max(1, ...expected[i].map(Math.abs));
      list.forEach((x, j) => {
        expect(Math.abs(x - expected[i][j]) / size).toBeLessThan(5e-6);
      });
      expect(list).toHaveLength(expected[i].length);
    });
  });
});
