import { nonFiniteKind } from '../../../../shared/non-finite.ts';
import type { Node } from '../memory/series-memory.ts';
import type { Bucket } from '../points/bucket.ts';
import { newPoints, type Points, slicePoints } from '../points/points.ts';
import type { ReadableSeries } from './readable-series.ts';

/** So many blocks are opened to learn kinds: a series with NaN all along is drawn as quickly as any other. */
const MOST_OPENED = 256;

/**
 * The first `limit` points of a series that are NaN or infinite, in order of step.
 *
 * Cost      opens only blocks that have some
 */
export function nonFinitePoints(series: ReadableSeries, limit: number): Points {
  const found = newPoints(Math.min(limit, series.total.nonFinite));
  let length = 0;

  function take(node: Node): void {
    if (node.bucket.nonFinite === 0 || length === found.steps.length) return;
    if (!node.points) {
      for (const child of series.open(node)) take(child);
      return;
    }
    const { steps, times, values } = node.points;
    for (let i = 0; i < steps.length && length < found.steps.length; i++) {
      if (nonFiniteKind(values[i] as number) === 0) continue;
      found.steps[length] = steps[i] as number;
      found.times[length] = times[i] as number;
      found.values[length++] = values[i] as number;
    }
  }

  for (const node of series.nodes()) take(node);
  return slicePoints(found, 0, length);
}

/**
 * Which kinds of values that are not finite are in each bucket, as bits of `NON_FINITE`. Of a bucket without a finite value that
 * of its last one; 0 where there is none, and past MOST_OPENED blocks.
 */
export function kindsOf(series: ReadableSeries, buckets: readonly Bucket[]): number[] {
  let left = MOST_OPENED;

  function within(node: Node, first: number, last: number): number {
    const { bucket, points } = node;
    if (bucket.nonFinite === 0 || bucket.lastStep < first || bucket.firstStep > last) return 0;
    if (points) return kindsWithin(points, first, last);
    if (left <= 0) return 0;
    left -= 1;
    return series.open(node).reduce((kinds, child) => kinds | within(child, first, last), 0);
  }

  return buckets.map(({ nonFinite, count, firstStep, lastStep, last }) => {
    if (nonFinite === 0) return 0;
    if (nonFinite === count) return nonFiniteKind(last);
    return series.nodes().reduce((kinds, node) => kinds | within(node, firstStep, lastStep), 0);
  });
}

function kindsWithin({ steps, values }: Points, first: number, last: number): number {
  let kinds = 0;
  for (let i = 0; i < steps.length; i++)
    if ((steps[i] as number) >= first && (steps[i] as number) <= last) kinds |= nonFiniteKind(values[i] as number);
  return kinds;
}
