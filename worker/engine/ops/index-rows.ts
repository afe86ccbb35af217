import { ShapeError } from '../errors.ts';
import { sizeOf } from '../shape.ts';
import { derived } from '../tape.ts';
import { dense, type Tensor } from '../tensor.ts';
import { reshape } from './views.ts';

/**
 * Rows of a table by index, as an embedding looks them up; an index may come more than once.
 *
 * Shapes    table [rows, ..], indices [count] → [count, ..]
 * Gradient  the upstream rows added up at their indices
 *
 * @throws {RangeError} when an index is not a row
 */
export function takeRows(table: Tensor, indices: ArrayLike<number>): Tensor {
  const [rows, ...rest] = table.shape;
  if (rows === undefined) throw new ShapeError('takeRows', [table.shape], '[rows, ..]');
  expectAmong('takeRows', 'row', indices, rows);
  const out = table.engine.scratch(indices.length * sizeOf(rest));
  table.engine.kernels.takeRows(out, dense(table), indices, sizeOf(rest));
  return derived('takeRows', out, [indices.length, ...rest], [table], [(upstream) => addRows(upstream, indices, rows)]);
}

/**
 * Rows added up at their indices among `count` rows of zeros: the transpose of `takeRows`.
 *
 * Shapes    a [rows, ..], indices [rows] → [count, ..]
 * Gradient  the upstream rows at the indices
 *
 * @throws {ShapeError} when there is not one index a row
 * @throws {RangeError} when an index is not below `count`
 */
export function addRows(a: Tensor, indices: ArrayLike<number>, count: number): Tensor {
  if (a.shape[0] !== indices.length) throw new ShapeError('addRows', [a.shape, [indices.length]], 'an index a row');
  expectAmong('addRows', 'row', indices, count);
  const rest = a.shape.slice(1);
  const out = a.engine.scratch(count * sizeOf(rest));
  a.engine.kernels.addRows(out, dense(a), indices, sizeOf(rest));
  return derived('addRows', out, [count, ...rest], [a], [(upstream) => takeRows(upstream, indices)]);
}

/** One element of each row of [rows, length], [rows]. Gradient: the upstream one at that element. */
export function pick(a: Tensor, columns: ArrayLike<number>): Tensor {
  const [rows, length] = a.shape;
  if (a.shape.length !== 2 || columns.length !== rows) throw new ShapeError('pick', [a.shape, [columns.length]]);
  expectAmong('pick', 'column', columns, length);
  return takeRows(
    reshape(a, [-1]),
    Array.from(columns, (column, row) => row * length + column),
  );
}

function expectAmong(operation: string, what: string, indices: ArrayLike<number>, count: number): void {
  for (let i = 0; i < indices.length; i++) {
    const index = indices[i];
    if (!(Number.isInteger(index) && index >= 0 && index < count))
      throw new RangeError(`${operation}: no ${what} ${index} among ${count}`);
  }
}
