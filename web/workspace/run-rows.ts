import type { Run } from '../../shared/run.ts';
import type { GroupKey } from '../../shared/view.ts';
import { groupRuns, type RunGroup } from '../runs/grouping.ts';
import { columnValue } from '../runs/run-columns.ts';

/** A row of the list: a run, or a group above its runs. */
export type RunRow =
  | { kind: 'run'; id: string; run: Run }
  | { kind: 'group'; id: string; group: RunGroup; isOpen: boolean };

export interface Sorting {
  /** A column such as `summary.val/loss.min`. */
  by: string;
  order: 'asc' | 'desc';
}

/** The rows of a list of runs; runs of a closed group are left out. Runs without a value to sort by come last. */
export function runRows(
  runs: readonly Run[],
  { by, sort, closed }: { by: readonly GroupKey[]; sort: Sorting | undefined; closed: ReadonlySet<string> },
): RunRow[] {
  const sorted = sort ? sortRuns(runs, sort) : runs;
  if (by.length === 0) return sorted.map(toRow);
  return groupRuns(sorted, by).flatMap((group): RunRow[] => {
    const isOpen = !closed.has(group.id);
    return [{ kind: 'group', id: `group ${group.id}`, group, isOpen }, ...(isOpen ? group.runs.map(toRow) : [])];
  });
}

const toRow = (run: Run): RunRow => ({ kind: 'run', id: run.id, run });

function sortRuns(runs: readonly Run[], { by, order }: Sorting): Run[] {
  const sign = order === 'asc' ? 1 : -1;
  const values = new Map(runs.map((run) => [run.id, columnValue(run, by)]));
  return [...runs].sort((a, b) => compare(values.get(a.id) ?? null, values.get(b.id) ?? null, sign));
}

function compare(a: string | number | null, b: string | number | null, sign: number): number {
  if (isMissing(a) || isMissing(b)) return Number(isMissing(a)) - Number(isMissing(b));
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

const isMissing = (value: string | number | null) => value === null || Number.isNaN(value);

/** Mean and standard deviation (of a sample) of what is a finite number; null without one, `deviation` null for one. */
export function meanOf(runs: readonly Run[], column: string): { mean: number; deviation: number | null } | null {
  const values = runs
    .map((run) => columnValue(run, column))
    .filter((value) => typeof value === 'number' && Number.isFinite(value));
  const numbers = values as number[];
  if (numbers.length === 0) return null;
  const mean = numbers.reduce((sum, value) => sum + value, 0) / numbers.length;
  const squares = numbers.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return { mean, deviation: numbers.length > 1 ? Math.sqrt(squares / (numbers.length - 1)) : null };
}
