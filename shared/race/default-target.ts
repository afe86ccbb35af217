import type { Direction } from '../metric-names.ts';
import { median } from './statistics.ts';

/**
 * The worst of the best values of the groups, that of a group being the median over its runs: about half of the runs of each group
 * reach it. Null when no run has a finite value.
 */
export function defaultTarget(bests: readonly (readonly number[])[], goal: Direction): number | null {
  const middles = bests.filter((values) => values.length > 0).map((values) => middleReached(values, goal));
  if (middles.length === 0) return null;
  return goal === 'min' ? Math.max(...middles) : Math.min(...middles);
}

/** Of an even number of runs the worse of the two in the middle: at least half of them reach it. */
function middleReached(values: readonly number[], goal: Direction): number {
  const sorted = values.toSorted((a, b) => (goal === 'min' ? a - b : b - a));
  return values.length % 2 === 1 ? median(values) : (sorted[values.length / 2] as number);
}
