import { crc32 } from 'node:zlib';
import { decodeBuckets, encodeBuckets } from '../codec/bucket-codec.ts';
import {
  BEFORE_CRCS,
  CHUNK_SHAPE,
  chunkWords,
  crcOf,
  crcOfBlock,
  decodeBlock,
  isKnownCodec,
} from '../codec/chunk-codec.ts';
import { addBucket, addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { newPoints, type Points } from '../points/points.ts';

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
  if (isKnownCodec(row.codec) && crc32(row.data, crc32(row.blocks)) === row.crc) return checkSums(row);
  const stored = tryDecode(row.blocks);
  const implied = impliedCounts(row);
  const blockCount = stored.length || implied.length;
  const kept = Array.from({ length: blockCount }, (_, block) => {
    const expected = stored[block];
    if (row.codec === BEFORE_CRCS) return matching(row, block, expected);
    return proven(row, block, blockCount, [expected?.count, implied[block]]);
  }).flatMap((points) => points ?? []);
  const isComplete = kept.length === blockCount && countPoints(kept) === countOf(row) && row.codec !== BEFORE_CRCS;
  return { what: 'its checksum is wrong', kept, isComplete };
}

/** A block whose points have the CRC that is written for them, with as many points as one of these counts. */
function proven(row: ChunkRow, block: number, blockCount: number, counts: (number | undefined)[]): Points | undefined {
  for (const count of counts) {
    const points = count === undefined ? undefined : tryReadBlock(row, block, count);
    if (points && crcOf(points) === crcOfBlock(wholeWords(row), block, blockCount)) return points;
  }
  return undefined;
}

/** A block without a CRC of its own whose points sum up to its stored bucket: likely whole, but not proven. */
function matching(row: ChunkRow, block: number, expected: Bucket | undefined): Points | undefined {
  const points = expected && tryReadBlock(row, block, expected.count);
  return points && isSame(sumUp(points), expected) ? points : undefined;
}

/** Of a chunk whose checksum is right: whether each level of its sums is that of the points below. */
function checkSums(row: ChunkRow): ChunkProblem | undefined {
  const blocks = decodeBuckets(row.blocks);
  const kept = blocks.flatMap(({ count }, block) => tryReadBlock(row, block, count) ?? []);
  const sums = kept.map(sumUp);
  const [stored] = tryDecode(row.bucket);
  const isRight = sums.length === blocks.length && sums.every((sum, block) => isSame(sum, blocks[block] as Bucket));
  if (isRight && stored && isSame(sums.reduce(addBucket, emptyBucket()), stored)) return undefined;
  return { what: 'its buckets do not sum up its points', kept, isComplete: kept.length === blocks.length };
}

/** How many points each block has by the chunk's own count. */
function impliedCounts({ bucket }: ChunkRow): number[] {
  const total = tryDecode(bucket)[0]?.count ?? 0;
  if (!(total <= MAX_POINTS)) return [];
  const { blockPoints } = CHUNK_SHAPE;
  return Array.from({ length: Math.ceil(total / blockPoints) }, (_, block) =>
    Math.min(blockPoints, total - block * blockPoints),
  );
}

function tryReadBlock(row: ChunkRow, block: number, count: number): Points | undefined {
  if (!(count <= MAX_POINTS)) return undefined;
  try {
    return decodeBlock(wholeWords(row), block, newPoints(count));
  } catch {
    return undefined; // damaged so that it does not even unpack
  }
}

/** The words of data that may have lost its end. */
const wholeWords = ({ data }: ChunkRow) => chunkWords(data.subarray(0, data.length - (data.length % 4)));

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
