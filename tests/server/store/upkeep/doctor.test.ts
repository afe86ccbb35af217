import { crc32 } from 'node:zlib';
import { expect, test } from 'vitest';
import { chunkWords, decodeBlock } from '../../../../server/store/metrics/codec/chunk-codec.ts';
import { addPoints, emptyBucket } from '../../../../server/store/metrics/points/bucket.ts';
import { newPoints } from '../../../../server/store/metrics/points/points.ts';
import type { Db } from '../../../../server/store/sqlite.ts';
import { examine } from '../../../../server/store/upkeep/doctor.ts';
import { batch, columns } from '../../../contracts/records.ts';
import { afterKill, SMALL, tempMetrics } from '../metrics/temp-metrics.ts';

const points = (from: number, count: number) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, Math.sin(from + index) * 1e-7] as const));

async function filled() {
  const store = tempMetrics();
  await store.addRun('a');
  await store.metrics.append([{ run: 'a', batch: batch(1, { series: { loss: points(0, 80) } }), receivedAt: 1 }]);
  await store.metrics.seal();
  await store.metrics.append([{ run: 'a', batch: batch(2, { series: { loss: points(80, 5) } }), receivedAt: 1 }]);
  return store;
}

/** Flips the bits of one byte of a column. */
function damage(db: Db, table: string, id: number, column: string, at: (length: number) => number): void {
  const blob = db.prepare<[number], Buffer>(`SELECT ${column} FROM ${table} WHERE id = ?`).pluck().get(id) as Buffer;
  const index = at(blob.length);
  blob[index] = (blob[index] as number) ^ 0xff;
  db.prepare(`UPDATE ${table} SET ${column} = ? WHERE id = ?`).run(blob, id);
}

/** Turns the lowest bit of a value in the middle of the first block. */
function damageBit(db: Db): void {
  const data = db.prepare<[], Buffer>('SELECT data FROM chunks').pluck().get() as Buffer;
  const [before] = decoded(data);
  for (let byte = data.readUInt32LE(0) * 4 + 600; ; byte++) {
    data[byte] = (data[byte] as number) ^ 1;
    const [after] = decoded(data);
    const changed = before.values.filter((value, at) => value !== after.values[at]);
    const [sumBefore, sumAfter] = [before, after].map((points) => addPoints(emptyBucket(), points).sum);
    if (changed.length === 1 && sumBefore === sumAfter) break;
    data[byte] = (data[byte] as number) ^ 1;
  }
  db.prepare('UPDATE chunks SET data = ?').run(data);
}

/** The first block of 256 points. */
const decoded = (data: Buffer) => [decodeBlock(chunkWords(data), 0, newPoints(256))] as const;

/** Makes the only chunk what it would have been with codec 1. */
function takeCrcsAway(db: Db): void {
  const { data, blocks } = db.prepare('SELECT data, blocks FROM chunks').get() as { data: Buffer; blocks: Buffer };
  const words = chunkWords(data);
  const count = (words[0] as number) / 2;
  const offsets = words.slice(0, count).map((offset) => offset - count);
  const old = Buffer.concat([Buffer.from(offsets.buffer), Buffer.from(words.slice(2 * count).buffer)]);
  db.prepare('UPDATE chunks SET data = ?, crc = ?, codec = 1').run(old, crc32(old, crc32(blocks)));
}

const found = (db: Db, repair = false) =>
  [...examine(db, repair)].map(({ where, what, loses }) => [where, what, loses]);

test('a sound database has no findings', async () => {
  const { db } = await filled();
  expect(found(db)).toEqual([]);
});

test('a damaged block is given up, and the rest of its chunk kept', async () => {
  const { db } = await filled();
  damage(db, 'chunks', 2, 'data', (length) => length - 1);
  const findings = [['chunk 2 of series 1, from step 32', 'its checksum is wrong', true]];
  expect(found(db)).toEqual(findings);
  expect(found(db, true)).toEqual([...findings, ['series 1', 'its total is not that of its chunks', true]]);
  expect(found(db)).toEqual([]);

  const reopened = afterKill(db);
  const [answer] = await reopened.querySeries({ runs: ['a'], keys: ['loss'] });
  const steps = Array.from({ length: 85 }, (_, step) => step).filter((step) => step < 56 || step >= 64);
  expect(answer?.buckets.step).toEqual(steps);
  expect(answer?.buckets.last).toEqual(steps.map((step) => Math.sin(step) * 1e-7));
});

test('a damaged offset loses its block, not the chunk', async () => {
  const { db } = await filled();
  damage(db, 'chunks', 1, 'data', () => 6);
  found(db, true);
  expect(found(db)).toEqual([]);
  expect((await afterKill(db).series('a')).loss?.count).toBe(85 - 8);
});

test.each([
  ['chunks', 'its buckets do not sum up its points', 'chunk 1 of series 1, from step 0'],
  ['series', 'its total is not that of its chunks', 'series 1'],
])('a wrong sum in %s is counted anew without loss', async (table, what, where) => {
  const { db, metrics } = await filled();
  damage(db, table, 1, 'bucket', (length) => length - 10);
  expect(found(db, true)[0]).toEqual([where, what, false]);
  expect(found(db)).toEqual([]);
  expect(await afterKill(db).series('a')).toEqual(await metrics.series('a'));
});

/** A store whose chunks have the usual shape: one of 300 points in two blocks. */
async function filledAsUsual() {
  const { shape, ...options } = SMALL;
  const store = tempMetrics(options);
  await store.addRun('a');
  await store.metrics.append([{ run: 'a', batch: batch(1, { series: { loss: points(0, 300) } }), receivedAt: 1 }]);
  await store.metrics.seal();
  return store;
}

test.each([
  ['a minimum', (blocks: Buffer) => blocks.writeDoubleLE(-1, 8 * 8)],
  ['a count', (blocks: Buffer) => blocks.writeDoubleLE(3, 0)],
  ['all', (blocks: Buffer) => blocks.fill(0xff)],
])('sums of blocks are counted anew from points that are whole: %s', async (_, spoil) => {
  const { db, metrics } = await filledAsUsual();
  const all = { after: -1, limit: 1000 };
  const expected = await metrics.points('a', 'loss', all);
  const blocks = db.prepare<[], Buffer>('SELECT blocks FROM chunks').pluck().get() as Buffer;
  spoil(blocks);
  db.prepare('UPDATE chunks SET blocks = ?').run(blocks);
  expect(found(db, true)).toEqual([['chunk 1 of series 1, from step 0', 'its checksum is wrong', false]]);
  expect(found(db)).toEqual([]);
  expect(await afterKill(db).points('a', 'loss', all)).toEqual(expected);
});

test('a block of which a single bit is wrong is given up, though its sums stay the same', async () => {
  const { db } = await filledAsUsual();
  damageBit(db);
  expect(found(db, true)[0]).toEqual(['chunk 1 of series 1, from step 0', 'its checksum is wrong', true]);
  expect(found(db)).toEqual([]);
  const { value } = await afterKill(db).points('a', 'loss', { after: -1, limit: 1000 });
  expect([...value]).toEqual(Array.from({ length: 300 - 256 }, (_, index) => Math.sin(256 + index) * 1e-7));
});

test('chunks from before blocks had checksums are read, and what is kept of damaged ones is reported as doubtful', async () => {
  const { db, metrics } = await filledAsUsual();
  const all = { after: -1, limit: 1000 };
  const expected = await metrics.points('a', 'loss', all);
  takeCrcsAway(db);
  expect(found(db)).toEqual([]);
  expect(await afterKill(db).points('a', 'loss', all)).toEqual(expected);
  damageBit(db);
  expect(found(db, true)).toEqual([['chunk 1 of series 1, from step 0', 'its checksum is wrong', true]]);
  expect((await afterKill(db).series('a')).loss?.count).toBe(300);
});

test('a chunk that is gone is reported as a loss', async () => {
  const { db } = await filled();
  db.prepare('DELETE FROM chunks WHERE id = 2').run();
  expect(found(db, true)).toEqual([['series 1', 'its total is not that of its chunks', true]]);
  expect((await afterKill(db).series('a')).loss?.count).toBe(85 - 32);
});

test('a damaged journal row is given up, so that the others can be read again', async () => {
  const { db } = await filled();
  damage(db, 'journal', 2, 'payload', (length) => length - 1);
  await expect(afterKill(db).series('a')).rejects.toThrow(/journal row 2 of run "a" is damaged/);
  expect(found(db, true)).toEqual([['journal row 2 of run number 1', 'its checksum is wrong', true]]);
  expect((await afterKill(db).series('a')).loss?.count).toBe(80);
});

test('a damaged part of a large batch is given up, so that its others can be read again', async () => {
  const { db, metrics, addRun } = tempMetrics({ ...SMALL, partPoints: 164 });
  await addRun('a');
  await metrics.append([{ run: 'a', batch: batch(1, { series: { loss: points(0, 300) } }), receivedAt: 1 }]);
  damage(db, 'journal_parts', 2, 'payload', (length) => length - 1);
  await expect(afterKill(db).series('a')).rejects.toThrow(/journal part 2 of run "a" is damaged/);
  expect(found(db, true)).toEqual([['journal part 2', 'its checksum is wrong', true]]);
  expect((await afterKill(db).series('a')).loss?.count).toBe(200);
});

test('a wrong summary is written anew', async () => {
  const { db } = await filledAsUsual();
  const expected = db.prepare('SELECT * FROM summaries').all();
  db.prepare('UPDATE summaries SET min = -99').run();
  const findings = [['summaries', '1 of them are not those of their series', false]];
  expect(found(db)).toEqual(findings);
  expect(found(db, true)).toEqual(findings);
  expect(db.prepare('SELECT * FROM summaries').all()).toEqual(expected);
});

test.each([
  ['histograms', "UPDATE histograms SET data = x'0909' WHERE step = 1"],
  ['edges', 'DELETE FROM histogram_edges WHERE id = (SELECT edges FROM histograms WHERE step = 1)'],
])('a histogram is given up that does not unpack: %s', async (_, sql) => {
  const { db, metrics } = await filled();
  const histogram = (step: number, edges: number[]) => ({ key: 'h', step, time: 1, edges, counts: [1, 2] });
  const histograms = [histogram(1, [0, 1, 2]), histogram(2, [0, 2, 4])];
  await metrics.append([{ run: 'a', batch: batch(3, { histograms }), receivedAt: 1 }]);
  db.exec(sql);
  expect(found(db, true)).toEqual([['histogram 1 at step 1', 'it does not unpack', true]]);
  const [left] = await afterKill(db).queryHistograms({ run: 'a', keys: ['h'] });
  expect(left?.histograms.map(({ step }) => step)).toEqual([2]);
});
