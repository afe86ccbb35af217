import { derived } from '../autodiff.ts';
import { ShapeError } from '../errors.ts';
import { axisOf, type Shape, sameShape, sizeOf } from '../shape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { equalTo, multiply, scale } from './arithmetic.ts';
import { expand, reshape } from './views.ts';

/**
 * Sum over one axis, or over all elements.
 *
 * Shapes    [.., n, ..] → [.., ..], with `keep` [.., 1, ..]; without an axis → []
 * Gradient  the upstream gradient repeated along the axis
 */
export function sum(a: Tensor, axis?: number, keep = false): Tensor {
  const { outer, length, inner, kept, shape } = plan('sum', a.shape, axis, keep);
  const out = a.engine.scratch(outer * inner);
  a.engine.kernels.sum(out, dense(a), outer, length, inner);
  return derived('sum', out, shape, [a], [(upstream) => expand(reshape(upstream, kept), a.shape)]);
}

/** Mean over one axis, or over all elements. Gradient: that of the sum, divided by the count. */
export function mean(a: Tensor, axis?: number, keep = false): Tensor {
  const total = sum(a, axis === undefined ? axis : axisOf('mean', a.shape, axis), keep);
  return scale(total, total.size / a.size);
}

/**
 * Largest element along an axis, or of all. NaN wins.
 *
 * Gradient  the upstream gradient shared equally among the elements that equal the maximum
 * Throws    ShapeError where there is no element to choose from
 */
export function max(a: Tensor, axis?: number, keep = false): Tensor {
  const { outer, length, inner, kept, shape } = plan('max', a.shape, axis, keep);
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

/** Sums out whatever broadcasting from `shape` had repeated; the one place that undoes broadcasting. */
export function sumTo(a: Tensor, shape: Shape, into: Tensor | null = null): Tensor {
  if (sameShape(a.shape, shape)) return a;
  const added = a.shape.length - shape.length;
  if (added === 1 && sameShape(a.shape.slice(1), shape)) return sumRows(a, shape, into);
  let result = a;
  for (let count = 0; count < added; count++) result = sum(result, 0);
  for (let axis = 0; axis < shape.length; axis++) {
    if (shape[axis] !== result.shape[axis]) result = sum(result, axis, true);
  }
  return result;
}

function sumRows(a: Tensor, shape: Shape, into: Tensor | null): Tensor {
  const inner = sizeOf(shape);
  const out = into?.data ?? a.engine.scratch(inner);
  a.engine.kernels.sum(out, dense(a), 1, a.shape[0], inner);
  return into ?? derived('sumRows', out, shape, [a], [(upstream) => expand(upstream, a.shape)]);
}

function shareOf(winners: Tensor, counts: Tensor): Tensor {
  const out = winners.engine.scratch(winners.size);
  winners.engine.kernels.binary('divide', out, dense(winners), dense(counts));
  return derived('shareOf', out, winners.shape, [winners], [null]);
}

function plan(operation: string, shape: Shape, axis: number | undefined, keep: boolean) {
  if (axis === undefined) {
    const ones = shape.map(() => 1);
    return { outer: 1, length: sizeOf(shape), inner: 1, kept: ones, shape: keep ? ones : [] };
  }
  const at = axisOf(operation, shape, axis);
  const kept = shape.map((length, each) => (each === at ? 1 : length));
  return {
    outer: sizeOf(shape.slice(0, at)),
    length: shape[at],
    inner: sizeOf(shape.slice(at + 1)),
    kept,
    shape: keep ? kept : shape.filter((_, each) => each !== at),
  };
}
