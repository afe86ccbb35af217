import type { Points } from './points.ts';

/**
 * The statistics of neighbouring points, in order of step: enough to draw them where they share a pixel
 * column, and to merge with the next bucket.
 */
export interface Bucket {
  count: number;
  nonFinite: number;
  firstStep: number;
  firstTime: number;
  first: number;
  lastStep: number;
  lastTime: number;
  last: number;
  /** Over finite values: +Infinity, and −Infinity for `max`, when there are none. The first step that has it in `argmin`. */
  min: number;
  argmin: number;
  max: number;
  argmax: number;
  /** Of the finite values, in units of `sumUnit`: 1, or so large that sums of huge values do not overflow. */
  sum: number;
  sumUnit: number;
  /** Whether no point's time is below that of the point before. */
  ordered: boolean;
}

/** The unit of sums that would overflow in units of 1. */
export const HUGE_UNIT = 2 ** 64;

export function emptyBucket(): Bucket {
  return {
    count: 0,
    nonFinite: 0,
    firstStep: Number.NaN,
    firstTime: Number.NaN,
    first: Number.NaN,
    lastStep: Number.NaN,
    lastTime: Number.NEGATIVE_INFINITY,
    last: Number.NaN,
    min: Number.POSITIVE_INFINITY,
    argmin: Number.NaN,
    max: Number.NEGATIVE_INFINITY,
    argmax: Number.NaN,
    sum: 0,
    sumUnit: 1,
    ordered: true,
  };
}

/** Adds the points that come next in order, from index `from` up to, not including, `to`. */
export function addPoints(bucket: Bucket, { steps, times, values }: Points, from = 0, to = steps.length): Bucket {
  if (from >= to) return bucket;
  if (bucket.count === 0) {
    bucket.firstStep = steps[from] as number;
    bucket.firstTime = times[from] as number;
    bucket.first = values[from] as number;
  }
  const sumBefore = bucket.sum;
  let { sum, min, argmin, max, argmax, lastTime, ordered, nonFinite } = bucket;
  for (let i = from; i < to; i++) {
    const time = times[i] as number;
    if (time < lastTime) ordered = false;
    lastTime = time;
    const value = values[i] as number;
    if (value - value !== 0) {
      nonFinite++; // NaN, or infinite less itself
      continue;
    }
    sum += value;
    if (value < min) {
      min = value;
      argmin = steps[i] as number;
    }
    if (value > max) {
      max = value;
      argmax = steps[i] as number;
    }
  }
  bucket.count += to - from;
  bucket.lastStep = steps[to - 1] as number;
  bucket.last = values[to - 1] as number;
  bucket.lastTime = lastTime;
  bucket.ordered = ordered;
  bucket.nonFinite = nonFinite;
  bucket.sum = sum;
  bucket.min = min;
  bucket.argmin = argmin;
  bucket.max = max;
  bucket.argmax = argmax;
  if (bucket.sumUnit !== 1 || !Number.isFinite(sum)) sumUpHuge(bucket, sumBefore, values.subarray(from, to));
  return bucket;
}

function sumUpHuge(bucket: Bucket, sumBefore: number, values: Float64Array): void {
  let sum = (sumBefore / HUGE_UNIT) * bucket.sumUnit;
  for (const value of values) if (Number.isFinite(value)) sum += value / HUGE_UNIT;
  bucket.sum = sum;
  bucket.sumUnit = HUGE_UNIT;
}

/** Adds the bucket that comes next in order. */
export function addBucket(into: Bucket, next: Bucket): Bucket {
  if (next.count === 0) return into;
  if (into.count === 0) return Object.assign(into, next);
  into.count += next.count;
  into.nonFinite += next.nonFinite;
  addSum(into, next);
  into.ordered &&= next.ordered && next.firstTime >= into.lastTime;
  into.lastStep = next.lastStep;
  into.lastTime = next.lastTime;
  into.last = next.last;
  if (next.min < into.min) {
    into.min = next.min;
    into.argmin = next.argmin;
  }
  if (next.max > into.max) {
    into.max = next.max;
    into.argmax = next.argmax;
  }
  return into;
}

function addSum(into: Bucket, { sum, sumUnit }: Bucket): void {
  const both = into.sum + sum;
  if (into.sumUnit === sumUnit && Number.isFinite(both)) {
    into.sum = both;
    return;
  }
  into.sum = (into.sum / HUGE_UNIT) * into.sumUnit + (sum / HUGE_UNIT) * sumUnit;
  into.sumUnit = HUGE_UNIT;
}

/** Of the finite values; null when there are none, or their sum had overflowed in a file from before sums had units. */
export function meanOf({ sum, sumUnit, count, nonFinite, min, max }: Bucket): number | null {
  const finite = count - nonFinite;
  if (finite === 0 || !Number.isFinite(sum)) return null;
  return Math.min(Math.max((sum / finite) * sumUnit, min), max); // rounding may lead just beyond the extremes
}
