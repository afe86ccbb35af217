import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../../worker/engine/losses.ts';
import { scale } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { pick } from '../../../worker/engine/ops/index-rows.ts';
import { mean } from '../../../worker/engine/ops/reduce.ts';
import { concat, reshape, slice } from '../../../worker/engine/ops/views.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Options } from './options.ts';

type Inputs = Record<string, Tensor>;
export type Loss = (inputs: Inputs, options: Options) => Tensor;
type Pairwise = (output: Tensor, target: Tensor, options: Options) => Tensor;

/** Losses of the input `a` against the targets, an option or an input, by PyTorch's reductions. */
export const LOSSES: Record<string, Loss> = {
  'cross-entropy': (inputs, options) => {
    options.only('ignore_index', -100);
    const smoothing = options.number('label_smoothing', 0);
    return ofClasses(inputs, options, (logits, targets) => crossEntropy(logits, targets, { smoothing }));
  },
  nll: (inputs, options) => ofClasses(inputs, options, (logs, targets) => scale(mean(pick(logs, targets)), -1)),
  'bce-with-logits': elementwise(binaryCrossEntropy),
  mse: elementwise((output, target, options) => meanSquaredError(output, target, { half: options.boolean('half') })),
  l1: elementwise(meanAbsoluteError),
  huber: elementwise((output, target, options) => huber(output, target, options.number('delta', 1))),
  'smooth-l1': elementwise((output, target, options) => {
    const beta = options.number('beta', 1);
    return scale(huber(output, target, beta), 1 / beta);
  }),
};

function ofClasses(inputs: Inputs, options: Options, loss: (a: Tensor, targets: number[]) => Tensor): Tensor {
  const targets = targetsOf(inputs, options);
  return byReduction(inputs.a, targets.length, options, (part, from, to) => loss(part, targets.slice(from, to)));
}

function elementwise(loss: Pairwise): Loss {
  return (inputs, options) => {
    const { a } = inputs;
    const targets = targetsOf(inputs, options);
    const values = byReduction(reshape(a, [-1]), a.size, options, (output, from, to) =>
      loss(output, a.engine.tensor(targets.slice(from, to), output.shape), options),
    );
    return values.shape.length === 0 ? values : reshape(values, a.shape);
  };
}

function targetsOf({ targets }: Inputs, options: Options): number[] {
  return targets?.toArray() ?? options.numbers('targets');
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
  if (reduction === 'sum') return count === 0 ? sum(a) : scale(mean(a, 0, count), count);
  if (reduction === 'none' && count === 0) return reshape(a, [0]);
  if (reduction !== 'none') throw new Error(`option "reduction" is "${reduction}": mean, sum or none is known`);
  const each = Array.from({ length: count }, (_, at) => mean(slice(a, [{ start: at, end: at + 1 }]), at, at + 1));
  return concat(
    each.map((value) => reshape(value, [1])),
    0,
  );
}
