import { add, divide, maximum, multiply, scale, shift, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { dropout } from '../../../worker/engine/ops/dropout.ts';
import * as elementwise from '../../../worker/engine/ops/elementwise.ts';
import type { Generator } from '../../../worker/engine/rng.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Operation } from './case.ts';
import type { Options } from './options.ts';

/** Operations on each element, or on each pair of elements. */
export const ELEMENTWISE: Record<string, Operation> = {
  add: ({ a, b }) => add(a, b),
  sub: ({ a, b }) => subtract(a, b),
  mul: ({ a, b }) => multiply(a, b),
  div: ({ a, b }) => divide(a, b),
  maximum: ({ a, b }) => maximum(a, b),
  minimum: ({ a, b }) => minimum(a, b),
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
    options.only('threshold', 20); // beyond it PyTorch takes x itself, by then the same
    const beta = options.number('beta', 1);
    return scale(elementwise.softplus(scale(a, beta)), 1 / beta);
  },
  gelu: ({ a }, options) => gelu(a, options.text('approximate', 'none')),
  'leaky-relu': ({ a }, options) => elementwise.leakyRelu(a, options.number('negative_slope', 0.01)),
  clamp: ({ a }, options) => {
    const raised = options.has('min') ? maximum(a, a.engine.full([], options.number('min'))) : a;
    return options.has('max') ? minimum(raised, a.engine.full([], options.number('max'))) : raised;
  },
  where: ({ condition, a, b }, options) => {
    const mask = condition ?? given(options, 'condition', a);
    return add(multiply(mask, a), multiply(shift(negative(mask), 1), b));
  },
  dropout: ({ x, mask }, options) => {
    if (!options.boolean('training', true)) {
      options.ignore('p');
      return scale(x, 1);
    }
    const kept = (mask ?? given(options, 'mask', x)).toArray();
    const random = { uniform: () => kept.shift() } as Pick<Generator, 'uniform'>; // 0 is below any rate, 1 above
    return dropout(x, options.number('p', 0.5), random as Generator);
  },
};

export function negative(a: Tensor): Tensor {
  return scale(a, -1);
}

function minimum(a: Tensor, b: Tensor): Tensor {
  return negative(maximum(negative(a), negative(b)));
}

/** An option as a tensor: shaped like another for as many elements, or as its lists say. */
function given(options: Options, name: string, like: Tensor): Tensor {
  const elements = options.numbers(name);
  return like.engine.tensor(elements, elements.length === like.size ? like.shape : options.shapeOf(name));
}

function gelu(a: Tensor, form: string): Tensor {
  if (form === 'none') return elementwise.gelu(a);
  if (form === 'tanh') return elementwise.geluTanh(a);
  throw new Error(`option "approximate" is "${form}": none or tanh is known`);
}
