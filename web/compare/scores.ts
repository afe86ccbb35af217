import type { Direction } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { scoreIn } from '../runs/run-facts.ts';

/** What is compared: a run, or runs alike in what they are grouped by. */
export interface Entrant {
  id: string;
  name: string;
  runs: readonly Run[];
}

/** What the runs of an entrant reached in a metric. `std` is that of a sample: null for fewer than two. */
export interface Reached {
  mean: number;
  std: number | null;
  low: number;
  high: number;
  count: number;
  /** Where a single run reached its best; null elsewhere. */
  step: number | null;
}

/** A metric in one of its two columns: the best value of each run, or the last. */
export interface ScoreColumn {
  metric: string;
  stat: 'best' | 'last';
}

export type DirectionOf = (metric: string) => Direction | undefined;
export type Sorting = { column: ScoreColumn | 'name'; isDescending: boolean };

/**
 * The mean over an entrant's runs that have a finite value there; null where none has, and of a best that is not defined. A
 * single run is shown with its NaN or infinity, too.
 */
export function reached({ runs }: Entrant, { metric, stat }: ScoreColumn, directionOf: DirectionOf): Reached | null {
  const scores = runs.map((run) => scoreIn(run, metric, directionOf(metric)));
  const values = scores.map((score) => score[stat]).filter((value) => value !== null && Number.isFinite(value));
  const found = values as number[];
  if (found.length === 0) {
    const only = runs.length === 1 ? (scores[0]?.[stat] ?? null) : null;
    return only === null ? null : { mean: only, std: null, low: only, high: only, count: 0, step: null };
  }
  const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
  const squares = found.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    std: found.length < 2 ? null : Math.sqrt(squares / (found.length - 1)),
    low: Math.min(...found),
    high: Math.max(...found),
    count: found.length,
    step: runs.length === 1 && stat === 'best' ? (scores[0]?.bestStep ?? null) : null,
  };
}

/** The mean that is best in a column; null where no direction is known or nobody has a value. */
export function bestIn(entrants: readonly Entrant[], column: ScoreColumn, directionOf: DirectionOf): number | null {
  const direction = directionOf(column.metric);
  const means = entrants.flatMap((each) => reached(each, column, directionOf)?.mean ?? []).filter(Number.isFinite);
  if (direction === undefined || means.length === 0) return null;
  return direction === 'max' ? Math.max(...means) : Math.min(...means);
}

/** Entrants by a column; those without a value come last either way. */
export function sorted(entrants: readonly Entrant[], sorting: Sorting | null, directionOf: DirectionOf): Entrant[] {
  if (sorting === null) return [...entrants];
  const { column, isDescending } = sorting;
  const sign = isDescending ? -1 : 1;
  if (column === 'name')
    return entrants.toSorted((a, b) => sign * a.name.localeCompare(b.name, 'en', { numeric: true }));
  const means = new Map(entrants.map((each) => [each, reached(each, column, directionOf)?.mean ?? Number.NaN]));
  return entrants.toSorted((a, b) => {
    const [x, y] = [means.get(a) ?? Number.NaN, means.get(b) ?? Number.NaN];
    const [isLess, isMore] = [Number.isFinite(x), Number.isFinite(y)];
    return isLess && isMore ? sign * (x - y) : Number(isMore) - Number(isLess);
  });
}

/** A sorting as an address has it: `val/loss.best`, and `-val/loss.best` from the highest. */
export function sortingText({ column, isDescending }: Sorting): string {
  return `${isDescending ? '-' : ''}${column === 'name' ? column : `${column.metric}.${column.stat}`}`;
}

export function readSorting(text: string | null): Sorting | null {
  const [, sign, metric, stat] = /^(-?)(?:name|(.+)\.(best|last))$/.exec(text ?? '') ?? [];
  if (sign === undefined) return null;
  const column = metric === undefined ? ('name' as const) : { metric, stat: stat as ScoreColumn['stat'] };
  return { column, isDescending: sign === '-' };
}
