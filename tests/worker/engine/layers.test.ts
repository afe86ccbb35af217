import { describe, expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { batchNorm } from '../../../worker/engine/layers/batch-norm.ts';
import { averagePool, conv2d, maxPool } from '../../../worker/engine/layers/conv2d.ts';
import type { LayerKind } from '../../../worker/engine/layers/layer.ts';
import { layerNorm } from '../../../worker/engine/layers/layer-norm.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { residual } from '../../../worker/engine/layers/residual.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { activation, dropout, flatten } from '../../../worker/engine/layers/simple.ts';
import { multiply } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { float64Engine, numbers } from './support.ts';

function model(inputShape: number[], ...kinds: LayerKind[]): Sequential {
  return new Sequential(float64Engine(), inputShape, kinds, new Generator(1, 'dropout'));
}

const BATCH = [1, 2, 2, 3, 3, 7, 6, 0];
const near = (actual: number[], expected: number[], digits = 7) => {
  expect(actual).toHaveLength(expected.length);
  for (const [i, value] of actual.entries()) expect(value).toBeCloseTo(expected[i], digits);
};

describe('batch norm on [[1, 2], [2, 3], [3, 7], [6, 0]]', () => {
  const net = model([2], batchNorm('norm'));
  const x = net.engine.tensor(BATCH, [4, 2], true);
  const y = net.forward(x, 'train');

  test('normalizes by the biased variance and keeps the unbiased one', () => {
    near(y.toArray(), [-1.06904344, -0.39223197, -0.53452172, 0, 0, 1.56892787, 1.60356517, -1.17669591]);
    near(net.buffers.get('norm.mean')?.toArray() ?? [], [0.3, 0.3]);
    near(net.buffers.get('norm.variance')?.toArray() ?? [], [1.36666667, 1.76666667]);
    near(net.forward(x, 'evaluate').toArray().slice(0, 2), [0.59877706, 1.27899953]);
  });

  test('passes gradients back through mean and variance', () => {
    const upstream = net.engine.tensor([1, 0, 0, 2, -1, 1, 3, -2], [4, 2]);
    const [dx, gain, bias] = gradients(sum(multiply(y, upstream)), [x, ...net.parameters.tensors]);
    near(
      dx.toArray(),
      [0.66815062, 0.05280023, -0.13363119, 0.68640594, -0.93541301, -0.30925889, 0.40089358, -0.42994728],
    );
    near(gain.toArray(), [3.74165204, 3.92231969]);
    near(bias.toArray(), [3, 1]);
  });

  test('refuses to train on a single value a feature', () => {
    expect(() => net.forward(net.engine.tensor([1, 2], [1, 2]), 'train')).toThrow(/more than one value/);
  });
});

test('batch norm without momentum averages all batches alike', () => {
  const net = model([1], batchNorm('norm', { momentum: null }));
  for (const values of [
    [0, 2],
    [4, 8],
    [3, 1],
  ])
    net.forward(net.engine.tensor(values, [2, 1]), 'train');
  near(net.buffers.get('norm.mean')?.toArray() ?? [], [3]);
  near(net.buffers.get('norm.variance')?.toArray() ?? [], [(2 + 8 + 2) / 3]);
});

test('batch norm after a linear layer does not see its scale, and the gradient shrinks as it grows', () => {
  const net = model([3], linear('layer', 4), batchNorm('norm'));
  const x = net.engine.tensor(numbers(24, 1), [8, 3]);
  const weights = net.parameters.get('layer.weight');
  weights.value.data.set(numbers(12, 2, 100));
  const run = () => {
    const y = net.forward(x, 'train');
    gradients(sum(multiply(y, net.engine.tensor(numbers(32, 3), [8, 4]))), net.parameters.tensors);
    return { y: y.toArray(), gradient: weights.gradient.toArray() };
  };
  const before = run();
  for (let i = 0; i < 12; i++) weights.value.data[i] *= 10;
  const after = run();
  near(after.y, before.y, 6);
  for (const [i, gradient] of before.gradient.entries()) expect(gradient / after.gradient[i]).toBeCloseTo(10, 6);
});

test('layer norm of (1, 2, 3, 6) is known, and no example sees the others', () => {
  const net = model([4], layerNorm('norm'));
  const row = [1, 2, 3, 6];
  near(net.forward(net.engine.tensor(row, [1, 4]), 'train').toArray(), [-1.06904344, -0.53452172, 0, 1.60356517]);
  const two = net.forward(net.engine.tensor([...row, 9, -9, 5, 5], [2, 4]), 'train').toArray();
  near(two.slice(0, 4), [-1.06904344, -0.53452172, 0, 1.60356517]);
});

test('dropout keeps the expectation in training, the same share each time, and does nothing in evaluation', () => {
  const net = model([1000], dropout('drop', 0.3));
  const ones = net.engine.full([20, 1000], 1);
  expect(net.forward(ones, 'evaluate')).toBe(ones);
  const out = net.forward(ones, 'train').toArray();
  expect(new Set(out.map((x) => x.toFixed(6)))).toEqual(new Set(['0.000000', (1 / 0.7).toFixed(6)]));
  expect(out.filter((x) => x === 0).length / out.length).toBeCloseTo(0.3, 1);
  expect(net.forward(ones, 'train').toArray()).not.toEqual(out);
});

test('a residual block of zero weights passes its input on', () => {
  const net = model([3], residual('block', [linear('a', 5, 'tanh'), linear('b', 3)]));
  expect(net.forward(net.engine.tensor([1, 2, 3], [1, 3]), 'train').toArray()).toEqual([1, 2, 3]);
  expect(() => model([3], residual('block', [linear('a', 5)]))).toThrow(/residual block.*\[3\] and \[5\]/);
});

test('a model knows the shapes and the number of parameters of each layer', () => {
  const net = model(
    [28, 28, 1],
    conv2d('conv1', 16, { padding: 1, activation: 'relu' }),
    maxPool('pool1'),
    batchNorm('norm'),
    conv2d('conv2', 32, { padding: 1 }),
    activation('act', 'gelu'),
    averagePool('pool2'),
    flatten('flat'),
    linear('output', 10),
  );
  expect(net.summary().map(({ name, outputShape, count }) => [name, outputShape, count])).toEqual([
    ['conv1', [28, 28, 16], 160],
    ['pool1', [14, 14, 16], 0],
    ['norm', [14, 14, 16], 32],
    ['conv2', [14, 14, 32], 4640],
    ['act', [14, 14, 32], 0],
    ['pool2', [7, 7, 32], 0],
    ['flat', [1568], 0],
    ['output', [10], 15690],
  ]);
  expect(net.parameters.count).toBe(160 + 32 + 4640 + 15690);
  expect(net.forward(net.engine.full([2, 28, 28, 1], 0.5), 'train').shape).toEqual([2, 10]);
});

test('a layer that does not fit its input is an error that names it', () => {
  expect(() => model([5], conv2d('conv', 4))).toThrow(/conv.*\[5\].*\[height, width, channels\]/);
});

test('norms refuse another number of features, even where the elements would fill whole rows', () => {
  for (const norm of [batchNorm('norm'), layerNorm('norm')]) {
    const net = model([3], norm);
    expect(() => net.forward(net.engine.full([3, 5], 1), 'train')).toThrow(/norm.*\[3, 5\] and \[3\]/i);
  }
});

test('two layers of one name are refused: their parameters would be the same', () => {
  expect(() => model([3], linear('layer', 3), linear('layer', 3))).toThrow(/two parameters "layer.weight"/);
});

test.each(['relu', 'tanh', 'gelu', 'silu'] as const)(
  'pooling inside a convolution with %s is the same as after it',
  (name) => {
    const kinds = {
      inside: [conv2d('conv', 4, { padding: 1, activation: name, pool: 2 })],
      after: [conv2d('conv', 4, { padding: 1, activation: name }), maxPool('pool')],
    };
    const results = Object.values(kinds).map((layers) => {
      const net = model([6, 5, 2], ...layers);
      net.parameters.get('conv.weight').value.data.set(numbers(72, 1));
      net.parameters.get('conv.bias').value.data.set(numbers(4, 2));
      const out = net.forward(net.engine.tensor(numbers(180, 3), [3, 6, 5, 2]), 'train');
      const weights = net.engine.tensor(numbers(out.size, 4), out.shape);
      const found = gradients(sum(multiply(out, weights)), net.parameters.tensors);
      return [out.toArray(), ...found.map((gradient) => gradient.toArray())];
    });
    for (const [i, values] of results[0].entries()) near(values, results[1][i], 12);
  },
);
