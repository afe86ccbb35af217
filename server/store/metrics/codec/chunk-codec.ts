import { crc32 } from 'node:zlib';
import { addBucket, addPoints, type Bucket, emptyBucket } from '../points/bucket.ts';
import { type Points, slicePoints } from '../points/points.ts';
import { decodeColumn, encodeColumn } from './column-codec.ts';
import { WordReader, WordWriter, wordsOf } from './words.ts';

/** How many raw points a row of `chunks` holds, and how many of them are packed together, to be read without their neighbours. */
export interface ChunkShape {
  chunkPoints: number;
  blockPoints: number;
}
export const CHUNK_SHAPE: ChunkShape = { chunkPoints: 4096, blockPoints: 256 };

/**
 * Names the layout of `data`: where each block begins, a CRC-32 of each block's points, and then, block by
 * block, steps, times and values. Number 1 was the same without the CRCs.
 */
export const CODEC = 2;
export const BEFORE_CRCS = 1;

export const isKnownCodec = (codec: number) => codec === CODEC || codec === BEFORE_CRCS;

/** A chunk ready to be stored: its bucket, the buckets of its blocks (the level below), and the packed points. */
export interface EncodedChunk {
  bucket: Bucket;
  blocks: Bucket[];
  data: Buffer;
}

/** Packs points in order of step, block by block. */
export function encodeChunk(points: Points, blockPoints = CHUNK_SHAPE.blockPoints): EncodedChunk {
  const blockCount = Math.ceil(points.steps.length / blockPoints);
  const blocks: Bucket[] = [];
  const offsets = new Uint32Array(blockCount);
  const crcs = new Uint32Array(blockCount);
  const body = new WordWriter();
  for (let block = 0; block < blockCount; block++) {
    const own = slicePoints(points, block * blockPoints, Math.min((block + 1) * blockPoints, points.steps.length));
    offsets[block] = 2 * blockCount + body.length;
    crcs[block] = crcOf(own);
    encodeColumn(body, own.steps);
    encodeColumn(body, own.times);
    encodeColumn(body, own.values);
    blocks.push(addPoints(emptyBucket(), own));
  }
  return {
    bucket: blocks.reduce(addBucket, emptyBucket()),
    blocks,
    data: Buffer.concat([Buffer.from(offsets.buffer), Buffer.from(crcs.buffer), body.bytes()]),
  };
}

/** Unpacks block number `block` into `points`, which has as much room as the block has points. */
export function decodeBlock(words: Uint32Array, block: number, points: Points): Points {
  const reader = new WordReader(words, words[block] as number);
  decodeColumn(reader, points.steps);
  decodeColumn(reader, points.times);
  decodeColumn(reader, points.values);
  return points;
}

/** Of the points themselves, so that it proves them whatever happened to what lies around them. */
export function crcOf({ steps, times, values }: Points): number {
  return crc32(values, crc32(times, crc32(steps)));
}

/** The CRC that `encodeChunk` wrote for a block. */
export const crcOfBlock = (words: Uint32Array, block: number, blockCount: number) => words[blockCount + block];

/** The packed points of a row as words, for `decodeBlock`. */
export const chunkWords = wordsOf;
