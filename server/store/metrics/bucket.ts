import type { Points } from './points.ts';

/**
 * What is kept of neighbouring points, in order of step: enough to draw them at any zoom where they
 * share a pixel column, and to merge with the next bucket.
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
  sum: number;
  /** Whether no point's time is below that of the point before. */
  ordered: boolean;
}

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
  return bucket;
}

/** Adds the bucket that comes next in order. */
export function addBucket(into: Bucket, next: Bucket): Bucket {
  if (next.count === 0) return into;
  if (into.count === 0) return Object.assign(into, next);
  into.count += next.count;
  into.nonFinite += next.nonFinite;
  into.sum += next.sum;
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
