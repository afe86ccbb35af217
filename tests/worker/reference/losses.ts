import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../../worker/engine/losses.ts';
import { scale } from '../../../worker/engine/ops/arithmetic.ts';
import { concat, reshape, slice } from '../../../worker/engine/ops/views.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Options } from './case.ts';

type Loss = (inputs: Record<string, Tensor>, options: Options) => Tensor;
type Pairwise = (output: Tensor, target: Tensor, options: Options) => Tensor;

/** Losses of the input `a` against the option `targets`, by PyTorch's reductions. */
export const LOSSES: Record<string, Loss> = {
  'cross-entropy': ({ a }, options) => {
    const targets = options.numbers('targets');
    const smoothing = options.number('label_smoothing', 0);
    return byReduction(a, targets.length, options, (logits, from, to) =>
      crossEntropy(logits, targets.slice(from, to), { smoothing }),
    );
  },
  'bce-with-logits': elementwise(binaryCrossEntropy),
  mse: elementwise((output, target) => meanSquaredError(output, target)),
  l1: elementwise(meanAbsoluteError),
  huber: elementwise((output, target, options) => huber(output, target, options.number('delta', 1))),
};

function elementwise(loss: Pairwise): Loss {
  return ({ a }, options) => {
    const targets = options.numbers('targets');
    const values = byReduction(reshape(a, [-1]), a.size, options, (output, from, to) =>
      loss(output, a.engine.tensor(targets.slice(from, to), output.shape), options),
    );
    return values.shape.length === 0 ? values : reshape(values, a.shape);
  };
}

/** The mean of `count` examples as the engine has it, their sum, or each example's own. */
function byReduction(
  a: Tensor,
  count: number,
  options: Options,
  mean: (part: Tensor, from: number, to: number) => Tensor,
): Tensor {
  const reduction = options.text('reduction', 'mean');
  if (reduction === 'mean') return mean(a, 0, count);
  if (reduction === 'sum') return scale(mean(a, 0, count), count);
  if (reduction !== 'none') throw new Error(`option "reduction" is "${reduction}": mean, sum or none is known`);
  const each = Array.from({ length: count }, (_, at) => mean(slice(a, [{ start: at, end: at + 1 }]), at, at + 1));
  return concat(
    each.map((value) => reshape(value, [1])),
    0,
  );
}
