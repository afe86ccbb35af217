import { derived } from '../autodiff.ts';
import { ShapeError } from '../errors.ts';
import { axisOf, rowMajor, type Shape, sameShape, sizeOf } from '../shape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { sumTo } from './reduce.ts';

/**
 * The same elements in another shape; −1 stands for the length that fits.
 *
 * Gradient  the upstream gradient in the old shape
 * Throws    ShapeError unless both shapes hold equally many elements
 */
export function reshape(a: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const full = shape.map((length) => (length === -1 ? a.size / known : length));
  if (sizeOf(full) !== a.size || !full.every(Number.isInteger)) throw new ShapeError('reshape', [a.shape, shape]);
  return derived(dense(a), full, [a], [(upstream) => reshape(upstream, a.shape)]);
}

/**
 * Two axes exchanged, without moving an element. By default the last two.
 *
 * Gradient  the upstream gradient, exchanged back
 */
export function transpose(a: Tensor, axis1 = -2, axis2 = -1): Tensor {
  const [i, j] = [axisOf('transpose', a.shape, axis1), axisOf('transpose', a.shape, axis2)];
  const strides = [...(a.strides ?? rowMajor(a.shape))];
  const shape = [...a.shape];
  [shape[i], shape[j]] = [shape[j], shape[i]];
  [strides[i], strides[j]] = [strides[j], strides[i]];
  return derived(a.data, shape, [a], [(upstream) => transpose(upstream, i, j)], { strides });
}

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
  return derived(a.data, shape, [a], [(upstream) => sumTo(upstream, a.shape)], { strides });
}
