import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { BudgetError, ShapeError } from '../../../worker/engine/errors.ts';
import { graphOf } from '../../../worker/engine/graph.ts';
import { hessianVectorProduct } from '../../../worker/engine/hessian.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { add, multiply, scale } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { conv2d, maxPool2d } from '../../../worker/engine/ops/conv2d.ts';
import { gelu, power, sigmoid, tanh } from '../../../worker/engine/ops/elementwise.ts';
import { addRows, pick } from '../../../worker/engine/ops/index-rows.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm } from '../../../worker/engine/ops/normalize.ts';
import { max, mean } from '../../../worker/engine/ops/reduce.ts';
import { softmax } from '../../../worker/engine/ops/softmax.ts';
import { concat, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { type Shape, sizeOf } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { gradientError } from '../../support/gradient-check.ts';
import { ENGINES, float64Engine, numbers } from './support.ts';

const networks: [string, Shape[], (...inputs: Tensor[]) => Tensor][] = [
  [
    'tanh network with cross-entropy',
    [[4, 3], [5, 3], [5], [2, 5]],
    (x, w, b, v) => crossEntropy(linear(tanh(linear(x, w, b)), v, null), [0, 1, 1, 0]),
  ],
  [
    'relu network',
    [[4, 3], [5, 3], [5], [2, 5]],
    (x, w, b, v) => sum(power(linear(linear(x, w, b, { relu: true }), v, null), 2)),
  ],
  [
    'convolution and max pool',
    [[1, 4, 4, 2], [3, 3, 2, 3], [3]],
    (x, w, b) => sum(power(maxPool2d(conv2d(x, w, b, { padding: 1 }), 2), 3)),
  ],
  ['sigmoid and softmax', [[3, 4]], (x) => sum(multiply(softmax(sigmoid(x)), softmax(scale(x, 2))))],
  ['layer norm and gelu', [[3, 4], [4], [4]], (x, g, b) => sum(power(gelu(layerNorm(x, g, b)), 2))],
  ['batched products of views', [[2, 3, 4]], (x) => sum(power(matmul(x, transpose(slice(x, [0]))), 2))],
];

test.each(networks)('gradients of gradients of a %s agree with finite differences', (_, shapes, loss) => {
  const engine = float64Engine();
  const inputs = shapes.map((shape, i) => engine.tensor(numbers(sizeOf(shape), i + 1), shape, true));
  const directional = (...each: Tensor[]) =>
    gradients(loss(...each), each, { createGraph: true })
      .map((gradient, i) => sum(multiply(gradient, engine.tensor(numbers(gradient.size, i + 20), gradient.shape))))
      .reduce(add);
  expect(gradientError(engine, inputs, directional)).toBeLessThan(1e-6);
});

test('a Hessian-vector product of xᵀAx/2 is the symmetric part of A times the vector', () => {
  const engine = float64Engine();
  const [a, v] = [engine.tensor(numbers(16, 1), [4, 4]), engine.tensor(numbers(4, 2))];
  const x = engine.tensor(numbers(4, 3), [4], true);
  const row = reshape(x, [1, 4]);
  const loss = scale(sum(matmul(matmul(row, a), transpose(row))), 0.5);
  const [product] = hessianVectorProduct(loss, [x], [v]);
  const expected = Array.from({ length: 4 }, (_, i) =>
    [0, 1, 2, 3].reduce((total, j) => total + ((a.data[4 * i + j] + a.data[4 * j + i]) / 2) * v.data[j], 0),
  );
  product.toArray().forEach((value, i) => {
    expect(value).toBeCloseTo(expected[i], 12);
  });
});

test('a Hessian-vector product leaves the gradients of parameters alone', () => {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [{ name: 'w', role: 'weight', shape: [3] }]);
  const { value, gradient } = parameters.get('w');
  value.data.set([1, 2, 3]);
  const loss = () => sum(power(value, 3));
  gradients(loss(), [value]);
  const [product] = hessianVectorProduct(loss(), [value], [engine.tensor([1, 1, 1])]);
  expect(gradient.toArray()).toEqual([3, 12, 27]);
  expect(product.toArray()).toEqual([6, 12, 18]);
  gradients(scale(loss(), 2), [value]);
  expect(gradient.toArray()).toEqual([6, 24, 54]);
});

test('a tensor used twice gets the sum of both gradients, also where its slot keeps it', () => {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [{ name: 'w', role: 'weight', shape: [2, 2] }]);
  const { value, gradient } = parameters.get('w');
  value.data.set([1, 2, 3, 4]);
  const x = engine.tensor([1, 0, 0, 1], [2, 2]);
  for (let repeat = 0; repeat < 2; repeat++) {
    gradients(sum(add(linear(x, value, null), multiply(value, value))), [value]);
    expect(gradient.toArray()).toEqual([3, 5, 7, 9]);
  }
});

test('what the loss does not depend on has gradient zero, not that of the step before', () => {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [
    { name: 'used', role: 'weight', shape: [2] },
    { name: 'idle', role: 'weight', shape: [2] },
  ]);
  parameters.get('idle').gradient.data.fill(9);
  gradients(sum(parameters.get('used').value), parameters.tensors);
  expect(parameters.all.map(({ gradient }) => gradient.toArray())).toEqual([
    [1, 1],
    [0, 0],
  ]);
});

test('gradients of one loss do not leak into those of the next', () => {
  const engine = float64Engine();
  const [a, b] = [engine.tensor([2], [1], true), engine.tensor([3], [1], true)];
  gradients(sum(multiply(a, b)), [a]);
  expect(gradients(sum(multiply(a, b)), [b])[0].toArray()).toEqual([2]);
  const middle = multiply(a, b);
  expect(gradients(sum(multiply(middle, middle)), [middle, a]).map((each) => each.item)).toEqual([12, 36]);
});

test.each(ENGINES)('a steady training loop makes no new memory on %s', (_, createEngine) => {
  const engine = createEngine();
  const parameters = new Parameters(engine, [{ name: 'w', role: 'weight', shape: [8, 8] }]);
  const step = () =>
    engine.scope(() =>
      gradients(
        crossEntropy(linear(engine.full([4, 8], 1), parameters.get('w').value, null), [0, 1, 2, 3]),
        parameters.tensors,
      ),
    );
  step();
  const before = engine.arena.usage;
  for (let i = 0; i < 20; i++) step();
  expect(engine.arena.usage).toEqual(before);
  expect(engine.tape).toHaveLength(0);
});

test('shapes that do not fit are refused with the operation and every shape', () => {
  const engine = float64Engine();
  const tensor = (...shape: number[]) => engine.full(shape, 1);
  const wrong: [() => unknown, RegExp][] = [
    [() => matmul(tensor(2, 3), tensor(4, 5)), /matmul.*\[2, 3\] and \[4, 5\]/],
    [() => matmul(tensor(2, 3, 4), tensor(5, 4, 6)), /matmul.*\[2, 3, 4\] and \[5, 4, 6\]/],
    [() => add(tensor(2, 3), tensor(4)), /add.*\[2, 3\] and \[4\]/],
    [() => linear(tensor(2, 3), tensor(4, 5), null), /linear.*\[2, 3\] and \[4, 5\]/],
    [() => conv2d(tensor(1, 2, 2, 1), tensor(1, 3, 3, 1), null), /conv2d.*\[1, 2, 2, 1\]/],
    [() => reshape(tensor(2, 3), [4]), /reshape.*\[2, 3\] and \[4\]/],
    [() => slice(tensor(3), [{ start: 1, end: 5 }]), /slice 1:5.*\[3\]/],
    [() => slice(tensor(3), [0, 0]), /slice.*\[3\].*not 2/],
    [() => sum(tensor(2), 3), /sum.*\[2\].*not 3/],
    [() => mean(tensor(2), 3), /mean.*\[2\].*not 3/],
    [() => max(tensor(2, 0), 1), /max.*\[2, 0\]/],
    [() => reshape(tensor(2, 3), [-2, -3]), /reshape.*\[2, 3\] and \[-2, -3\]/],
    [() => concat([tensor(2, 3), tensor(3, 2)], 0), /concat.*\[2, 3\] and \[3, 2\]/],
    [() => layerNorm(tensor(2, 3), tensor(4), tensor(4)), /layerNorm.*\[2, 3\] and \[4\] and \[4\]/],
    [() => addRows(tensor(3, 2), [0, 1], 4), /addRows.*\[3, 2\] and \[2\]/],
    [() => pick(tensor(2, 3), [0]), /pick.*\[2, 3\] and \[1\]/],
    [() => crossEntropy(tensor(2, 3), [0]), /crossEntropy.*\[2, 3\] and \[1\]/],
    [() => engine.tensor([1, 2], [3]), /tensor.*\[2\] and \[3\]/],
  ];
  for (const [attempt, message] of wrong) {
    expect(attempt).toThrow(ShapeError);
    expect(attempt).toThrow(message);
  }
  expect(() => crossEntropy(tensor(1, 3), [3])).toThrow(/target 3 of example 0/);
  expect(() => addRows(tensor(2, 2), [0, 9], 4)).toThrow(/addRows: no row 9 among 4/);
  expect(() => pick(tensor(2, 3), [0, -1])).toThrow(/pick: no column -1 among 3/);
  expect(() => slice(tensor(3), [1.5])).toThrow(/slice.*1.5/);
  expect(() => concat([], 0)).toThrow(/concat.*at least one/);
  expect(() => gradients(tensor(2), [])).toThrow(/one element, not \[2\]/);
});

test('memory beyond the budget is refused, saying how much was wanted and allowed', () => {
  const engine = float64Engine();
  expect(() => engine.full([2 ** 25], 0)).toThrow(BudgetError);
  expect(() => engine.lasting([2 ** 25])).toThrow(/256.0 MiB wanted beside 0.0 MiB in use, 64.0 MiB allowed/);
  engine.lasting([5 * 2 ** 20]);
  expect(() => engine.full([5 * 2 ** 20], 0)).toThrow(/40.0 MiB wanted beside 40.0 MiB in use/);
});

test('the computational graph lists operations, parameters and inputs in the order of computing', () => {
  const engine = float64Engine();
  const [x, w] = [engine.tensor([1, 2], [1, 2]), engine.tensor([3, 4], [1, 2], true)];
  scale(w, 9); // on the tape, but not part of the loss
  const loss = sum(tanh(linear(x, w, null)));
  expect(graphOf(loss, new Map([[w, 'w']]))).toEqual([
    { id: 0, label: 'input', kind: 'input', shape: [1, 2], inputs: [], position: -1 },
    { id: 1, label: 'w', kind: 'parameter', shape: [1, 2], inputs: [], position: -1 },
    { id: 2, label: 'linear', kind: 'operation', shape: [1, 1], inputs: [0, 1], position: 2 },
    { id: 3, label: 'tanh', kind: 'operation', shape: [1, 1], inputs: [2], position: 3 },
    { id: 4, label: 'sum', kind: 'operation', shape: [], inputs: [3], position: 4 },
  ]);
});
