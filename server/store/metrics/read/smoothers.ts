import type { Smoother } from '../../../../shared/query.ts';
import { lowerBound, type Points } from '../points/points.ts';
import { readPoints } from './raw-points.ts';
import type { ReadableSeries } from './readable-series.ts';

/** Beyond this many deviations a point of a Gaussian weighs less than a rounding error of the rest. */
const REACH = 6;

/**
 * A series smoothed over every point, read at the steps asked for, in their order.
 *
 * A constant series and values that are not finite are left as they are.
 * Cost      reads the whole series
 */
export function smoothWith(series: ReadableSeries, smoother: Smoother, steps: readonly number[]): number[] {
  const points = readPoints(series, -1, Number.POSITIVE_INFINITY);
  const { min, max, nonFinite } = series.total;
  const isConstant = nonFinite === 0 && min === max;
  const smoothAt = isConstant ? (at: number) => points.values[at] as number : reading(points, smoother);
  return steps.map((step) => {
    const at = lowerBound(points.steps, step);
    const value = points.values[at] as number;
    return Number.isFinite(value) ? smoothAt(at) : value;
  });
}

/** The smoothed value at an index. */
function reading(points: Points, smoother: Smoother): (at: number) => number {
  if (smoother.kind === 'time-ema') {
    const averages = averageByTime(points, smoother.halfLifeMs);
    return (at) => averages[at] as number;
  }
  if (smoother.kind === 'average') {
    const before = Math.floor((smoother.points - 1) / 2);
    const weights = new Float64Array(smoother.points).fill(1);
    return (at) => weightedMean(points.values, weights, at - before);
  }
  const { deviation } = smoother;
  const reach = Math.ceil(REACH * deviation);
  const weights = Float64Array.from({ length: 2 * reach + 1 }, (_, index) =>
    Math.exp(-(((index - reach) / deviation) ** 2) / 2),
  );
  return (at) => weightedMean(points.values, weights, at - reach);
}

/** Times that fall count as no time at all. */
function averageByTime({ times, values }: Points, halfLifeMs: number): Float64Array {
  const averages = new Float64Array(values.length);
  let sum = 0;
  let weight = 0;
  let before = times[0] ?? 0;
  for (let i = 0; i < values.length; i++) {
    const time = times[i] as number;
    const fading = 2 ** (-Math.max(0, time - before) / halfLifeMs);
    before = Math.max(before, time);
    sum *= fading;
    weight *= fading;
    if (Number.isFinite(values[i])) {
      sum += values[i] as number;
      weight += 1;
    }
    averages[i] = sum / weight;
  }
  return averages;
}

/** Over the finite values that the weights fall on when the first is laid at index `from`. */
function weightedMean(values: Float64Array, weights: Float64Array, from: number): number {
  const end = Math.min(from + weights.length, values.length);
  let sum = 0;
  let weight = 0;
  for (let i = Math.max(0, from); i < end; i++) {
    const value = values[i] as number;
    if (value - value !== 0) continue; // not finite
    const own = weights[i - from] as number;
    sum += own * value;
    weight += own;
  }
  return sum / weight;
}
