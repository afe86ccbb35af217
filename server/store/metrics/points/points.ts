import type { FloatColumns, PointColumns } from '../../../../shared/ingest.ts';
import type { JsonNumber } from '../../../../shared/number.ts';

/** Points of one series as columns of equal length, in order of step, each step once. */
export interface Points {
  steps: Float64Array;
  times: Float64Array;
  values: Float64Array;
}

export const NO_POINTS: Points = newPoints(0);

export function newPoints(count: number): Points {
  return { steps: new Float64Array(count), times: new Float64Array(count), values: new Float64Array(count) };
}

/** The points from index `from` up to, not including, `to`; they share memory. */
export function slicePoints(points: Points, from: number, to = points.steps.length): Points {
  return {
    steps: points.steps.subarray(from, to),
    times: points.times.subarray(from, to),
    values: points.values.subarray(from, to),
  };
}

export function setPoints(into: Points, from: Points, at: number): void {
  into.steps.set(from.steps, at);
  into.times.set(from.times, at);
  into.values.set(from.values, at);
}

/** The columns of one series of a batch, in the order they were logged: steps may jump and repeat. */
export function fromBatch({ step, time, value }: PointColumns | FloatColumns): Points {
  return { steps: toFloats(step), times: toFloats(time), values: toFloats(value) };
}

/** "NaN" and the infinities convert to themselves. */
const toFloats = (column: readonly JsonNumber[] | Float64Array) =>
  column instanceof Float64Array ? column : new Float64Array(column as number[]);

/** Points in any order as points in order of step; of a repeated step the last point stays. */
export function sortPoints(points: Points): Points {
  if (isSorted(points.steps)) return points;
  const order = orderOf(points.steps);
  const { steps } = points;
  return pickPoints(
    points,
    order.filter((index, at) => steps[order[at + 1] ?? -1] !== steps[index]),
  );
}

/**
 * As `sortPoints`, for points of which there are so many that sorting them at once would keep others waiting: yields
 * between pieces of the work.
 */
export function* sortInPieces(points: Points, piecePoints: number): Generator<undefined, Points> {
  if (isSorted(points.steps)) return points;
  let sorted: Points[] = [];
  for (let from = 0; from < points.steps.length; from += piecePoints) {
    sorted.push(sortPoints(slicePoints(points, from, Math.min(from + piecePoints, points.steps.length))));
    yield;
  }
  while (sorted.length > 1) {
    const merged: Points[] = [];
    for (let at = 0; at < sorted.length; at += 2) {
      merged.push(mergePoints(sorted[at] ?? NO_POINTS, sorted[at + 1] ?? NO_POINTS));
      yield;
    }
    sorted = merged;
  }
  return sorted[0] ?? NO_POINTS;
}

/** Points in order of time, those of equal time as they were. */
export function sortByTime(points: Points): Points {
  return pickPoints(points, orderOf(points.times));
}

/** The indices of `column` in order of its values, equal ones as they were. */
const orderOf = (column: Float64Array) =>
  Uint32Array.from(column, (_, index) => index).sort((a, b) => (column[a] as number) - (column[b] as number) || a - b);

function pickPoints({ steps, times, values }: Points, indices: Uint32Array): Points {
  const pick = (column: Float64Array) => Float64Array.from(indices, (index) => column[index] as number);
  return { steps: pick(steps), times: pick(times), values: pick(values) };
}

/** Both together; where both have a step, `newer` wins. */
export function mergePoints(older: Points, newer: Points): Points {
  const merged = newPoints(older.steps.length + newer.steps.length);
  let length = 0;
  let a = 0;
  let b = 0;
  while (a < older.steps.length || b < newer.steps.length) {
    const stepA = older.steps[a] ?? Number.POSITIVE_INFINITY;
    const stepB = newer.steps[b] ?? Number.POSITIVE_INFINITY;
    const source = stepA < stepB ? older : newer;
    const index = stepA < stepB ? a : b;
    merged.steps[length] = source.steps[index] as number;
    merged.times[length] = source.times[index] as number;
    merged.values[length] = source.values[index] as number;
    length++;
    if (stepA <= stepB) a++;
    if (stepB <= stepA) b++;
  }
  return slicePoints(merged, 0, length);
}

/** The index of the first step that is not below `step`. */
export function lowerBound(steps: Float64Array, step: number, length = steps.length): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as number) < step) low = middle + 1;
    else high = middle;
  }
  return low;
}

function isSorted(steps: Float64Array): boolean {
  for (let i = 1; i < steps.length; i++) if ((steps[i] as number) <= (steps[i - 1] as number)) return false;
  return true;
}
