import { fromJsonNumber } from '../../shared/number.ts';
import type { StepHistogram } from '../../shared/panel-query.ts';

/** Mean and standard deviation of the values of a histogram; null where there is none. */
export interface Moments {
  mean: number;
  std: number;
  /** They were not sent: they are those of values spread evenly over each bin. */
  areEstimated: boolean;
}

export function momentsOf({
  mean,
  std,
  edges,
  counts,
}: Pick<StepHistogram<ArrayLike<number>>, 'mean' | 'std' | 'edges' | 'counts'>): Moments | null {
  if (mean !== undefined && std !== undefined)
    return { mean: fromJsonNumber(mean), std: fromJsonNumber(std), areEstimated: false };
  let [total, first, second] = [0, 0, 0];
  for (let index = 0; index < counts.length; index++) {
    const [low, high, count] = [edges[index] ?? 0, edges[index + 1] ?? 0, counts[index] ?? 0];
    const middle = (low + high) / 2;
    total += count;
    first += count * middle;
    second += count * (middle ** 2 + (high - low) ** 2 / 12);
  }
  if (!(total > 0)) return null;
  const estimated = first / total;
  return { mean: estimated, std: Math.sqrt(Math.max(0, second / total - estimated ** 2)), areEstimated: true };
}
