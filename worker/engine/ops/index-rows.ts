import { derived } from '../autodiff.ts';
import { ShapeError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { reshape } from './views.ts';

/**
 * Rows of a table by index, as an embedding looks them up; an index may come more than once.
 *
 * Shapes    table [rows, ..], indices [count] → [count, ..]
 * Gradient  the upstream rows added up at their indices
 * Throws    RangeError for an index that is not a row
 */
export function takeRows(table: Tensor, indices: ArrayLike<number>): Tensor {
  const [rows, ...rest] = table.shape;
  if (rows === undefined) throw new ShapeError('takeRows', [table.shape], '[rows, ..]');
  for (let i = 0; i < indices.length; i++) {
    const row = indices[i];
    if (!(Number.isInteger(row) && row >= 0 && row < rows))
      throw new RangeError(`takeRows: no row ${row} among ${rows}`);
  }
  const out = table.engine.scratch(indices.length * sizeOf(rest));
  table.engine.kernels.takeRows(out, dense(table), indices, sizeOf(rest));
  return derived('takeRows', out, [indices.length, ...rest], [table], [(upstream) => addRows(upstream, indices, rows)]);
}

/** Rows added up at their indices among `count` rows of zeros: the transpose of `takeRows`. */
export function addRows(a: Tensor, indices: ArrayLike<number>, count: number): Tensor {
  const rest = a.shape.slice(1);
  const out = a.engine.scratch(count * sizeOf(rest));
  a.engine.kernels.addRows(out, dense(a), indices, sizeOf(rest));
  return derived('addRows', out, [count, ...rest], [a], [(upstream) => takeRows(upstream, indices)]);
}

/** One element of each row of [rows, length], [rows]. Gradient: the upstream one at that element. */
export function pick(a: Tensor, columns: ArrayLike<number>): Tensor {
  const [rows, length] = a.shape;
  if (a.shape.length !== 2 || columns.length !== rows) throw new ShapeError('pick', [a.shape, [columns.length]]);
  return takeRows(
    reshape(a, [-1]),
    Array.from(columns, (column, row) => row * length + column),
  );
}
