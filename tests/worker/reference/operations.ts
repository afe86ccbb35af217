import { gradients } from '../../../worker/engine/autodiff.ts';
import { ShapeError } from '../../../worker/engine/errors.ts';
import { hessianVectorProduct } from '../../../worker/engine/hessian.ts';
import { multiply } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm } from '../../../worker/engine/ops/normalize.ts';
import { reshape, transpose } from '../../../worker/engine/ops/views.ts';
import { sameShape, sizeOf } from '../../../worker/engine/shape.ts';
import type { Engine, Tensor } from '../../../worker/engine/tensor.ts';
import { type Computed, type Inputs, type Operation, type ReferenceCase, watched } from './case.ts';
import { ELEMENTWISE } from './elementwise.ts';
import { IMAGES } from './images.ts';
import { LOOKUPS } from './lookups.ts';
import { LOSSES } from './losses.ts';
import type { Options } from './options.ts';
import { REDUCTIONS } from './reductions.ts';
import { VIEWS } from './views.ts';

/** Operations by the name that follows `op/`; what comes after a further dash names a variant. */
const OPERATIONS: Record<string, Operation> = {
  ...ELEMENTWISE,
  ...REDUCTIONS,
  ...VIEWS,
  ...LOOKUPS,
  ...IMAGES,
  ...LOSSES,
  matmul: ({ a, b }, options) =>
    withVectors(options.boolean('transpose_a') ? transpose(a) : a, options.boolean('transpose_b') ? transpose(b) : b),
  linear: ({ x, w, b }, options) => {
    const order = options.text('weight', '[out, in]');
    if (order !== '[out, in]' && order !== '[in, out]') throw new Error(`option "weight" is "${order}"`);
    return linear(x, w, b ?? null, { weights: order === '[out, in]' ? 'out-in' : 'in-out' });
  },
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

/** What PyTorch calls some of them. */
const OTHER_NAMES: Record<string, string> = {
  mm: 'matmul',
  bmm: 'matmul',
  dot: 'matmul',
  amax: 'max',
  amin: 'min',
  cat: 'concat',
  clip: 'clamp',
  'layer-norm': 'layernorm',
};

/**
 * The output of an operation, and the gradient of every input for the upstream gradient given; where an input `a` has
 * a vector `v_a`, the Hessian's product with it.
 */
export function runOperation(engine: Engine, { name, inputs, expected }: ReferenceCase, options: Options): Computed {
  const apply = operationOf(name.slice(name.indexOf('/') + 1));
  const wanted = Object.keys(inputs).filter((key) => `grad_${key}` in expected || `hvp_${key}` in expected);
  const curved = wanted.filter((key) => `v_${key}` in inputs);
  const others = ['upstream', ...curved.map((key) => `v_${key}`)];
  const tensors: Inputs = {};
  for (const [key, { data, shape }] of Object.entries(inputs)) {
    if (!others.includes(key)) tensors[key] = engine.tensor(data, shape, wanted.includes(key));
  }
  const given = watched(tensors);
  const output = applied(apply, given.record, options);
  options.done();
  const unread = given.unread();
  if (unread !== undefined) throw new Error(`unknown input "${unread}"`);

  const upstream = inputs.upstream ? engine.tensor(inputs.upstream.data, output.shape) : engine.full(output.shape, 1);
  const loss = sum(multiply(output, upstream));
  const of = (keys: string[]) => keys.map((key) => tensors[key]);
  const vectors = curved.map((key) => engine.tensor(inputs[`v_${key}`].data, inputs[`v_${key}`].shape));
  return {
    output: output.toArray(),
    ...named('hvp', curved, curved.length > 0 ? hessianVectorProduct(loss, of(curved), vectors) : []),
    ...named('grad', wanted, gradients(loss, of(wanted))),
  };
}

function named(what: string, keys: readonly string[], found: readonly Tensor[]): Computed {
  return Object.fromEntries(keys.map((key, index) => [`${what}_${key}`, found[index].toArray()]));
}

/** Shapes that do not fit may be the work of an option that is not known: then that is the fault to report. */
function applied(apply: Operation, inputs: Inputs, options: Options): Tensor {
  try {
    return apply(inputs, options);
  } catch (error) {
    if (error instanceof ShapeError) options.done();
    if (error instanceof TypeError) throw new Error(`it takes other inputs than "${Object.keys(inputs).join('", "')}"`);
    throw error;
  }
}

/** The operation whose name is the longest that `name` begins with, up to a dash. */
function operationOf(name: string): Operation {
  const words = name.replaceAll('_', '-').split('-');
  for (let count = words.length; count > 0; count--) {
    const start = words.slice(0, count).join('-');
    const known = Object.hasOwn(OTHER_NAMES, start) ? OTHER_NAMES[start] : start;
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
