import type { Carries, Node } from '../memory/series-memory.ts';
import { addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import type { Points } from '../points/points.ts';

/** A series as it is read: one that is stored, or one that is computed for an answer. */
export interface ReadableSeries {
  /** Sums up the whole series. */
  readonly total: Bucket;
  /** Moving averages at the beginning of each chunk, for the smoothing asked for last. */
  carries: Carries | undefined;
  /** The whole series in parts, in order of step. */
  nodes(): Node[];
  /** The blocks of a chunk, or the points of a block, valid until the next block is opened. */
  open(node: Node): Node[];
}

/** Points in order of step as a series that is not stored. */
export function computedSeries(points: Points): ReadableSeries {
  const node: Node = { bucket: addPoints(emptyBucket(), points), points };
  return {
    total: node.bucket,
    carries: undefined,
    nodes: () => (points.steps.length > 0 ? [node] : []),
    open: () => [node],
  };
}
