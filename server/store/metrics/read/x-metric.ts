import type { Node } from '../memory/series-memory.ts';
import { addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { lowerBound, newPoints, slicePoints } from '../points/points.ts';
import { readPoints } from './raw-points.ts';
import type { ReadableSeries } from './readable-series.ts';

/** A series over the values of another: its points, with x in the place of their time. */
export interface OverMetric {
  node: Node;
  /** The time that a bucket's last point really has. */
  timeOf(bucket: Bucket): number;
}

/**
 * Gives each point the last finite value that `x` had at its step or before; points before its first are left out.
 *
 * Cost      reads both series whole
 */
export function overMetric(series: ReadableSeries, x: ReadableSeries): OverMetric {
  const own = readPoints(series, -1, Number.POSITIVE_INFINITY);
  const other = readPoints(x, -1, Number.POSITIVE_INFINITY);
  const placed = newPoints(own.steps.length);
  let length = 0;
  let next = 0;
  let value = Number.NaN;
  for (const [index, step] of own.steps.entries()) {
    for (; next < other.steps.length && (other.steps[next] as number) <= step; next++) {
      if (Number.isFinite(other.values[next])) value = other.values[next] as number;
    }
    if (Number.isNaN(value)) continue;
    placed.steps[length] = step;
    placed.times[length] = value;
    placed.values[length] = own.values[index] as number;
    length++;
  }
  const points = slicePoints(placed, 0, length);
  return {
    node: { bucket: addPoints(emptyBucket(), points), points },
    timeOf: ({ lastStep }) => own.times[lowerBound(own.steps, lastStep)] as number,
  };
}
