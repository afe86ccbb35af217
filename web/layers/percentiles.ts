import type { Histogram } from '../../shared/ingest.ts';

/** The shares of a normal distribution below −∞, −1.5, −1, −0.5, 0, 0.5, 1, 1.5 and ∞ standard deviations, as TensorBoard draws them. */
export const PERCENTILES = [0, 0.0668, 0.1587, 0.3085, 0.5, 0.6915, 0.8413, 0.9332, 1] as const;

/** The values below which these shares of a histogram lie, each bin filled evenly; NaN without counts. */
export function percentilesOf(
  { edges, counts }: Pick<Histogram, 'edges' | 'counts'>,
  shares: readonly number[],
): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return shares.map(() => Number.NaN);
  const last = counts.findLastIndex(Boolean);
  return shares.map((share) => {
    let left = share * total;
    for (let bin = counts.findIndex(Boolean); bin < last; bin++) {
      const count = counts[bin] ?? 0;
      if (count > 0 && left <= count) return within(edges, bin, left / count);
      left -= count;
    }
    return within(edges, last, left / (counts[last] ?? 1));
  });
}

/** Never beyond the bin's edges, nor lower for a higher share. */
function within(edges: readonly number[], bin: number, share: number): number {
  const [low = 0, high = 0] = [edges[bin], edges[bin + 1]];
  const part = Math.min(1, Math.max(0, share));
  const span = high - low;
  return Math.min(high, Number.isFinite(span) ? low + span * part : low * (1 - part) + high * part);
}
