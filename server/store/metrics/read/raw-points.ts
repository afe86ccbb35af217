import type { Node } from '../memory/series-memory.ts';
import { lowerBound, newPoints, type Points, setPoints, slicePoints } from '../points/points.ts';
import type { ReadableSeries } from './readable-series.ts';

/** The first `limit` points of a series after a step, in order of step, in memory of their own. */
export function readPoints(series: ReadableSeries, after: number, limit: number): Points {
  const found = newPoints(Math.min(limit, series.total.count));
  let length = 0;

  function take(node: Node): void {
    if (node.bucket.lastStep <= after || length === limit) return;
    if (!node.points) {
      for (const child of series.open(node)) take(child);
      return;
    }
    const from = lowerBound(node.points.steps, after + 1);
    const part = slicePoints(node.points, from, Math.min(from + limit - length, node.points.steps.length));
    setPoints(found, part, length);
    length += part.steps.length;
  }

  for (const node of series.nodes()) take(node);
  return slicePoints(found, 0, length);
}
