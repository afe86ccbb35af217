import type { Histogram } from '../../shared/ingest.ts';
import { limitsAround, shareOf, valueAt } from './axes/ticks.ts';

type Columnar = Pick<Histogram, 'edges' | 'counts'>;

/** Histograms of several steps brought onto one set of bins. */
export interface HistogramGrid {
  /** Bin edges from low to high, one more than bins. */
  edges: number[];
  /** Per step, the share of its values in each bin. */
  shares: number[][];
}

/**
 * Counts move to even bins over the range that any step fills, split where an old bin overlaps several; a bin
 * of no width goes whole to the bin that holds it.
 */
export function toGrid(histograms: readonly Columnar[], bins: number): HistogramGrid {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  for (const { edges, counts } of histograms) {
    low = Math.min(low, edges[counts.findIndex(Boolean)] ?? low);
    high = Math.max(high, edges[counts.findLastIndex(Boolean) + 1] ?? high);
  }
  if (!(low <= high)) return { edges: [], shares: [] };
  const [from, to] = limitsAround(low, high);
  const edges = Array.from({ length: bins + 1 }, (_, index) => valueAt(index / bins, from, to));
  return { edges, shares: histograms.map((histogram) => spread(histogram, from, to, bins)) };
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
