import { add, multiply, scale, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { exp, log, sqrt } from '../../../worker/engine/ops/elementwise.ts';
import { max, mean } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { reshape } from '../../../worker/engine/ops/views.ts';
import { axisOf } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Operation } from './case.ts';
import { negative } from './elementwise.ts';
import type { Options } from './options.ts';

type Reduce = (a: Tensor, axis?: number, keep?: boolean) => Tensor;

/** Operations along one axis, several or all. */
export const REDUCTIONS: Record<string, Operation> = {
  sum: ({ a }, options) => reduced(sum, a, options),
  mean: ({ a }, options) => reduced(mean, a, options),
  max: ({ a }, options) => reduced(max, a, options),
  min: ({ a }, options) => negative(reduced(max, negative(a), options)),
  var: ({ a }, options) => variance(a, options),
  std: ({ a }, options) => sqrt(variance(a, options)),
  logsumexp: ({ a }, options) => {
    const found = a.engine.withoutGradients(() => over(max, a, axesOf(a, options), true));
    const finite = found.toArray().map((each) => (Number.isFinite(each) ? each : 0));
    const largest = a.engine.tensor(finite, found.shape);
    const total = log(reduced(sum, exp(subtract(a, largest)), options));
    return add(total, reshape(largest, total.shape));
  },
  softmax: ({ a }, options) => softmax(a, options.number('axis', -1)),
  'log-softmax': ({ a }, options) => logSoftmax(a, options.number('axis', -1)),
};

function reduced(reduce: Reduce, a: Tensor, options: Options): Tensor {
  return over(reduce, a, axesOf(a, options), options.boolean('keepdim'));
}

/** The mean square distance from the mean, its divisor smaller than the count by `correction`. */
function variance(a: Tensor, options: Options): Tensor {
  const axes = axesOf(a, options);
  const centered = subtract(a, over(mean, a, axes, true));
  const total = over(sum, multiply(centered, centered), axes, options.boolean('keepdim'));
  const correction = options.number('correction', options.boolean('unbiased', true) ? 1 : 0);
  return scale(total, 1 / (a.size / total.size - correction));
}

/** The axes of the option `axis`, from the last; null for all. */
function axesOf(a: Tensor, options: Options): number[] | null {
  if (!options.has('axis')) return null;
  const axes = options.numbers('axis').map((axis) => axisOf('axis', a.shape, axis));
  return axes.sort((one, other) => other - one);
}

function over(reduce: Reduce, a: Tensor, axes: readonly number[] | null, keep: boolean): Tensor {
  if (axes === null) return reduce(a, undefined, keep);
  return axes.reduce((result, axis) => reduce(result, axis, keep), a);
}
