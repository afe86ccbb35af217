import { ShapeError } from './errors.ts';

export type Shape = readonly number[];

/** How many elements a shape holds; 1 for the shape [] of a single number. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (let axis = 0; axis < shape.length; axis++) size *= shape[axis];
  return size;
}

export function sameShape(a: Shape, b: Shape): boolean {
  if (a === b) return true;
  if (a.length !== b.length) return false;
  for (let axis = 0; axis < a.length; axis++) if (a[axis] !== b[axis]) return false;
  return true;
}

/** Element distances between neighbours on each axis of a tensor stored row by row. */
export function rowMajor(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis];
  }
  return strides;
}

/**
 * The shape both broadcast to, axes aligned at the end; a missing axis or one of length 1 repeats. The last
 * `apart` axes of each do not take part.
 */
export function broadcastShape(operation: string, a: Shape, b: Shape, apart = 0): Shape {
  if (apart === 0 && sameShape(a, b)) return a;
  const rank = Math.max(a.length, b.length) - apart;
  const out = new Array<number>(rank);
  for (let back = 1; back <= rank; back++) {
    const left = a[a.length - apart - back] ?? 1;
    const right = b[b.length - apart - back] ?? 1;
    if (left !== right && left !== 1 && right !== 1) {
      const which = apart === 0 ? 'each axis' : `each axis before the last ${apart}`;
      throw new ShapeError(operation, [a, b], `equal lengths or 1 on ${which}, counted from the last`);
    }
    out[rank - back] = left === 1 ? right : left;
  }
  return out;
}

/** The axis counted from the front; negative ones count from the end. */
export function axisOf(operation: string, shape: Shape, axis: number): number {
  const from = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(from) || from < 0 || from >= shape.length) {
    throw new ShapeError(operation, [shape], `an axis between ${-shape.length} and ${shape.length - 1}, not ${axis}`);
  }
  return from;
}

/**
 * How to reduce one axis, or without an axis all of them: the elements as [outer, length, inner], the result's
 * `shape`, and `kept`, the same shape with every reduced axis kept at length 1.
 *
 * @throws {ShapeError} when there is no such axis
 */
export function reductionOf(operation: string, shape: Shape, axis: number | undefined, keep: boolean) {
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
