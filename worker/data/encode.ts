import type { Task } from '../../shared/training/dataset.ts';
import { quoted } from './cell.ts';
import { MAX_CATEGORIES } from './column-plan.ts';
import type { ColumnFacts } from './columns.ts';
import { DataError } from './errors.ts';
import { parseNumber } from './number-format.ts';

/** How the cells of one column become inputs. */
export interface Encoder {
  index: number;
  /** Of its inputs, one or more. */
  names: string[];
  /** Writes them from `at` on, where there are zeros. A missing number is NaN, a missing category all zeros. */
  write(cell: string, out: Float64Array, at: number): void;
}

/** Numbers as they are, categories one-hot in sorted order; nothing for text. */
export function encoderOf(column: ColumnFacts, index: number): Encoder | undefined {
  if (column.type === 'text') return undefined;
  if (column.type === 'number') {
    return {
      index,
      names: [column.name],
      write: (cell, out, at) => {
        out[at] = parseNumber(cell, column.plan.decimal);
      },
    };
  }
  if (column.values.length > MAX_CATEGORIES) {
    throw new DataError(`column ${quoted(column.name)}: expected at most ${MAX_CATEGORIES} categories, found more`);
  }
  const codes = codesOf(column);
  return {
    index,
    names: column.values.map((value) => `${column.name}=${value}`),
    write: (cell, out, at) => {
      const code = codes.get(cell);
      if (code !== undefined) out[at + code] = 1;
    },
  };
}

/**
 * The value or, for classification, the class index of a target cell: classes count in sorted order.
 *
 * @throws {DataError} when the column cannot be learned as that task
 */
export function targetOf(column: ColumnFacts, task: Task): (cell: string) => number {
  const { name, type, values, plan } = column;
  const label = `target ${quoted(name)}`;
  if (task === 'regression') {
    if (type === 'number') return (cell) => parseNumber(cell, plan.decimal);
    throw new DataError(`${label}: expected numbers to predict, found ${type} values such as ${values[0]}`);
  }
  if (values.length < 2 || values.length > MAX_CATEGORIES) {
    const found = values.length > MAX_CATEGORIES ? `more than ${MAX_CATEGORIES}` : values.length;
    throw new DataError(`${label}: expected 2 to ${MAX_CATEGORIES} classes, found ${found}`);
  }
  const codes = codesOf(column);
  const key = type === 'number' ? (cell: string) => String(parseNumber(cell, plan.decimal)) : (cell: string) => cell;
  return (cell) => codes.get(key(cell)) ?? Number.NaN;
}

function codesOf({ values }: ColumnFacts): Map<string, number> {
  return new Map(values.map((value, code) => [value, code]));
}
