import { crc32 } from 'node:zlib';
import { AppError } from '../../errors.ts';
import type { Db } from '../database.ts';
import type { Bucket } from './bucket.ts';
import { decodeBuckets, encodeBuckets } from './bucket-codec.ts';
import { CHUNK_SHAPE, type ChunkShape, CODEC, chunkWords, decodeBlock, encodeChunk } from './chunk-codec.ts';
import { concatPoints, type Points } from './points.ts';

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

/** A chunk in the cache: its words, and of its blocks those that were read. */
interface OpenChunk {
  blocks: Bucket[];
  words: Uint32Array;
  decoded: (Points | undefined)[];
  bytes: number;
}

export interface ChunkStoreOptions {
  cacheBytes?: number | undefined;
  shape?: ChunkShape | undefined;
}

const CACHE_BYTES = 64 * 1024 ** 2;
const BYTES_PER_POINT = 24;

/** Every read and write of the `chunks` table, with the chunks read last kept in memory. */
export function createChunkStore(db: Db, { cacheBytes = CACHE_BYTES, shape = CHUNK_SHAPE }: ChunkStoreOptions = {}) {
  const select = db.prepare<[number], ChunkRow>('SELECT codec, crc, blocks, data FROM chunks WHERE id = ?');
  const selectDirectory = db.prepare<[number], { id: number; bucket: Buffer }>(
    'SELECT id, bucket FROM chunks WHERE series = ? ORDER BY first_step',
  );
  const insert = db.prepare(`
    INSERT INTO chunks (series, first_step, bucket, codec, crc, blocks, data)
    VALUES (@series, @firstStep, @bucket, ${CODEC}, @crc, @blocks, @data)`);
  const remove = db.prepare<[number]>('DELETE FROM chunks WHERE id = ?');
  const cache = new Map<number, OpenChunk>();
  let cachedBytes = 0;

  function open(id: number): OpenChunk {
    const cached = cache.get(id);
    if (cached) {
      cache.delete(id); // and in again below: the map's order is that of last use
      cache.set(id, cached);
      return cached;
    }
    const row = select.get(id);
    if (!row) throw new AppError('internal', `chunk ${id} is missing`);
    if (row.codec !== CODEC) throw new AppError('internal', `chunk ${id} has the unknown codec ${row.codec}`);
    if (crc32(row.data, crc32(row.blocks)) !== row.crc) throw new AppError('internal', `chunk ${id} is damaged`);
    const chunk = {
      blocks: decodeBuckets(row.blocks),
      words: chunkWords(row.data),
      decoded: [],
      bytes: row.data.byteLength + 4 * row.blocks.byteLength,
    };
    cache.set(id, chunk);
    grow(chunk.bytes);
    return chunk;
  }

  function grow(bytes: number): void {
    cachedBytes += bytes;
    for (const id of cache.keys()) {
      if (cachedBytes <= cacheBytes) return;
      forget(id);
    }
  }

  function forget(id: number): void {
    cachedBytes -= cache.get(id)?.bytes ?? 0;
    cache.delete(id);
  }

  function readBlock(id: number, block: number): Points {
    const chunk = open(id);
    const known = chunk.decoded[block];
    if (known) return known;
    const points = decodeBlock(chunk.words, block, chunk.blocks[block]?.count ?? 0);
    chunk.decoded[block] = points;
    const bytes = points.steps.length * BYTES_PER_POINT;
    chunk.bytes += bytes;
    grow(bytes);
    return points;
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

    readBlock,

    /** All points of a chunk. */
    read(id: number): Points {
      return concatPoints(open(id).blocks.map((_, block) => readBlock(id, block)));
    },

    insert(series: number, points: Points): ChunkEntry {
      const { bucket, blocks, data } = encodeChunk(points, shape.blockPoints);
      const packed = encodeBuckets(blocks);
      const { lastInsertRowid } = insert.run({
        series,
        firstStep: bucket.firstStep,
        bucket: encodeBuckets([bucket]),
        crc: crc32(data, crc32(packed)),
        blocks: packed,
        data,
      });
      return { id: Number(lastInsertRowid), bucket };
    },

    remove(id: number): void {
      remove.run(id);
      forget(id);
    },

    /** After a failed transaction ids may come to stand for other chunks. */
    forgetAll(): void {
      cache.clear();
      cachedBytes = 0;
    },
  };
}

export type ChunkStore = ReturnType<typeof createChunkStore>;
