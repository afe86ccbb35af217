import { MOST_CLOCK_PIECES } from '../../../../shared/query.ts';
import type { Node } from '../memory/series-memory.ts';
import { addBucket, addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { newPoints, type Points, setPoints, slicePoints, sortByTime } from '../points/points.ts';

/** What x means: the step, or the time less `origin`. */
export interface Axis {
  by: 'steps' | 'times';
  origin: number;
  /** Where x falls, as on a clock that was set back, columns begin anew: what lies on both sides is not taken together. */
  inPieces?: boolean;
  /** Whether columns divide the logarithm of x; only x above 0 has one. */
  log?: boolean;
}

export interface Reduction {
  /** Points in the window. */
  points: number;
  /** True when every bucket is one point. */
  raw: boolean;
  /** In order of x, in pieces piece by piece; a pixel column without points has none. */
  buckets: Bucket[];
}

/**
 * Reduces a series to one bucket a pixel column, exactly as if every point in the window had been
 * looked at: x falls in column floor((x − low) · pixels / (high − low)), or that of the logarithms, the highest x in the
 * last one.
 *
 * Cost      opens only parts that cross the edge of a column or of the window
 */
export function reduceToPixels(
  parts: readonly Node[],
  axis: Axis,
  window: readonly [number, number] | undefined,
  pixels: number,
  open: (node: Node) => Node[],
): Reduction {
  const pieces = axis.by === 'times' && !isOrdered(parts) ? orderTimes(parts, axis, open) : [parts];
  const nodes = pieces.flat();
  const bounds = boundsOf(nodes, axis, window, open);
  const points = countWithin(nodes, axis, bounds, open);
  const grid = new Grid(axis, bounds, points <= pixels ? 0 : pixels, open);
  for (const piece of pieces) {
    grid.beginPiece();
    for (const node of piece) grid.place(node);
  }
  return { points, raw: points <= pixels, buckets: grid.buckets };
}

/** Columns of pixels being filled from left to right; with 0 pixels every point is a column. */
class Grid {
  readonly buckets: Bucket[] = [];
  readonly #axis: Axis;
  readonly #low: number;
  readonly #high: number;
  /** The bounds as columns divide them. */
  readonly #from: number;
  readonly #width: number;
  readonly #pixels: number;
  readonly #open: (node: Node) => Node[];
  #column = -1;

  constructor(axis: Axis, [low, high]: readonly [number, number], pixels: number, open: (node: Node) => Node[]) {
    this.#axis = axis;
    this.#low = low;
    this.#high = high;
    this.#from = axis.log ? Math.log(low) : low;
    this.#width = (axis.log ? Math.log(high) : high) - this.#from;
    this.#pixels = pixels;
    this.#open = open;
  }

  /** What is placed from now on shares no column with what was placed before. */
  beginPiece(): void {
    this.#column = -1;
  }

  place(node: Node): void {
    const first = firstX(node.bucket, this.#axis);
    const last = lastX(node.bucket, this.#axis);
    if (last < this.#low || first > this.#high) return;
    const isInside = first >= this.#low && last <= this.#high;
    if (isInside && this.#pixels > 0 && this.#columnOf(first) === this.#columnOf(last)) {
      addBucket(this.#bucketOf(this.#columnOf(first)), node.bucket);
    } else if (node.points) {
      this.#placePoints(node.points);
    } else {
      for (const child of this.#open(node)) this.place(child);
    }
  }

  #placePoints(points: Points): void {
    const xs = points[this.#axis.by];
    const { origin } = this.#axis;
    let at = 0;
    while (at < xs.length && (xs[at] as number) - origin < this.#low) at++;
    while (at < xs.length && (xs[at] as number) - origin <= this.#high) {
      const column = this.#pixels > 0 ? this.#columnOf((xs[at] as number) - origin) : this.#column + 1;
      const next = this.#pixels > 0 ? this.#endOfColumn(xs, at, column) : at + 1;
      addPoints(this.#bucketOf(column), points, at, next);
      at = next;
    }
  }

  /** The index of the first point after `from` that is in a later column or beyond the window. */
  #endOfColumn(xs: Float64Array, from: number, column: number): number {
    const isBefore = (index: number) => {
      const x = (xs[index] as number) - this.#axis.origin;
      return x <= this.#high && this.#columnOf(x) === column;
    };
    let low = from + 1;
    let stride = 1;
    while (low + stride < xs.length && isBefore(low + stride)) {
      low += stride;
      stride *= 2;
    }
    let high = Math.min(low + stride, xs.length);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(middle)) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #columnOf(x: number): number {
    const column = Math.floor((((this.#axis.log ? Math.log(x) : x) - this.#from) * this.#pixels) / this.#width);
    return column < this.#pixels ? column : this.#pixels - 1; // also when the window has no width: NaN
  }

  #bucketOf(column: number): Bucket {
    const current = this.buckets.at(-1);
    if (column === this.#column && current) return current;
    this.#column = column;
    const bucket = emptyBucket();
    this.buckets.push(bucket);
    return bucket;
  }
}

function countWithin(
  nodes: readonly Node[],
  axis: Axis,
  bounds: readonly [number, number],
  open: (node: Node) => Node[],
): number {
  let count = 0;
  for (const node of nodes) {
    const first = firstX(node.bucket, axis);
    const last = lastX(node.bucket, axis);
    if (last < bounds[0] || first > bounds[1]) continue;
    if (first >= bounds[0] && last <= bounds[1]) count += node.bucket.count;
    else if (node.points) count += countPoints(node.points[axis.by], axis.origin, bounds);
    else count += countWithin(open(node), axis, bounds, open);
  }
  return count;
}

function countPoints(xs: Float64Array, origin: number, [low, high]: readonly [number, number]): number {
  let count = 0;
  for (let i = 0; i < xs.length; i++) {
    const x = (xs[i] as number) - origin;
    if (x >= low && x <= high) count++;
  }
  return count;
}

function boundsOf(
  nodes: readonly Node[],
  axis: Axis,
  window: readonly [number, number] | undefined,
  open: (node: Node) => Node[],
): readonly [number, number] {
  const bounds = window ?? extentOf(nodes, axis);
  if (!axis.log || bounds[0] > 0) return bounds;
  return [Math.max(Number.MIN_VALUE, leastPositive(nodes, axis, open)), bounds[1]];
}

/** The lowest x above 0; 0 when there is none. */
function leastPositive(nodes: readonly Node[], axis: Axis, open: (node: Node) => Node[]): number {
  const candidates = nodes
    .filter(({ bucket }) => lastX(bucket, axis) > 0)
    .map((node) => {
      if (firstX(node.bucket, axis) > 0) return firstX(node.bucket, axis);
      if (!node.points) return leastPositive(open(node), axis, open);
      return (node.points[axis.by].find((x) => x > axis.origin) ?? axis.origin) - axis.origin;
    });
  return candidates.reduce((least, each) => (least === 0 || each < least ? each : least), 0);
}

function extentOf(nodes: readonly Node[], axis: Axis): [number, number] {
  if (nodes.length === 0) return [0, 0];
  const low = nodes.reduce((lowest, { bucket }) => Math.min(lowest, firstX(bucket, axis)), Number.POSITIVE_INFINITY);
  const high = nodes.reduce((highest, { bucket }) => Math.max(highest, lastX(bucket, axis)), Number.NEGATIVE_INFINITY);
  return [low, high];
}

const firstX = (bucket: Bucket, { by, origin }: Axis) =>
  (by === 'steps' ? bucket.firstStep : bucket.firstTime) - origin;
const lastX = (bucket: Bucket, { by, origin }: Axis) => (by === 'steps' ? bucket.lastStep : bucket.lastTime) - origin;

/** Whether times never fall as steps rise. */
function isOrdered(nodes: readonly Node[]): boolean {
  let before = Number.NEGATIVE_INFINITY;
  return nodes.every(({ bucket }) => {
    const follows = bucket.ordered && bucket.firstTime >= before;
    before = bucket.lastTime;
    return follows;
  });
}

/** All points as parts in which times never fall: each piece by itself, or all in order of time, equal times in order of step. */
function orderTimes(nodes: readonly Node[], { inPieces }: Axis, open: (node: Node) => Node[]): Node[][] {
  const points = collect(nodes, open);
  const pieces = inPieces ? piecesOf(points) : [];
  const isApart = pieces.length > 0 && pieces.length <= MOST_CLOCK_PIECES;
  return (isApart ? pieces : [sortByTime(points)]).map((piece) => [nodeOf(piece)]);
}

/** The stretches over which times do not fall, as far as one past MOST_CLOCK_PIECES. */
function piecesOf(points: Points): Points[] {
  const { times } = points;
  const pieces: Points[] = [];
  let from = 0;
  for (let i = 1; i < times.length && pieces.length <= MOST_CLOCK_PIECES; i++) {
    if ((times[i] as number) >= (times[i - 1] as number)) continue;
    pieces.push(slicePoints(points, from, i));
    from = i;
  }
  return [...pieces, slicePoints(points, from)];
}

function collect(nodes: readonly Node[], open: (node: Node) => Node[]): Points {
  const whole = newPoints(nodes.reduce((sum, { bucket }) => sum + bucket.count, 0));
  let at = 0;
  const add = (node: Node): void => {
    if (!node.points) {
      for (const child of open(node)) add(child);
      return;
    }
    setPoints(whole, node.points, at);
    at += node.points.steps.length;
  };
  for (const node of nodes) add(node);
  return whole;
}

const nodeOf = (points: Points): Node => ({ bucket: addPoints(emptyBucket(), points), points });
