import type { ColumnSummary } from '../../../shared/run-groups.ts';

/**
 * Sums up numbers as they come, in one pass; what is no finite number is passed over.
 *
 * Source    Welford (1962), Technometrics 4(3): mean and sum of squared differences, without cancellation
 */
export function createAccumulator() {
  let count = 0;
  let mean = 0;
  let squares = 0;
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  return {
    add(value: unknown): void {
      if (typeof value !== 'number' || !Number.isFinite(value)) return;
      count++;
      const before = value - mean;
      mean += before / count;
      squares += before * (value - mean);
      min = Math.min(min, value);
      max = Math.max(max, value);
    },

    /** Null while there is no number. */
    summary(): ColumnSummary | null {
      if (count === 0) return null;
      return { count, mean, std: count > 1 ? Math.sqrt(squares / (count - 1)) : null, min, max };
    },
  };
}
