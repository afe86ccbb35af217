import type { Histogram } from '../../shared/ingest.ts';
import type { JsonNumber } from '../../shared/number.ts';
import { limitsAround, shareOf, valueAt } from '../charts/axes/ticks.ts';

type Columnar = Pick<Histogram, 'edges' | 'counts'>;

/** Histograms of several steps brought onto one set of bins. */
export interface HistogramGrid {
  /** Bin edges from low to high, one more than bins. */
  edges: number[];
  /** Per step, the share of its values in each bin. */
  shares: number[][];
}

/** The values that histograms fill: from the lowest bin with a count to the highest; null without counts. */
export function filledRange(histograms: readonly Columnar[]): [low: number, high: number] | null {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { edges, counts } of histograms) {
    low = Math.min(low, edges[counts.findIndex(Boolean)] ?? low);
    high = Math.max(high, edges[counts.findLastIndex(Boolean) + 1] ?? high);
  }
  return low <= high ? [low, high] : null;
}

/**
 * Counts move to even bins over `range`, which is the one that the steps fill when it is left out, split where an old bin
 * overlaps several; a bin of no width goes whole to the bin that holds it.
 */
export function toGrid(
  histograms: readonly Columnar[],
  bins: number,
  range: readonly [low: number, high: number] | null = filledRange(histograms),
): HistogramGrid {
  if (!range) return { edges: [], shares: [] };
  const [from, to] = limitsAround(...range);
  const edges = Array.from({ length: bins + 1 }, (_, index) => valueAt(index / bins, from, to));
  return { edges, shares: histograms.map((histogram) => spread(histogram, from, to, bins)) };
}

/** The highest share of a bin, without those of constants, beside which all else would be flat. */
export function tallestOf(histograms: readonly { std?: JsonNumber | undefined }[], { shares }: HistogramGrid): number {
  const spread = shares.filter((_, index) => histograms[index]?.std !== 0);
  return Math.max(Number.MIN_VALUE, ...(spread.length > 0 ? spread : shares).flat());
}

/** In units of bins from `low`, where neither a tiny nor a huge range loses a count. */
function spread({ edges, counts }: Columnar, low: number, high: number, bins: number): number[] {
  const shares = new Array<number>(bins).fill(0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return shares;
  const place = (edge: number | undefined) => shareOf(edge ?? 0, low, high) * bins;
  const bin = (at: number) => Math.min(bins - 1, Math.max(0, Math.floor(at)));
  counts.forEach((count, index) => {
    if (count === 0) return;
    const [from, to] = [place(edges[index]), place(edges[index + 1])];
    for (let at = bin(from); at <= bin(to); at++) {
      const overlap = Math.min(to, at + 1) - Math.max(from, at);
      const part = to > from ? Math.max(0, overlap) / (to - from) : 1;
      shares[at] = (shares[at] ?? 0) + (part * count) / total;
    }
  });
  return shares;
}
