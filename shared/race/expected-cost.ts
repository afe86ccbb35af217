import { median } from './statistics.ts';

/** What a run spent until it reached the target, or, where it never did (null), until it ended. */
export interface Attempt {
  spent: number;
  toTarget: number | null;
}

/**
 * What it costs to reach the target when runs are started anew until one does: all that the runs spent until they reached it or
 * ended, divided by how many reached it. Infinite when none did.
 *
 * Source    Hansen et al., *COCO: a platform for comparing continuous optimizers* (2021), arXiv:1603.08785, §5.2 (expected running time)
 */
export function expectedCost(attempts: readonly Attempt[]): number {
  const reached = attempts.filter(({ toTarget }) => toTarget !== null).length;
  const spent = attempts.reduce((sum, each) => sum + (each.toTarget ?? each.spent), 0);
  return reached > 0 ? spent / reached : Number.POSITIVE_INFINITY;
}

/** The median cost of the target, where a run that never reached it took longer than any; infinite when that is half of them. */
export function medianCost(attempts: readonly Attempt[]): number {
  return median(attempts.map(({ toTarget }) => toTarget ?? Number.POSITIVE_INFINITY));
}
