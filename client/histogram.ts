import { type Histogram, toJsonNumber } from './wire.ts';

export interface BinnedHistogram {
  edges: number[];
  counts: number[];
}

/** The most bins that the server stores of one histogram. */
export const MAX_BINS = 1024;

const DEFAULT_BINS = 64;

/**
 * Counts values into bins of equal width between the smallest and the largest finite one; values
 * that are not finite are counted apart, and mean and deviation are over the finite ones.
 */
export function histogramOf(
  values: ArrayLike<number | bigint>,
  bins = DEFAULT_BINS,
): Omit<Histogram, 'key' | 'step' | 'time'> {
  const { low, high, mean, std, finite } = momentsOf(values);
  const { from, to } = finite > 0 ? rangeOf(low, high) : { from: 0, to: 1 };
  const halfSpan = to / 2 - from / 2; // the whole one may overflow
  const count = binCount(from, to, halfSpan, bins);
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(count - 1, Math.floor(((value / 2 - from / 2) / halfSpan) * count));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  return {
    edges: Array.from({ length: count + 1 }, (_, i) => from * (1 - i / count) + to * (i / count)),
    counts,
    nonFinite: values.length - finite,
    ...(finite > 0 && { mean: toJsonNumber(mean), std: toJsonNumber(std) }),
  };
}

/** From the lowest to the highest value; around them when they are the same, or too close to be told apart. */
function rangeOf(low: number, high: number): { from: number; to: number } {
  if (high / 2 - low / 2 > 0) return { from: low, to: high };
  const margin = Math.max(0.5, Math.abs(low) / 1000);
  return { from: Math.max(-Number.MAX_VALUE, low - margin), to: Math.min(Number.MAX_VALUE, low + margin) };
}

/** The asked number of bins, fewer where float64 has no room for edges so close. */
function binCount(from: number, to: number, halfSpan: number, bins: number): number {
  const asked = Number.isFinite(bins) ? Math.min(MAX_BINS, Math.max(1, Math.floor(bins))) : DEFAULT_BINS;
  const spacing = Math.max(Math.abs(from), Math.abs(to)) * Number.EPSILON || Number.MIN_VALUE;
  return Math.max(1, Math.min(asked, Math.floor(halfSpan / spacing)));
}

function momentsOf(values: ArrayLike<number | bigint>) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let finite = 0;
  let mean = 0;
  let squares = 0; // Welford: sums of squares cancel badly when the mean is large
  for (let i = 0; i < values.length; i++) {
    const value = Number(values[i]);
    if (!Number.isFinite(value)) continue;
    finite += 1;
    if (value < low) low = value;
    if (value > high) high = value;
    const delta = value - mean;
    mean += delta / finite;
    squares += delta * (value - mean);
  }
  return { low, high, mean, std: finite > 0 ? Math.sqrt(squares / finite) : 0, finite };
}
