import type { Histogram } from '../../shared/ingest.ts';

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
  if (low === high) {
    const room = Math.abs(low) * 0.01 || 0.5;
    low -= room;
    high += room;
  }
  const width = (high - low) / bins;
  const edges = Array.from({ length: bins + 1 }, (_, index) => low + index * width);
  return { edges, shares: histograms.map((histogram) => spread(histogram, low, width, bins)) };
}

function spread({ edges, counts }: Columnar, low: number, width: number, bins: number): number[] {
  const shares = new Array<number>(bins).fill(0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return shares;
  const bin = (value: number) => Math.min(bins - 1, Math.max(0, Math.floor((value - low) / width)));
  counts.forEach((count, index) => {
    const [from, to] = [edges[index] ?? 0, edges[index + 1] ?? 0];
    for (let at = bin(from); at <= bin(to); at++) {
      const overlap = Math.min(to, low + (at + 1) * width) - Math.max(from, low + at * width);
      const part = to > from ? Math.max(0, overlap) / (to - from) : 1;
      shares[at] = (shares[at] ?? 0) + (part * count) / total;
    }
  });
  return shares;
}
