import { quoted } from './cell.ts';
import { scanRows } from './csv.ts';
import { findDialect } from './csv-dialect.ts';
import { DataError } from './errors.ts';
import { readMaybeGzip } from './gzip.ts';
import { isMissingNumber } from './missing.ts';
import { parseNumber } from './number-format.ts';

/** A table of numbers, [rows, width], row by row. */
export interface Matrix {
  rows: number;
  width: number;
  values: Float64Array;
}

/**
 * Reads a CSV in which every cell is a number, or a word of `codes` that stands for one.
 *
 * @throws {DataError} when a cell is neither, or the width is not one of `widths`; names file and line
 */
export function readMatrix(path: string, widths: readonly number[], codes: Record<string, number> = {}): Matrix {
  const bytes = readMaybeGzip(path);
  const dialect = findDialect(bytes);
  const width = dialect.columns.length;
  if (!widths.includes(width)) {
    throw new DataError(`${path}: expected ${widths.join(' or ')} columns, found ${width}`);
  }
  const values: number[] = [];
  scanRows(bytes, dialect, {
    bad: ({ line, message }) => {
      throw new DataError(`${path}: line ${line}: ${message}`);
    },
    row(cells, line) {
      for (const [index, cell] of cells.entries()) {
        const value = Object.hasOwn(codes, cell) ? codes[cell] : parseNumber(cell, '.');
        if (isMissingNumber(cell) || !Number.isFinite(value)) {
          throw new DataError(`${path}: line ${line}, column ${index + 1}: expected a number, found ${quoted(cell)}`);
        }
        values.push(value);
      }
      return true;
    },
  });
  return { rows: values.length / width, width, values: Float64Array.from(values) };
}

/** Columns `from` to `to` of a matrix, the last one excluded. */
export function columnsOf({ rows, width, values }: Matrix, from: number, to: number): Float64Array {
  const out = new Float64Array(rows * (to - from));
  for (let row = 0; row < rows; row++) {
    out.set(values.subarray(row * width + from, row * width + to), row * (to - from));
  }
  return out;
}
