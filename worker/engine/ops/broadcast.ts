import { ShapeError } from '../errors.ts';
import { reductionOf, rowMajor, type Shape, sameShape, sizeOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { reshape } from './views.ts';

// `expand` and `sum` are each other's gradient, so one file defines both.

/**
 * Repeats axes of length 1 (and adds axes in front) up to `shape`, without copying.
 *
 * Gradient  the upstream gradient summed over what was repeated
 */
export function expand(a: Tensor, shape: Shape): Tensor {
  if (sameShape(a.shape, shape)) return a;
  const old = a.strides ?? rowMajor(a.shape);
  const added = shape.length - a.shape.length;
  const strides = shape.map((length, axis) => {
    const own = a.shape[axis - added];
    if (own !== undefined && own !== length && own !== 1) throw new ShapeError('expand', [a.shape, shape]);
    return own === length ? old[axis - added] : 0;
  });
  if (added < 0) throw new ShapeError('expand', [a.shape, shape]);
  return derived('expand', a.data, shape, [a], [(upstream) => sumTo(upstream, a.shape)], { strides });
}

/**
 * Sum over one axis, or over all elements.
 *
 * Shapes    [.., n, ..] → [.., ..], with `keep` [.., 1, ..]; without an axis → []
 * Gradient  the upstream gradient repeated along the axis
 */
export function sum(a: Tensor, axis?: number, keep = false): Tensor {
  const { outer, length, inner, kept, shape } = reductionOf('sum', a.shape, axis, keep);
  const out = a.engine.scratch(outer * inner);
  a.engine.kernels.sum(out, dense(a), outer, length, inner);
  return derived('sum', out, shape, [a], [(upstream) => expand(reshape(upstream, kept), a.shape)]);
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
