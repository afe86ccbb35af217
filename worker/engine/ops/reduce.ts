import { ShapeError } from '../errors.ts';
import { axisOf, reductionOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { equalTo, multiply, scale } from './arithmetic.ts';
import { expand, sum } from './broadcast.ts';
import { reshape } from './views.ts';

/** Mean over one axis, or over all elements. Gradient: that of the sum, divided by the count. */
export function mean(a: Tensor, axis?: number, keep = false): Tensor {
  const total = sum(a, axis === undefined ? axis : axisOf('mean', a.shape, axis), keep);
  return scale(total, total.size / a.size);
}

/**
 * Largest element along an axis, or of all. NaN wins.
 *
 * Gradient  the upstream gradient shared equally among the elements that equal the maximum
 *
 * @throws {ShapeError} when there is no element to choose from
 */
export function max(a: Tensor, axis?: number, keep = false): Tensor {
  const { outer, length, inner, kept, shape } = reductionOf('max', a.shape, axis, keep);
  if (length === 0 && outer * inner > 0) throw new ShapeError('max', [a.shape], 'at least one element to choose from');
  const out = a.engine.scratch(outer * inner);
  a.engine.kernels.max(out, dense(a), outer, length, inner);
  const result = derived(
    'max',
    out,
    shape,
    [a],
    [
      (upstream) => {
        const winners = equalTo(a, expand(reshape(result, kept), a.shape));
        const shares = expand(sum(winners, axis, true), a.shape);
        return multiply(expand(reshape(upstream, kept), a.shape), shareOf(winners, shares));
      },
    ],
  );
  return result;
}

function shareOf(winners: Tensor, counts: Tensor): Tensor {
  const out = winners.engine.scratch(winners.size);
  winners.engine.kernels.binary('divide', out, dense(winners), dense(counts));
  return derived('shareOf', out, winners.shape, [winners], [null]);
}
