import { ShapeError } from '../errors.ts';
import type { Floats } from '../floats.ts';
import { axisOf, rowMajor, type Shape, sizeOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';

/**
 * The same elements in another shape; −1 stands for the length that fits.
 *
 * Gradient  the upstream gradient in the old shape
 *
 * @throws {ShapeError} when the shapes hold different numbers of elements
 */
export function reshape(a: Tensor, shape: Shape): Tensor {
  const known = shape.reduce((product, length) => (length === -1 ? product : product * length), 1);
  const full = shape.map((length) => (length === -1 ? a.size / known : length));
  if (sizeOf(full) !== a.size || !full.every(isLength)) throw new ShapeError('reshape', [a.shape, shape]);
  return derived('reshape', dense(a), full, [a], [(upstream) => reshape(upstream, a.shape)]);
}

function isLength(length: number): boolean {
  return Number.isInteger(length) && length >= 0;
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
  return derived('transpose', a.data, shape, [a], [(upstream) => transpose(upstream, i, j)], { strides });
}

/** Which part of an axis: from `start` up to `end` (not included), every `step`-th; or one index, which drops the axis. */
export type Range = { start?: number; end?: number; step?: number } | number;

/**
 * A part of the elements, without copying; axes not named are whole. Negative positions count from the end.
 *
 * Gradient  the upstream gradient in its place among zeros
 *
 * @throws {ShapeError} when a range reaches beyond its axis
 */
export function slice(a: Tensor, ranges: readonly Range[]): Tensor {
  if (ranges.length > a.shape.length)
    throw new ShapeError('slice', [a.shape], `a range an axis at most, not ${ranges.length}`);
  const bounds = a.shape.map((length, axis) => boundsOf(a, ranges[axis] ?? {}, length));
  const old = a.strides ?? rowMajor(a.shape);
  const offset = bounds.reduce((sum, { start }, axis) => sum + start * old[axis], 0);
  const kept = a.shape.map((_, axis) => axis).filter((axis) => typeof ranges[axis] !== 'number');
  const shape = kept.map((axis) => lengthOf(bounds[axis]));
  const strides = kept.map((axis) => old[axis] * bounds[axis].step);
  return derived('slice', a.data.subarray(offset), shape, [a], [(upstream) => place(upstream, a.shape, bounds)], {
    strides,
  });
}

/** `a` at the bounds given, among zeros: the transpose of `slice`. */
function place(a: Tensor, shape: Shape, bounds: readonly Bounds[]): Tensor {
  const out = a.engine.full(shape, 0);
  const steps = rowMajor(shape);
  const values = dense(a);
  const offset = bounds.reduce((sum, { start }, axis) => sum + start * steps[axis], 0);
  const strides = bounds.map(({ step }, axis) => step * steps[axis]);
  scatter(out.data.subarray(offset), values, bounds.map(lengthOf), strides);
  const back = (upstream: Tensor) => reshape(slice(upstream, bounds), a.shape);
  return derived('place', out.data, shape, [a], [back]);
}

/** Several tensors end to end along an axis. Gradient: each its part of the upstream one. */
export function concat(parts: readonly Tensor[], axis: number): Tensor {
  const [first] = parts;
  if (!first) throw new RangeError('concat: at least one tensor, not none');
  const at = axisOf('concat', first.shape, axis);
  const fits = (part: Tensor) => part.shape.every((length, each) => each === at || length === first.shape[each]);
  if (!parts.every((part) => part.shape.length === first.shape.length && fits(part))) {
    throw new ShapeError(
      'concat',
      parts.map((part) => part.shape),
      `equal lengths but on axis ${at}`,
    );
  }
  const starts: number[] = [];
  let total = 0;
  for (const part of parts) {
    starts.push(total);
    total += part.shape[at];
  }
  const shape = first.shape.map((length, each) => (each === at ? total : length));
  const out = first.engine.scratch(sizeOf(shape));
  const steps = rowMajor(shape);
  parts.forEach((part, index) => {
    if (part.size > 0) scatter(out.subarray(starts[index] * steps[at]), dense(part), part.shape, steps);
  });
  return derived(
    'concat',
    out,
    shape,
    parts,
    parts.map((part, index) => (upstream) => {
      const range = { start: starts[index], end: starts[index] + part.shape[at] };
      return slice(
        upstream,
        shape.map((_, each) => (each === at ? range : {})),
      );
    }),
  );
}

/** Writes dense `values` of `shape` at the strides `steps`: the counterpart of the gather kernel. */
function scatter(out: Floats, values: Floats, shape: Shape, steps: readonly number[]): void {
  const run = shape.at(-1) ?? 1;
  const apart = steps.at(-1) ?? 1;
  const index = new Array<number>(Math.max(0, shape.length - 1)).fill(0);
  let to = 0;
  for (let from = 0; from < sizeOf(shape); from += run) {
    for (let i = 0; i < run; i++) out[to + i * apart] = values[from + i];
    for (let axis = index.length - 1; axis >= 0; axis--) {
      to += steps[axis];
      if (++index[axis] < shape[axis]) break;
      to -= steps[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

interface Bounds {
  start: number;
  end: number;
  step: number;
}

function lengthOf({ start, end, step }: Bounds): number {
  return Math.ceil((end - start) / step);
}

function boundsOf(a: Tensor, range: Range, length: number): Bounds {
  const fromEnd = (position: number) => (position < 0 ? position + length : position);
  const start = fromEnd(typeof range === 'number' ? range : (range.start ?? 0));
  const end = typeof range === 'number' ? start + 1 : fromEnd(range.end ?? length);
  const step = typeof range === 'number' ? 1 : (range.step ?? 1);
  if (!Number.isInteger(step) || step < 1) throw new RangeError(`slice: step ${step} is not a whole number from 1`);
  if (!Number.isInteger(start) || !Number.isInteger(end))
    throw new RangeError(`slice: ${start}:${end} is not from one whole number to another`);
  if (start < 0 || end > length || start > end)
    throw new ShapeError(`slice ${start}:${end}`, [a.shape], 'a part of each axis');
  return { start, end, step };
}
