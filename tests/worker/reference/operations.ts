import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Engine } from '../../../worker/engine/engine.ts';
import { ShapeError } from '../../../worker/engine/errors.ts';
import { add, divide, maximum, multiply, scale, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { averagePool2d, conv2d, maxPool2d, type Pair } from '../../../worker/engine/ops/conv2d.ts';
import * as elementwise from '../../../worker/engine/ops/elementwise.ts';
import { pick, takeRows } from '../../../worker/engine/ops/index-rows.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm } from '../../../worker/engine/ops/normalize.ts';
import { max, mean, sum } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { concat, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import { sameShape, sizeOf } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { type Computed, type Options, type ReferenceCase, watched } from './case.ts';
import { LOSSES } from './losses.ts';
import { permuted, rangesOf, reduced } from './views.ts';

type Inputs = Record<string, Tensor>;
type Operation = (inputs: Inputs, options: Options) => Tensor;

/** Operations by the name that follows `op/`; what comes after a further dash names a variant. */
const OPERATIONS: Record<string, Operation> = {
  ...LOSSES,
  matmul: ({ a, b }) => withVectors(a, b),
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
  square: ({ a }) => multiply(a, a),
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
  softplus: ({ a }, options) => {
    const beta = options.number('beta', 1);
    return scale(elementwise.softplus(scale(a, beta)), 1 / beta);
  },
  gelu: ({ a }, options) => gelu(a, options.text('approximate', 'none')),
  'leaky-relu': ({ a }, options) => elementwise.leakyRelu(a, options.number('negative_slope', 0.01)),
  sum: ({ a }, options) => reduced(sum, a, options),
  mean: ({ a }, options) => reduced(mean, a, options),
  max: ({ a }, options) => reduced(max, a, options),
  min: ({ a }, options) => negative(reduced(max, negative(a), options)),
  softmax: ({ a }, options) => softmax(a, options.number('axis', -1)),
  'log-softmax': ({ a }, options) => logSoftmax(a, options.number('axis', -1)),
  transpose: ({ a }, options) => permuted(a, options.numbers('axes', [-2, -1])),
  reshape: ({ a }, options) => reshape(a, options.numbers('shape')),
  slice: ({ a }, options) => slice(a, rangesOf(options.text('slice'), a.shape)),
  concat: (inputs, options) => concat(Object.values(inputs), options.number('axis', 0)),
  embedding: ({ w, a }, options) => takeRows(w ?? a, options.numbers('indices')),
  gather: ({ a }, options) => pick(a, options.numbers('indices')),
  conv2d: ({ x, w, b }, options) => {
    const where = { stride: options.pair('stride', 1), padding: options.pair('padding', 0) };
    const swap = imageLayout(options);
    return swap.back(conv2d(swap.to(x), swap.filters(w), b ?? null, where));
  },
  'max-pool2d': ({ x }, options) => pooled(x, options, maxPool2d),
  'avg-pool2d': ({ x }, options) => pooled(x, options, averagePool2d),
  layernorm: ({ x, w, b }, options) => {
    const shape = options.numbers('normalized_shape', x.shape.slice(-1));
    if (!sameShape(shape, x.shape.slice(x.shape.length - shape.length))) {
      throw new Error(`option "normalized_shape" is [${shape}], which does not end [${x.shape}]`);
    }
    const features = sizeOf(shape);
    const gain = w ? reshape(w, [features]) : x.engine.full([features], 1);
    const bias = b ? reshape(b, [features]) : x.engine.full([features], 0);
    return reshape(layerNorm(reshape(x, [-1, features]), gain, bias, options.number('eps', 1e-5)), x.shape);
  },
};

/** The output of an operation and, for the upstream gradient given, the gradient of every input. */
export function runOperation(engine: Engine, { name, inputs, expected }: ReferenceCase, options: Options): Computed {
  const apply = operationOf(name.slice(name.indexOf('/') + 1));
  const tensors: Inputs = {};
  for (const [key, { data, shape }] of Object.entries(inputs)) {
    if (key !== 'upstream') tensors[key] = engine.tensor(data, shape, true);
  }
  const given = watched(tensors);
  const output = applied(apply, given.record, options);
  options.done();
  const unread = given.unread();
  if (unread !== undefined) throw new Error(`unknown input "${unread}"`);

  const upstream = inputs.upstream ? engine.tensor(inputs.upstream.data, output.shape) : engine.full(output.shape, 1);
  const wanted = Object.keys(tensors).filter((key) => `grad_${key}` in expected);
  const found = gradients(
    sum(multiply(output, upstream)),
    wanted.map((key) => tensors[key]),
  );
  const named = wanted.map((key, index) => [`grad_${key}`, found[index].toArray()]);
  return { output: output.toArray(), ...Object.fromEntries(named) };
}

/** Shapes that do not fit may be the work of an option that is not known: that is then the fault to tell. */
function applied(apply: Operation, inputs: Inputs, options: Options): Tensor {
  try {
    return apply(inputs, options);
  } catch (error) {
    if (error instanceof ShapeError) options.done();
    throw error;
  }
}

/** The operation whose name is the longest that `name` begins with, up to a dash. */
function operationOf(name: string): Operation {
  const words = name.split('-');
  for (let count = words.length; count > 0; count--) {
    const known = words.slice(0, count).join('-');
    if (Object.hasOwn(OPERATIONS, known)) return OPERATIONS[known];
  }
  throw new Error(`unknown operation "${name}"`);
}

/** The product of matrices, or of vectors, which get an axis for it that is dropped again. */
function withVectors(a: Tensor, b: Tensor): Tensor {
  const left = a.shape.length === 1 ? reshape(a, [1, -1]) : a;
  const right = b.shape.length === 1 ? reshape(b, [-1, 1]) : b;
  const product = matmul(left, right);
  const batch = product.shape.slice(0, -2);
  const rows = left === a ? product.shape.slice(-2, -1) : [];
  const columns = right === b ? product.shape.slice(-1) : [];
  return reshape(product, [...batch, ...rows, ...columns]);
}

function gelu(a: Tensor, form: string): Tensor {
  if (form === 'none') return elementwise.gelu(a);
  if (form === 'tanh') return elementwise.geluTanh(a);
  throw new Error(`option "approximate" is "${form}": none or tanh is known`);
}

function negative(a: Tensor): Tensor {
  return scale(a, -1);
}

function pooled(
  x: Tensor,
  options: Options,
  pool: (x: Tensor, size: Pair, stride: Pair, padding: Pair) => Tensor,
): Tensor {
  const size = options.pair('kernel', 2);
  const [stride, padding] = [options.has('stride') ? options.pair('stride') : size, options.pair('padding', 0)];
  const swap = imageLayout(options);
  return swap.back(pool(swap.to(x), size, stride, padding));
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
