import type { Column, Task } from '../../shared/training/dataset.ts';
import { isMissing, parseNumber, quoted } from './cell.ts';
import { scanRows } from './csv.ts';
import type { Delimiter, Dialect } from './csv-dialect.ts';

/** Counting different values stops one above this: more of them are text, not categories. */
export const MAX_CATEGORIES = 1000;
/** A column of whole numbers with at most this many different ones is taken for classes when it is the target. */
const MAX_NUMERIC_CLASSES = 20;
/** Up to this many different words are categories as soon as one of them comes twice; more must come twice each. */
const FEW = 20;
const SHOWN_VALUES = 5;
/** A column with a larger share of cells that are no number is no number column. */
const MAX_STRAY_SHARE = 0.1;

/** What is known of a column after one pass. */
export interface ColumnFacts extends Column {
  /** All different values, sorted; up to MAX_CATEGORIES + 1. Numbers are written one way: 1 for 1.0. */
  values: string[];
}

/** Types, missing values and different values of every column, and the number of rows, from one pass. */
export function describeColumns(bytes: Uint8Array, dialect: Dialect): { columns: ColumnFacts[]; rows: number } {
  const tallies = dialect.columns.map((name) => ({ name, tally: createTally(dialect.delimiter) }));
  let rows = 0;
  scanRows(bytes, dialect, {
    row: (cells) => {
      rows += 1;
      for (const [index, { tally }] of tallies.entries()) tally.add(cells[index] ?? '');
    },
    bad: () => {},
  });
  return { columns: tallies.map(({ name, tally }) => ({ name, ...tally.facts() })), rows };
}

/** Describes what is wrong with a row, or returns undefined: in a number column every cell is a number or missing. */
export function createRowCheck(columns: readonly Column[], delimiter: Delimiter) {
  const numeric = columns.flatMap(({ type, name }, index) => (type === 'number' ? [{ index, name }] : []));
  return (cells: string[]): string | undefined => {
    for (const { index, name } of numeric) {
      const cell = cells[index] ?? '';
      if (!isMissing(cell) && !Number.isFinite(parseNumber(cell, delimiter))) {
        return `column ${quoted(name)}: expected a number, found ${quoted(cell)}`;
      }
    }
    return undefined;
  };
}

function createTally(delimiter: Delimiter) {
  const distinct = new Set<string>();
  const distinctNumbers = new Set<number>();
  let missing = 0;
  let numbers = 0;
  let words = 0;
  let whole = true;
  return {
    add(cell: string) {
      if (isMissing(cell)) {
        missing += 1;
        return;
      }
      if (distinct.size <= MAX_CATEGORIES) distinct.add(cell);
      const value = parseNumber(cell, delimiter);
      if (!Number.isFinite(value)) {
        words += 1;
        return;
      }
      numbers += 1;
      if (!Number.isInteger(value)) whole = false;
      if (distinctNumbers.size <= MAX_CATEGORIES) distinctNumbers.add(value);
    },
    facts(): Omit<ColumnFacts, 'name'> {
      const present = numbers + words;
      const isNumber = numbers > words && words <= Math.max(1, present * MAX_STRAY_SHARE);
      const values = isNumber ? [...distinctNumbers].sort((a, b) => a - b).map(String) : [...distinct].sort();
      const isClasses = whole && values.length <= Math.min(MAX_NUMERIC_CLASSES, Math.max(2, present / 2));
      const targetTask: Task = isNumber && !isClasses ? 'regression' : 'classification';
      const most = Math.min(MAX_CATEGORIES, Math.max(present / 2, Math.min(FEW, present - 1)));
      const wordType = present > 0 && values.length <= most ? 'category' : 'text';
      return {
        type: isNumber ? 'number' : wordType,
        distinct: values.length,
        missing,
        examples: values.slice(0, SHOWN_VALUES),
        targetTask,
        values,
      };
    },
  };
}
