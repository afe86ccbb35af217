import { crc32 } from 'node:zlib';
import { addBucket, addPoints, type Bucket, emptyBucket } from './bucket.ts';
import { decodeBuckets, encodeBuckets } from './bucket-codec.ts';
import { CHUNK_SHAPE, CODEC, chunkWords, decodeBlock } from './chunk-codec.ts';
import { newPoints, type Points } from './points.ts';

/** A row of `chunks`, as damaged as it may be. */
export interface ChunkRow {
  id: number;
  series: number;
  firstStep: number;
  bucket: Buffer;
  codec: number;
  crc: number;
  blocks: Buffer;
  data: Buffer;
}

/** What is wrong with a chunk, the points of it that can be trusted, and whether they are all it had. */
export interface ChunkProblem {
  what: string;
  kept: Points[];
  isComplete: boolean;
}

/** More than any block or chunk has; a damaged count can be anything. */
const MAX_POINTS = 65_536;

/** Undefined when nothing is wrong. */
export function checkChunk(row: ChunkRow): ChunkProblem | undefined {
  if (row.codec === CODEC && crc32(row.data, crc32(row.blocks)) === row.crc) return checkSums(row);
  const what = 'its checksum is wrong';
  const whole = recount(row);
  if (whole) return { what, kept: whole, isComplete: true };
  const kept = tryDecode(row.blocks).flatMap((expected, block) => {
    const points = tryReadBlock(row, block, expected.count);
    return points && isSame(sumUp(points), expected) ? [points] : [];
  });
  return { what, kept, isComplete: countPoints(kept) === countOf(row) };
}

/** Of a chunk whose checksum is right: whether each level of its sums is that of the points below. */
function checkSums(row: ChunkRow): ChunkProblem | undefined {
  const blocks = decodeBuckets(row.blocks);
  const kept = blocks.flatMap(({ count }, block) => tryReadBlock(row, block, count) ?? []);
  const sums = kept.map(sumUp);
  const [said] = tryDecode(row.bucket);
  const isRight = sums.length === blocks.length && sums.every((sum, block) => isSame(sum, blocks[block] as Bucket));
  if (isRight && said && isSame(sums.reduce(addBucket, emptyBucket()), said)) return undefined;
  return { what: 'its buckets do not sum up its points', kept, isComplete: kept.length === blocks.length };
}

/**
 * All points of a chunk of which only the sums are damaged: counted anew, they must give the checksum.
 * How many points each block has is tried as its buckets say, and as the chunk's own count implies.
 */
function recount(row: ChunkRow): Points[] | undefined {
  for (const counts of [tryDecode(row.blocks).map(({ count }) => count), impliedCounts(row)]) {
    const blocks = counts.flatMap((count, block) => tryReadBlock(row, block, count) ?? []);
    if (blocks.length === 0 || blocks.length < counts.length) continue;
    if (crc32(row.data, crc32(encodeBuckets(blocks.map(sumUp)))) === row.crc) return blocks;
  }
  return undefined;
}

function impliedCounts({ bucket }: ChunkRow): number[] {
  const total = tryDecode(bucket)[0]?.count ?? 0;
  if (!(total <= MAX_POINTS)) return [];
  const { blockPoints } = CHUNK_SHAPE;
  return Array.from({ length: Math.ceil(total / blockPoints) }, (_, block) =>
    Math.min(blockPoints, total - block * blockPoints),
  );
}

function tryReadBlock({ data }: ChunkRow, block: number, count: number): Points | undefined {
  if (!(count <= MAX_POINTS)) return undefined;
  try {
    return decodeBlock(chunkWords(data), block, newPoints(count));
  } catch {
    return undefined; // damaged so that it does not even unpack
  }
}

/** Damaged so that there are no whole buckets, there are none. */
export function tryDecode(blob: Buffer): Bucket[] {
  try {
    return decodeBuckets(blob);
  } catch {
    return [];
  }
}

const sumUp = (points: Points) => addPoints(emptyBucket(), points);

const isSame = (a: Bucket, b: Bucket) => encodeBuckets([a]).equals(encodeBuckets([b]));

const countPoints = (blocks: readonly Points[]) => blocks.reduce((sum, { steps }) => sum + steps.length, 0);

function countOf({ bucket, blocks }: ChunkRow): number {
  const [whole] = tryDecode(bucket);
  return whole?.count ?? tryDecode(blocks).reduce((sum, { count }) => sum + count, 0);
}
