import { crc32 } from 'node:zlib';
import { damaged } from '../../damage.ts';
import type { Db } from '../../sqlite.ts';
import { decodeBuckets, encodeBuckets } from '../codec/bucket-codec.ts';
import {
  CHUNK_SHAPE,
  type ChunkShape,
  CODEC,
  chunkWords,
  decodeBlock,
  encodeChunk,
  isKnownCodec,
} from '../codec/chunk-codec.ts';
import type { Bucket } from '../points/bucket.ts';
import { newPoints, type Points, slicePoints } from '../points/points.ts';
import { ByteCache } from './byte-cache.ts';

/** One row of `chunks` as the directory of its series holds it. A changed chunk has another id. */
export interface ChunkEntry {
  id: number;
  bucket: Bucket;
}

interface ChunkRow {
  codec: number;
  crc: number;
  blocks: Buffer;
  data: Buffer;
}

/** A chunk as it is read: the buckets of its blocks, and their points still packed. */
interface OpenChunk {
  blocks: Bucket[];
  words: Uint32Array;
}

export interface ChunkStoreOptions {
  cacheBytes?: number | undefined;
  shape?: ChunkShape | undefined;
}

/** Of packed chunks: points take a third of the room they need unpacked, and unpack faster than they are read. */
const CACHE_BYTES = 96 * 1024 ** 2;
const BYTES_PER_BUCKET = 200;

/** Every read and write of the `chunks` table, with the chunks read or written last kept in memory. */
export function createChunkStore(db: Db, { cacheBytes = CACHE_BYTES, shape = CHUNK_SHAPE }: ChunkStoreOptions = {}) {
  const select = db.prepare<[number], ChunkRow>('SELECT codec, crc, blocks, data FROM chunks WHERE id = ?');
  const selectDirectory = db.prepare<[number], { id: number; bucket: Buffer }>(
    'SELECT id, bucket FROM chunks WHERE series = ? ORDER BY first_step',
  );
  const insert = db.prepare(`
    INSERT INTO chunks (series, first_step, bucket, codec, crc, blocks, data)
    VALUES (@series, @firstStep, @bucket, ${CODEC}, @crc, @blocks, @data)`);
  const remove = db.prepare<[number]>('DELETE FROM chunks WHERE id = ?');
  const packed = new ByteCache<OpenChunk>(cacheBytes);
  let room = newPoints(shape.blockPoints);

  function open(id: number): OpenChunk {
    const cached = packed.get(id);
    if (cached) return cached;
    const row = select.get(id);
    if (!row) throw damaged(`chunk ${id} is missing`);
    if (!isKnownCodec(row.codec)) throw damaged(`chunk ${id} has the unknown codec ${row.codec}`);
    if (crc32(row.data, crc32(row.blocks)) !== row.crc) throw damaged(`chunk ${id} is damaged`);
    return keep(id, decodeBuckets(row.blocks), row.data);
  }

  function keep(id: number, blocks: Bucket[], data: Buffer): OpenChunk {
    const chunk = { blocks, words: chunkWords(data) };
    packed.set(id, chunk, data.byteLength + blocks.length * BYTES_PER_BUCKET);
    return chunk;
  }

  function readBlock(id: number, block: number): Points {
    const { words, blocks } = open(id);
    const count = blocks[block]?.count ?? 0;
    if (count > room.steps.length) room = newPoints(count);
    return decodeBlock(words, block, count === room.steps.length ? room : slicePoints(room, 0, count));
  }

  return {
    /** Points in a full chunk. */
    chunkPoints: shape.chunkPoints,

    /** The chunks of a series in order of step. */
    directory(series: number): ChunkEntry[] {
      return selectDirectory
        .all(series)
        .flatMap(({ id, bucket }) => decodeBuckets(bucket).map((each) => ({ id, bucket: each })));
    },

    /** The buckets of a chunk's blocks. */
    blocks: (id: number): Bucket[] => open(id).blocks,

    /** The points of a block, valid until the next call, which reuses their memory. */
    readBlock,

    /** All points of a chunk. */
    read(id: number): Points {
      const { words, blocks } = open(id);
      const points = newPoints(blocks.reduce((sum, { count }) => sum + count, 0));
      let at = 0;
      for (const [block, { count }] of blocks.entries()) {
        decodeBlock(words, block, slicePoints(points, at, at + count));
        at += count;
      }
      return points;
    },

    insert(series: number, points: Points): ChunkEntry {
      const { bucket, blocks, data } = encodeChunk(points, shape.blockPoints);
      const summary = encodeBuckets(blocks);
      const { lastInsertRowid } = insert.run({
        series,
        firstStep: bucket.firstStep,
        bucket: encodeBuckets([bucket]),
        crc: crc32(data, crc32(summary)),
        blocks: summary,
        data,
      });
      const id = Number(lastInsertRowid);
      keep(id, blocks, data); // what was just logged is what pages show
      return { id, bucket };
    },

    remove(id: number): void {
      remove.run(id);
      packed.delete(id);
    },

    /** Needed after a failed transaction, since the ids of its chunks may be given to others. */
    forgetAll(): void {
      packed.clear();
    },
  };
}

export type ChunkStore = ReturnType<typeof createChunkStore>;
