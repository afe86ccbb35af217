import { crc32 } from 'node:zlib';
import type { Db } from '../database.ts';
import { addBucket, addPoints, type Bucket, emptyBucket } from './bucket.ts';
import { decodeBuckets, encodeBuckets } from './bucket-codec.ts';
import { CODEC, chunkWords, decodeBlock, encodeChunk } from './chunk-codec.ts';
import { mergePoints, NO_POINTS, newPoints, type Points } from './points.ts';

/** Something that is not as it should be. */
export interface Finding {
  where: string;
  what: string;
  /** What a repair does about it; undefined when nothing can be done. */
  repair?: string;
  /** Whether something is gone for good. */
  loses: boolean;
}

/** More than any block has; a damaged count can be anything. */
const MAX_BLOCK_POINTS = 65_536;

interface ChunkRow {
  id: number;
  series: number;
  firstStep: number;
  bucket: Buffer;
  codec: number;
  crc: number;
  blocks: Buffer;
  data: Buffer;
}

/**
 * Reads every chunk and compares checksums, and each level of the pyramid with the points below it.
 *
 * With `repair`, buckets are counted anew from the points, and of a damaged chunk those blocks stay
 * whose points still match their bucket.
 */
export function* examineMetrics(db: Db, repair: boolean): Generator<Finding> {
  yield* examineChunks(db, repair);
  yield* examineSeries(db, repair);
  yield* examineJournal(db, repair);
}

function* examineChunks(db: Db, repair: boolean): Generator<Finding> {
  const ids = db.prepare<[], number>('SELECT id FROM chunks ORDER BY series, first_step').pluck().all();
  const select = db.prepare<[number], ChunkRow>(
    'SELECT id, series, first_step AS firstStep, bucket, codec, crc, blocks, data FROM chunks WHERE id = ?',
  );
  const replace = createReplace(db);
  for (const id of ids) {
    const row = select.get(id);
    const problem = row && problemOf(row);
    if (!row || !problem) continue;
    const kept = problem.kept.reduce(mergePoints, NO_POINTS);
    const loses = kept.steps.length !== countOf(row);
    if (repair) replace(row, kept);
    yield {
      where: `chunk ${id} of series ${row.series}, from step ${row.firstStep}`,
      what: problem.what,
      repair: loses ? `keep the ${kept.steps.length} points that are whole` : 'count them anew',
      loses,
    };
  }
}

/** Compares what is known of each series with what its chunks sum up to. */
function* examineSeries(db: Db, repair: boolean): Generator<Finding> {
  const series = db.prepare<[], { id: number; bucket: Buffer | null }>('SELECT id, bucket FROM series').all();
  const chunks = db.prepare<[number], Buffer>('SELECT bucket FROM chunks WHERE series = ? ORDER BY first_step').pluck();
  const update = db.prepare<[Buffer, number]>('UPDATE series SET bucket = ? WHERE id = ?');
  for (const { id, bucket } of series) {
    const parts = chunks.all(id).flatMap((blob) => tryDecode(blob));
    const total = encodeBuckets([parts.reduce(addBucket, emptyBucket())]);
    if (total.equals(bucket ?? encodeBuckets([emptyBucket()]))) continue;
    if (repair) update.run(total, id);
    yield { where: `series ${id}`, what: 'its total is not that of its chunks', repair: 'count it anew', loses: false };
  }
}

function* examineJournal(db: Db, repair: boolean): Generator<Finding> {
  const ids = db.prepare<[], number>('SELECT id FROM journal ORDER BY id').pluck().all();
  const select = db.prepare<[number], { run: number; crc: number; payload: Buffer }>(
    'SELECT run, crc, payload FROM journal WHERE id = ?',
  );
  const remove = db.prepare<[number]>('DELETE FROM journal WHERE id = ?');
  for (const id of ids) {
    const row = select.get(id);
    if (!row || crc32(row.payload) === row.crc) continue;
    if (repair) remove.run(id);
    const where = `journal row ${id} of run number ${row.run}`;
    yield { where, what: 'its checksum is wrong', repair: 'remove it', loses: true };
  }
}

/** What is wrong with a chunk, and the points of it that can be trusted; undefined when nothing is. */
function problemOf(row: ChunkRow): { what: string; kept: Points[] } | undefined {
  const isWhole = row.codec === CODEC && crc32(row.data, crc32(row.blocks)) === row.crc;
  const blocks = tryDecode(row.blocks).map((expected, block) => {
    const points = tryReadBlock(row, block, expected.count);
    return points && { points, matches: isSame(addPoints(emptyBucket(), points), expected) };
  });
  const good = blocks.flatMap((block) => (block && (isWhole || block.matches) ? [block] : []));
  const kept = good.map(({ points }) => points);
  if (!isWhole || good.length < blocks.length) return { what: 'its checksum is wrong', kept };
  const total = kept.reduce((sum, points) => addBucket(sum, addPoints(emptyBucket(), points)), emptyBucket());
  const [said] = tryDecode(row.bucket);
  if (good.every(({ matches }) => matches) && said && isSame(total, said)) return undefined;
  return { what: 'its buckets do not sum up its points', kept };
}

function tryReadBlock({ data }: ChunkRow, block: number, count: number): Points | undefined {
  if (!(count <= MAX_BLOCK_POINTS)) return undefined;
  try {
    return decodeBlock(chunkWords(data), block, newPoints(count));
  } catch {
    return undefined; // damaged so that it does not even unpack
  }
}

function tryDecode(blob: Buffer): Bucket[] {
  try {
    return decodeBuckets(blob);
  } catch {
    return []; // damaged so that there are no whole buckets
  }
}

const isSame = (a: Bucket, b: Bucket) => encodeBuckets([a]).equals(encodeBuckets([b]));

function countOf({ bucket, blocks }: ChunkRow): number {
  const [whole] = tryDecode(bucket);
  return whole?.count ?? tryDecode(blocks).reduce((sum, { count }) => sum + count, 0);
}

function createReplace(db: Db) {
  const remove = db.prepare<[number]>('DELETE FROM chunks WHERE id = ?');
  const insert = db.prepare(`
    INSERT INTO chunks (series, first_step, bucket, codec, crc, blocks, data)
    VALUES (@series, @firstStep, @bucket, ${CODEC}, @crc, @blocks, @data)`);
  return db.transaction(({ id, series }: ChunkRow, kept: Points) => {
    remove.run(id);
    if (kept.steps.length === 0) return;
    const { bucket, blocks, data } = encodeChunk(kept);
    const summary = encodeBuckets(blocks);
    const crc = crc32(data, crc32(summary));
    insert.run({ series, firstStep: bucket.firstStep, bucket: encodeBuckets([bucket]), crc, blocks: summary, data });
  }).immediate;
}
