import { addBucket, addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { lowerBound, mergePoints, NO_POINTS, type Points, slicePoints } from '../points/points.ts';
import type { ChunkEntry, ChunkStore } from '../tables/chunk-store.ts';
import { Tail } from './tail.ts';

/** A part of a series in order of step: an untouched chunk, one block of it, or points at hand. */
export type Node =
  | { bucket: Bucket; chunk: number; block?: number; points?: undefined }
  | { bucket: Bucket; points: Points };

/** The averages with which each chunk begins, block by block: last and count in turn. */
export interface Carries {
  smoothing: number;
  byChunk: Map<number, Float64Array>;
}

/**
 * One series as memory holds it: the directory of its chunks, and the tail of points that are only
 * in the journal yet. Of a step that both have, the point of the tail counts.
 */
export class SeriesMemory {
  readonly id: number;
  readonly run: number;
  readonly key: string;
  readonly tail = new Tail();
  readonly #chunks: ChunkStore;
  #sealed: Bucket;
  #directory: ChunkEntry[] | undefined;
  #total: Bucket | undefined;
  /** Moving averages at the beginning of each chunk, for the smoothing asked for last. */
  carries: Carries | undefined;
  /** Whether `summaries` has what the series sums up to now. */
  isSummarized = true;
  /** How often points were added. */
  changes = 0;

  constructor(row: { id: number; run: number; key: string; sealed: Bucket | undefined }, chunks: ChunkStore) {
    this.id = row.id;
    this.run = row.run;
    this.key = row.key;
    this.#sealed = row.sealed ?? emptyBucket();
    this.#chunks = chunks;
  }

  /** Sums up the chunks, without the tail. */
  get sealed(): Bucket {
    return this.#sealed;
  }

  /** The chunks in order of step. */
  get directory(): ChunkEntry[] {
    this.#directory ??= this.#sealed.count > 0 ? this.#chunks.directory(this.id) : [];
    return this.#directory;
  }

  /** −1 without points. */
  get lastStep(): number {
    return Math.max(this.#sealed.count > 0 ? this.#sealed.lastStep : -1, this.tail.lastStep ?? -1);
  }

  /** Sums up the whole series. */
  get total(): Bucket {
    this.#total ??= this.#isAppended()
      ? addBucket(addBucket(emptyBucket(), this.#sealed), this.tail.bucket)
      : this.nodes().reduce((sum, node) => addBucket(sum, node.bucket), emptyBucket());
    return this.#total;
  }

  /** Takes points in order of step; returns how many of their steps it had already. */
  add(points: Points): number {
    const known = this.countKnown(points.steps);
    this.#take(points);
    return known;
  }

  /** Takes points of which it is known already how many of their steps it has, and what they sum up to. */
  addCounted(points: Points, bucket: Bucket): void {
    this.#take(points, bucket);
  }

  #take(points: Points, bucket?: Bucket): void {
    this.tail.add(points, bucket);
    this.#total = undefined;
    this.isSummarized = false;
    this.changes++;
  }

  /** Puts `chunks` in the place of `count` directory entries from `at` on, and drops the tail points now in them. */
  seal(at: number, count: number, chunks: readonly ChunkEntry[], tailPoints: number): void {
    const directory = this.directory;
    if (at + count < directory.length) this.carries = undefined;
    directory.splice(at, count, ...chunks);
    this.#sealed = directory.reduce((sum, { bucket }) => addBucket(sum, bucket), emptyBucket());
    this.tail.drop(tailPoints);
    this.#total = undefined;
  }

  /** The whole series in parts, in order of step. */
  nodes(): Node[] {
    if (!this.#isAppended()) return this.#mergedNodes();
    const nodes: Node[] = this.directory.map(({ id, bucket }) => ({ bucket, chunk: id }));
    if (this.tail.length > 0) nodes.push({ bucket: this.tail.bucket, points: this.tail.points });
    return nodes;
  }

  /** Like `nodes`, with the chunks that the tail reaches into already merged with it. */
  #mergedNodes(): Node[] {
    const tail = this.tail.points;
    const nodes: Node[] = [];
    let from = 0;
    for (const { id, bucket } of this.directory) {
      const before = lowerBound(tail.steps, bucket.firstStep);
      const after = lowerBound(tail.steps, bucket.lastStep + 1);
      if (before > from) nodes.push(nodeOf(slicePoints(tail, from, before)));
      if (after === before) nodes.push({ bucket, chunk: id });
      else nodes.push(nodeOf(mergePoints(this.#chunks.read(id), slicePoints(tail, before, after))));
      from = after;
    }
    if (from < tail.steps.length) nodes.push(nodeOf(slicePoints(tail, from)));
    return nodes;
  }

  /** The blocks of a chunk, or the points of a block, valid until the next block is opened. */
  open(node: Node): Node[] {
    if (node.points) return [node];
    if (node.block !== undefined) {
      return [{ bucket: node.bucket, points: this.#chunks.readBlock(node.chunk, node.block) }];
    }
    return this.#chunks.blocks(node.chunk).map((bucket, block) => ({ bucket, chunk: node.chunk, block }));
  }

  /** True when every point of the tail comes after every chunk. */
  #isAppended(): boolean {
    return this.#sealed.count === 0 || (this.tail.firstStep ?? Number.POSITIVE_INFINITY) > this.#sealed.lastStep;
  }

  /** How many of these steps, which are in order, it has. */
  countKnown(steps: Float64Array): number {
    const { lastStep } = this;
    const isSealed = this.#sealedLookup();
    let known = 0;
    for (let i = 0; i < steps.length && (steps[i] as number) <= lastStep; i++) {
      const step = steps[i] as number;
      if (this.tail.has(step) || isSealed(step)) known++;
    }
    return known;
  }

  /** Whether chunks have a step. A block is opened once for all neighbouring steps; others must not be opened in between. */
  #sealedLookup(): (step: number) => boolean {
    const { count, firstStep, lastStep } = this.#sealed;
    let open = { chunk: -1, block: -1, steps: NO_POINTS.steps };
    return (step) => {
      if (count === 0 || step < firstStep || step > lastStep) return false;
      const chunk = this.directory[placeOf(this.directory, step)];
      if (!chunk || step > chunk.bucket.lastStep) return false;
      if (chunk.bucket.lastStep - chunk.bucket.firstStep + 1 === chunk.bucket.count) return true;
      const block = this.#chunks.blocks(chunk.id).findLastIndex((each) => each.firstStep <= step);
      if (open.chunk !== chunk.id || open.block !== block)
        open = { chunk: chunk.id, block, steps: this.#chunks.readBlock(chunk.id, block).steps };
      return open.steps[lowerBound(open.steps, step)] === step;
    };
  }
}

/** The place of the last chunk that begins at or below `step`; −1 when all begin above it. */
export function placeOf(directory: readonly ChunkEntry[], step: number): number {
  let low = 0;
  let high = directory.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((directory[middle] as ChunkEntry).bucket.firstStep <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

const nodeOf = (points: Points): Node => ({ bucket: addPoints(emptyBucket(), points), points });
