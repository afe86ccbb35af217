import { type Histogram, toJsonNumber } from './wire.ts';

export interface BinnedHistogram {
  edges: number[];
  counts: number[];
}

/** The most bins that the server stores of one histogram. */
export const MAX_BINS = 1024;

/**
 * Counts values into bins of equal width between the smallest and the largest finite one; values
 * that are not finite are counted apart, and mean and deviation are over the finite ones.
 */
export function histogramOf(values: ArrayLike<number>, bins = 64): Omit<Histogram, 'key' | 'step' | 'time'> {
  const { low, high, mean, std, finite } = momentsOf(values);
  const from = finite === 0 ? 0 : low;
  const span = high > low ? high / 2 - from / 2 : Math.max(0.5, Math.abs(from) / 2); // halved: the full one may overflow
  const count = binCount(from, span, bins);
  const width = (span / count) * 2;
  const counts = new Array<number>(count).fill(0);
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value)) continue;
    const bin = Math.min(count - 1, Math.floor((value - from) / width));
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const edges = Array.from({ length: count + 1 }, (_, i) => from + i * width);
  if (high > low) edges[count] = high; // rounding must not leave the largest value outside
  return {
    edges,
    counts,
    nonFinite: values.length - finite,
    ...(finite > 0 && { mean: toJsonNumber(mean), std: toJsonNumber(std) }),
  };
}

/** The asked number of bins, fewer where float64 has no room for edges so close. */
function binCount(from: number, halfSpan: number, bins: number): number {
  const asked = Number.isFinite(bins) ? Math.min(MAX_BINS, Math.max(1, Math.floor(bins))) : 64;
  const room = Math.floor(halfSpan / (Math.max(Math.abs(from), Math.abs(from + halfSpan)) * 2 ** -52 || 1e-300));
  return Math.max(1, Math.min(asked, room));
}

function momentsOf(values: ArrayLike<number>) {
  let low = Number.POSITIVE_INFINITY;
  let high = Number.NEGATIVE_INFINITY;
  let finite = 0;
  let mean = 0;
  let squares = 0; // Welford: sums of squares cancel badly when the mean is large
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
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
