import { crc32 } from 'node:zlib';
import type { Db } from '../../sqlite.ts';
import { encodeBuckets } from '../codec/bucket-codec.ts';
import { CODEC, encodeChunk } from '../codec/chunk-codec.ts';
import { addBucket, emptyBucket } from '../points/bucket.ts';
import { mergePoints, NO_POINTS, type Points } from '../points/points.ts';
import { type ChunkRow, checkChunk, tryDecode } from './chunk-check.ts';
import type { Finding } from './finding.ts';
import { examineHistograms } from './histogram-check.ts';
import { examineSummaries } from './summary-check.ts';

/**
 * Reads every chunk and compares checksums, and each level of the pyramid with the points below it.
 *
 * With `repair`, buckets are counted anew from the points; of a chunk whose points are damaged, those
 * blocks stay that still match their bucket.
 */
export function* examineMetrics(db: Db, repair: boolean): Generator<Finding> {
  yield* examineChunks(db, repair);
  yield* examineSeries(db, repair);
  yield* examineJournal(db, repair);
  yield* examineHistograms(db, repair);
  yield* examineSummaries(db, repair);
}

function* examineChunks(db: Db, repair: boolean): Generator<Finding> {
  const ids = db.prepare<[], number>('SELECT id FROM chunks ORDER BY series, first_step').pluck().all();
  const select = db.prepare<[number], ChunkRow>(
    'SELECT id, series, first_step AS firstStep, bucket, codec, crc, blocks, data FROM chunks WHERE id = ?',
  );
  const replace = createReplace(db);
  for (const id of ids) {
    const row = select.get(id);
    const problem = row && checkChunk(row);
    if (!row || !problem) continue;
    const kept = problem.kept.reduce(mergePoints, NO_POINTS);
    const loses = !problem.isComplete;
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
    const sum = parts.reduce(addBucket, emptyBucket());
    const total = encodeBuckets([sum]);
    if (total.equals(bucket ?? encodeBuckets([emptyBucket()]))) continue;
    const [stored] = bucket ? tryDecode(bucket) : [];
    if (repair) update.run(total, id);
    yield {
      where: `series ${id}`,
      what: 'its total is not that of its chunks',
      repair: 'count it anew',
      loses: stored !== undefined && stored.count > sum.count,
    };
  }
}

function* examineJournal(db: Db, repair: boolean): Generator<Finding> {
  yield* examinePayloads(db, 'journal', (id, run) => `journal row ${id} of run number ${run}`, repair);
  yield* examinePayloads(db, 'journal_parts', (id) => `journal part ${id}`, repair);
}

function* examinePayloads(
  db: Db,
  table: 'journal' | 'journal_parts',
  where: (id: number, run: number) => string,
  repair: boolean,
): Generator<Finding> {
  const ids = db.prepare<[], number>(`SELECT id FROM ${table} ORDER BY id`).pluck().all();
  const select = db.prepare<[number], { run: number; crc: number; payload: Buffer }>(
    `SELECT * FROM ${table} WHERE id = ?`,
  );
  const remove = db.prepare<[number]>(`DELETE FROM ${table} WHERE id = ?`);
  for (const id of ids) {
    const row = select.get(id);
    if (!row || crc32(row.payload) === row.crc) continue;
    if (repair) remove.run(id);
    yield { where: where(id, row.run), what: 'its checksum is wrong', repair: 'remove it', loses: true };
  }
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
