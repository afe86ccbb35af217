import type { CsvReading } from '../../shared/training/csv-reading.ts';
import type { Column, Task } from '../../shared/training/dataset.ts';
import { quoted } from './cell.ts';
import { type ColumnPlan, MAX_CATEGORIES } from './column-plan.ts';
import { parseNumber, shapeOf } from './number-format.ts';

/** A column of whole numbers with at most this many different ones is taken for classes when it is the target. */
const MAX_NUMERIC_CLASSES = 20;
/** Up to this many different words are categories as soon as one of them comes twice; more must come twice each. */
const FEW = 20;
const SHOWN_VALUES = 5;
/** All different values that are kept, over all columns together. */
const DISTINCT_BUDGET = 1_000_000;
/** A longer word is text, and not kept. */
const MAX_WORD = 256;

/** What is known of a column from the rows that are used. */
export interface ColumnFacts extends Column {
  plan: ColumnPlan;
  /** All different values, sorted; up to MAX_CATEGORIES + 1. Numbers are written one way: 1 for 1.0. */
  values: string[];
}

/** Counts missing and different values of each column, and decides its type, from the rows that are used. */
export function createColumnTallies(plans: readonly ColumnPlan[]) {
  const cap = Math.max(MAX_NUMERIC_CLASSES + 1, Math.min(MAX_CATEGORIES, Math.floor(DISTINCT_BUDGET / plans.length)));
  const tallies = plans.map((plan) => createTally(plan, cap));
  return {
    add(cells: string[]): void {
      for (const [index, tally] of tallies.entries()) tally.add(cells[index] ?? '');
    },
    facts: (): ColumnFacts[] => tallies.map((tally) => tally.facts()),
  };
}

/** Describes what is wrong with a row, or returns undefined: in a number column every cell is a number or missing. */
export function createRowCheck(plans: readonly ColumnPlan[]) {
  const numeric = plans.flatMap((plan, index) => (plan.type === 'number' ? [{ index, plan }] : []));
  return (cells: string[]): string | undefined => {
    for (const { index, plan } of numeric) {
      const cell = cells[index] ?? '';
      if (Number.isFinite(parseNumber(cell, plan.decimal)) || plan.isMissing(cell)) continue;
      return `column ${quoted(plan.name)}: expected a number${markOf(plan, cell)}, found ${quoted(cell)}`;
    }
    return undefined;
  };
}

/** The settings of a reading that name a column which the file does not have. */
export function strangeColumns({ columns = [] }: CsvReading, names: readonly string[]): string[] {
  const known = new Set(names);
  return columns.map(({ name }) => name).filter((name) => !known.has(name));
}

function markOf({ decimal }: ColumnPlan, cell: string): string {
  if (shapeOf(cell) === undefined) return '';
  return decimal === ',' ? ' with a decimal comma' : ' with a decimal point';
}

function createTally(plan: ColumnPlan, cap: number) {
  const distinct = new Set<string>();
  const distinctNumbers = new Set<number>();
  const isNumber = plan.type === 'number';
  let missing = 0;
  let present = 0;
  let whole = true;
  let long = false;

  function addNumber(value: number): void {
    if (!Number.isInteger(value)) whole = false;
    if (distinctNumbers.size <= cap) distinctNumbers.add(value);
  }

  return {
    add(cell: string): void {
      if (plan.isMissing(cell)) {
        missing += 1;
        return;
      }
      present += 1;
      if (isNumber) addNumber(parseNumber(cell, plan.decimal));
      else if (cell.length > MAX_WORD) long = true;
      else if (distinct.size <= cap) distinct.add(cell);
    },
    facts(): ColumnFacts {
      const values = isNumber ? [...distinctNumbers].sort((a, b) => a - b).map(String) : [...distinct].sort();
      const isClasses = whole && values.length <= Math.min(MAX_NUMERIC_CLASSES, Math.max(2, present / 2));
      const targetTask: Task = isNumber && !isClasses ? 'regression' : 'classification';
      const most = Math.min(cap, Math.max(present / 2, Math.min(FEW, present - 1)));
      const wordType = !long && present > 0 && values.length <= most ? 'category' : 'text';
      return {
        name: plan.name,
        type: plan.type ?? wordType,
        distinct: values.length,
        missing,
        examples: values.slice(0, SHOWN_VALUES),
        targetTask,
        ...(isNumber && { decimal: plan.decimal }),
        missingWords: plan.missingWords,
        plan,
        values,
      };
    },
  };
}
