import type { Spread } from '../../../../shared/group-query.ts';

export interface Statistics {
  middle: number;
  low: number;
  high: number;
}

/** Samples drawn for an interval: fewer of large groups, whose middles vary less. */
const MAX_RESAMPLES = 1000;
const MIN_RESAMPLES = 200;
const MAX_DRAWS = 50_000;

/**
 * The middle of some finite values, and what lies around it. A single value has no spread.
 *
 * Source    Efron & Tibshirani, *An Introduction to the Bootstrap* (1993), §13.3, for the interval (percentile method)
 */
export function statisticsOf(values: readonly number[], by: 'mean' | 'median', spread: Spread): Statistics {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = by === 'mean' ? mean(sorted) : quantile(sorted, 0.5);
  if (spread === 'extremes') return { middle, low: sorted[0] as number, high: sorted.at(-1) as number };
  if (spread === 'interval') return { middle, ...bootstrap(sorted, by) };
  const half = deviation(sorted) / (spread === 'error' ? Math.sqrt(sorted.length) : 1);
  return { middle, low: middle - half, high: middle + half };
}

const mean = (values: ArrayLike<number>) => {
  let sum = 0;
  for (let i = 0; i < values.length; i++) sum += (values[i] as number) / values.length;
  return sum;
};

/** Of a sample: divided by one less than there are. */
function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2 / (values.length - 1), 0));
}

/** Between neighbours where the share falls between them. */
function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  return below + (above - below) * (at - Math.floor(at));
}

/** Draws the same samples of sorted values each time, so that a chart does not flicker when nothing changed. */
function bootstrap(values: readonly number[], by: 'mean' | 'median'): { low: number; high: number } {
  const random = createRandom(values.length);
  const times = new Uint32Array(values.length);
  const rounds = Math.min(MAX_RESAMPLES, Math.max(MIN_RESAMPLES, Math.floor(MAX_DRAWS / values.length)));
  const middles = new Float64Array(rounds);
  for (let round = 0; round < rounds; round++) {
    times.fill(0);
    for (let i = 0; i < times.length; i++) {
      const drawn = Math.floor(random() * times.length);
      times[drawn] = (times[drawn] as number) + 1;
    }
    middles[round] = by === 'mean' ? meanOfSample(values, times) : medianOfSample(values, times);
  }
  middles.sort();
  return { low: quantile(middles, 0.025), high: quantile(middles, 0.975) };
}

/** Of sorted values, each drawn so many times. */
function meanOfSample(values: readonly number[], times: Uint32Array): number {
  let sum = 0;
  for (let i = 0; i < times.length; i++) sum += ((values[i] as number) * (times[i] as number)) / times.length;
  return sum;
}

function medianOfSample(values: readonly number[], times: Uint32Array): number {
  const [below, above] = [Math.ceil(times.length / 2), Math.floor(times.length / 2) + 1]; // the same one, or the two in the middle
  let drawn = 0;
  let lower = Number.NaN;
  for (let i = 0; i < times.length; i++) {
    drawn += times[i] as number;
    if (Number.isNaN(lower) && drawn >= below) lower = values[i] as number;
    if (drawn >= above) return lower + ((values[i] as number) - lower) / 2;
  }
  return lower;
}

/** Numbers in [0, 1): xorshift32, good enough to draw samples with. */
function createRandom(seed: number): () => number {
  let state = seed * 2_654_435_761 || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
