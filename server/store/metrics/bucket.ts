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

/** Adds the point that comes next in order. */
export function addPoint(bucket: Bucket, step: number, time: number, value: number): void {
  if (bucket.count === 0) {
    bucket.firstStep = step;
    bucket.firstTime = time;
    bucket.first = value;
  }
  bucket.count++;
  if (time < bucket.lastTime) bucket.ordered = false;
  bucket.lastStep = step;
  bucket.lastTime = time;
  bucket.last = value;
  if (!Number.isFinite(value)) {
    bucket.nonFinite++;
    return;
  }
  bucket.sum += value;
  if (value < bucket.min) {
    bucket.min = value;
    bucket.argmin = step;
  }
  if (value > bucket.max) {
    bucket.max = value;
    bucket.argmax = step;
  }
}

/** Adds the points from index `from` up to, not including, `to`. */
export function addPoints(bucket: Bucket, { steps, times, values }: Points, from = 0, to = steps.length): Bucket {
  for (let i = from; i < to; i++) addPoint(bucket, steps[i] as number, times[i] as number, values[i] as number);
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
