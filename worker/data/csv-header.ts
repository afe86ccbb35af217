import { isMissingNumber } from './missing.ts';
import { shapeOf } from './number-format.ts';

const isNumber = (cell: string): boolean => shapeOf(cell) !== undefined;

/**
 * A first row is a header when it has a word where the rows below have numbers or, in a file without
 * any number, when its cells are all there and all different. `undefined` is a cell that the row lacks.
 */
export function hasHeader(first: (string | undefined)[], below: string[][]): boolean {
  const numeric = first.map((_, index) => {
    const cells = below.map((row) => row[index] ?? '').filter((cell) => !isMissingNumber(cell));
    return cells.length > 0 && cells.filter(isNumber).length > cells.length / 2;
  });
  const names = first.filter((cell) => cell !== undefined);
  const isWord = (cell: string | undefined) => cell !== undefined && !isMissingNumber(cell) && !isNumber(cell);
  if (first.some((cell, index) => numeric[index] && isWord(cell))) return true;
  const words = names.every((cell) => cell !== '' && !isNumber(cell));
  return !numeric.includes(true) && words && new Set(names).size === names.length;
}

/** Whether the first of these rows stands above a table: a title in one cell, where the row after it, or a later one, is the header. */
export function isLineBefore([row = [], ...below]: string[][], width: number): boolean {
  const [next] = below;
  const filled = row.filter((cell) => cell !== '');
  if (width < 2 || !next || filled.length > 1 || filled.some(isNumber)) return false;
  if (row.length === 1 && width > 2) return true;
  // In a table of two columns one cell may also be the header of named rows; spreadsheets fill up titles with empty cells.
  if (row.length !== 1 && (row.length !== width || width === 2)) return false;
  return isLineBefore(below, width) || hasHeader(next, below.slice(1));
}
