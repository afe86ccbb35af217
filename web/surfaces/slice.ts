import { type SurfaceShape, surfaceValues } from '../../shared/training/surface-shape.ts';

/** A plane through a point: two coordinates vary, the others are those of the point. */
export interface Slice {
  shape: SurfaceShape;
  /** Which coordinates lie across and up, by their index. */
  across: number;
  up: number;
  /** The other coordinates; those across and up do not matter. */
  at: readonly number[];
}

/** The values of a surface on a grid in the plane, row by row from the lowest y. */
export function sliceValues({ shape, across, up, at }: Slice, xs: Float64Array, ys: Float64Array): Float64Array {
  const size = xs.length * ys.length;
  const columns = shape.variables.map((_, index) => {
    const column = new Float64Array(size);
    if (index !== across && index !== up) return column.fill(at[index] ?? Number.NaN);
    for (let row = 0; row < ys.length; row++)
      for (let x = 0; x < xs.length; x++) column[row * xs.length + x] = (index === across ? xs[x] : ys[row]) as number;
    return column;
  });
  return surfaceValues(shape, columns);
}

/** The values of a surface along one coordinate through a point. */
export function lineValues(shape: SurfaceShape, at: readonly number[], across: number, xs: Float64Array): Float64Array {
  const columns = shape.variables.map((_, index) =>
    index === across ? xs : new Float64Array(xs.length).fill(at[index] ?? Number.NaN),
  );
  return surfaceValues(shape, columns);
}

/** `count` numbers from `low` to `high`, both among them. */
export function evenNumbers(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, index) => low + ((high - low) * index) / Math.max(1, count - 1));
}
