import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../../worker/engine/losses.ts';
import { add, divide, maximum, multiply, scale, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { averagePool2d, conv2d, maxPool2d } from '../../../worker/engine/ops/conv2d.ts';
import * as elementwise from '../../../worker/engine/ops/elementwise.ts';
import { pick, takeRows } from '../../../worker/engine/ops/index-rows.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm } from '../../../worker/engine/ops/normalize.ts';
import { max, mean, sum } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { concat, type Range, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Computed, Options, ReferenceCase } from './case.ts';

type Inputs = Record<string, Tensor>;
type Operation = (inputs: Inputs, options: Options) => Tensor;

/** Operations by the name that follows `op/`; what comes after a further dash names a variant. */
const OPERATIONS: Record<string, Operation> = {
  matmul: ({ a, b }) => matmul(a, b),
  linear: ({ x, w, b }, options) => {
    options.ignore('weight');
    return linear(x, w, b ?? null);
  },
  add: ({ a, b }) => add(a, b),
  sub: ({ a, b }) => subtract(a, b),
  mul: ({ a, b }) => multiply(a, b),
  div: ({ a, b }) => divide(a, b),
  maximum: ({ a, b }) => maximum(a, b),
  minimum: ({ a, b }) => negative(maximum(negative(a), negative(b))),
  neg: ({ a }) => negative(a),
  reciprocal: ({ a }) => elementwise.power(a, -1),
  rsqrt: ({ a }) => elementwise.power(a, -0.5),
  pow: ({ a }, options) => elementwise.power(a, options.number('exponent')),
  relu: ({ a }) => elementwise.relu(a),
  tanh: ({ a }) => elementwise.tanh(a),
  sigmoid: ({ a }) => elementwise.sigmoid(a),
  exp: ({ a }) => elementwise.exp(a),
  log: ({ a }) => elementwise.log(a),
  sqrt: ({ a }) => elementwise.sqrt(a),
  sin: ({ a }) => elementwise.sin(a),
  cos: ({ a }) => elementwise.cos(a),
  abs: ({ a }) => elementwise.abs(a),
  silu: ({ a }) => elementwise.silu(a),
  elu: ({ a }, options) => elementwise.elu(a, options.number('alpha', 1)),
  softplus: ({ a }) => elementwise.softplus(a),
  gelu: ({ a }, options) => gelu(a, options.text('approximate', 'none')),
  'leaky-relu': ({ a }, options) => elementwise.leakyRelu(a, options.number('negative_slope', 0.01)),
  sum: ({ a }, options) => sum(a, axisOf(options), options.boolean('keepdim')),
  mean: ({ a }, options) => mean(a, axisOf(options), options.boolean('keepdim')),
  max: ({ a }, options) => max(a, axisOf(options), options.boolean('keepdim')),
  min: ({ a }, options) => negative(max(negative(a), axisOf(options), options.boolean('keepdim'))),
  softmax: ({ a }, options) => softmax(a, options.number('axis', -1)),
  'log-softmax': ({ a }, options) => logSoftmax(a, options.number('axis', -1)),
  transpose: ({ a }, options) => {
    const [first, second] = options.numbers('axes', [-2, -1]);
    return transpose(a, first, second);
  },
  reshape: ({ a }, options) => reshape(a, options.numbers('shape')),
  slice: ({ a }, options) => slice(a, rangesOf(options.text('slice'))),
  concat: ({ a, b, c }, options) => concat(c ? [a, b, c] : [a, b], options.number('axis', 0)),
  embedding: ({ w, a }, options) => takeRows(w ?? a, options.numbers('indices')),
  gather: ({ a }, options) => pick(a, options.numbers('indices')),
  conv2d: ({ x, w, b }, options) => {
    const where = { stride: options.number('stride', 1), padding: options.number('padding', 0) };
    const swap = imageLayout(options);
    return swap.back(conv2d(swap.to(x), swap.filters(w), b ?? null, where));
  },
  'max-pool2d': ({ x }, options) => pooled(x, options, maxPool2d),
  'avg-pool2d': ({ x }, options) => pooled(x, options, averagePool2d),
  'cross-entropy': ({ a }, options) => {
    const targets = options.numbers('targets');
    return reduced(
      crossEntropy(a, targets, { smoothing: options.number('label_smoothing', 0) }),
      targets.length,
      options,
    );
  },
  'bce-with-logits': ({ a }, options) => reduced(binaryCrossEntropy(a, targetOf(a, options)), a.size, options),
  mse: ({ a }, options) => reduced(meanSquaredError(a, targetOf(a, options)), a.size, options),
  l1: ({ a }, options) => reduced(meanAbsoluteError(a, targetOf(a, options)), a.size, options),
  huber: ({ a }, options) => reduced(huber(a, targetOf(a, options), options.number('delta', 1)), a.size, options),
  layernorm: ({ x, w, b }, options) => {
    const [features] = options.numbers('normalized_shape', [x.shape.at(-1) ?? 0]);
    if (features !== x.shape.at(-1))
      throw new Error(`option "normalized_shape" [${features}]: only the last axis is known`);
    return layerNorm(x, w, b, options.number('eps', 1e-5));
  },
};

/** The output of an operation and, for the upstream gradient given, the gradient of every input. */
export function runOperation(engine: Engine, { name, inputs, expected }: ReferenceCase, options: Options): Computed {
  const apply = operationOf(name.slice(name.indexOf('/') + 1));
  const tensors: Inputs = {};
  for (const [key, { data, shape }] of Object.entries(inputs)) {
    if (key !== 'upstream') tensors[key] = engine.tensor(data, shape, true);
  }
  const output = apply(tensors, options);
  options.done();
  if (!inputs.upstream) return { output: output.toArray() };

  const upstream = engine.tensor(inputs.upstream.data, output.shape);
  const wanted = Object.keys(tensors).filter((key) => `grad_${key}` in expected);
  const found = gradients(
    sum(multiply(output, upstream)),
    wanted.map((key) => tensors[key]),
  );
  const named = wanted.map((key, index) => [`grad_${key}`, found[index].toArray()]);
  return { output: output.toArray(), ...Object.fromEntries(named) };
}

/** The operation whose name is the longest that `name` begins with, up to a dash. */
function operationOf(name: string): Operation {
  const words = name.split('-');
  for (let count = words.length; count > 0; count--) {
    const known = OPERATIONS[words.slice(0, count).join('-')];
    if (known) return known;
  }
  throw new Error(`unknown operation "${name}"`);
}

function axisOf(options: Options): number | undefined {
  const axis = options.number('axis', Number.NaN);
  return Number.isNaN(axis) ? undefined : axis;
}

function gelu(a: Tensor, form: string): Tensor {
  if (form === 'none') return elementwise.gelu(a);
  if (form === 'tanh') return elementwise.geluTanh(a);
  throw new Error(`option "approximate" is "${form}": none or tanh is known`);
}

/** A mean loss over `count` terms as the case wants it reduced. */
function reduced(loss: Tensor, count: number, options: Options): Tensor {
  const reduction = options.text('reduction', 'mean');
  if (reduction === 'mean') return loss;
  if (reduction === 'sum') return scale(loss, count);
  throw new Error(`option "reduction" is "${reduction}": mean or sum is known`);
}

function negative(a: Tensor): Tensor {
  return scale(a, -1);
}

function targetOf(a: Tensor, options: Options): Tensor {
  return a.engine.tensor(options.numbers('targets'), a.shape);
}

function pooled(x: Tensor, options: Options, pool: (x: Tensor, size: number, stride?: number) => Tensor): Tensor {
  const size = options.number('kernel', 2);
  const swap = imageLayout(options);
  return swap.back(pool(swap.to(x), size, options.number('stride', size)));
}

/** Axes between the file's layout and the engine's, channels last. */
function imageLayout(options: Options): Record<'to' | 'back' | 'filters', (t: Tensor) => Tensor> {
  const layout = options.text('layout', 'NCHW');
  if (layout === 'NHWC') return { to: (t) => t, back: (t) => t, filters: (t) => t };
  if (layout !== 'NCHW') throw new Error(`option "layout" is "${layout}": NCHW or NHWC is known`);
  return { to: channelsLast, back: channelsFirst, filters: filtersLast };
}

export function channelsLast(t: Tensor): Tensor {
  return transpose(transpose(t, 1, 2), 2, 3);
}

/** Filters [out, in, height, width] as [height, width, in, out]. */
function filtersLast(t: Tensor): Tensor {
  return transpose(transpose(transpose(channelsLast(t), 0, 1), 1, 2), 2, 3);
}

export function channelsFirst(t: Tensor): Tensor {
  return transpose(transpose(t, 2, 3), 1, 2);
}

/** Python's slice text, such as `[1:3, :, 1]`. */
function rangesOf(text: string): Range[] {
  return text
    .replace(/^\[|\]$/g, '')
    .split(',')
    .map((part) => {
      const found = /^\s*(?:(-?\d+)|(-?\d*):(-?\d*))\s*$/.exec(part);
      if (!found) throw new Error(`option "slice" is "${text}": "${part}" is not understood`);
      const [, index, start, end] = found;
      if (index !== undefined) return Number(index);
      return { ...(start ? { start: Number(start) } : {}), ...(end ? { end: Number(end) } : {}) };
    });
}
