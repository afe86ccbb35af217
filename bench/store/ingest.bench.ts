import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { higher } from '../pairs.ts';
import type { Benchmark } from '../table.ts';
import { createBed, lossCurve, nextTurn } from './bed.ts';

const SERIES = 10;
const POINTS = 1000;
const ROUNDS = 200;
/** The row-per-point side is slow: fewer rounds tell as much. */
const ROW_ROUNDS = 20;

const benchmark: Benchmark = {
  what: `points a second acknowledged, every batch synced: ${SERIES} series × ${POINTS} points a batch, sealing included`,
  async run() {
    const batches = Array.from({ length: ROUNDS }, (_, round) => batchOf(round));
    const own = await ownRate(batches);
    const rows = await rowRate(batches.slice(0, ROW_ROUNDS));
    const bare = await bareRate(batches);
    const rowOf = (name: string, rate: number) => [name, rate.toFixed(2), `${(own / rate).toFixed(2)} ×`];
    return [
      {
        pairs: [
          higher('ingest', 'M points/s', own, 'SQLite, a row a point', rows),
          higher('ingest', 'M points/s', own, 'write + fsync', bare),
        ],
        title: 'Ingest in the process',
        columns: ['', 'M points/s', 'the store is'],
        rows: [
          rowOf('the store', own),
          rowOf('SQLite, a row a point, as durable', rows),
          rowOf('write + fsync of the same numbers, the limit', bare),
        ],
      },
    ];
  },
};
export default benchmark;

type Series = Record<string, ReturnType<typeof lossCurve>>;

const batchOf = (round: number): Series =>
  Object.fromEntries(
    Array.from({ length: SERIES }, (_, key) => [`metric/${key}`, lossCurve(round * POINTS + 1, POINTS)]),
  );

const rateOf = (rounds: number, start: number) => (SERIES * POINTS * rounds) / (performance.now() - start) / 1000;

async function ownRate(batches: Series[]): Promise<number> {
  const { addRun, append, metrics, close } = createBed();
  await addRun('own');
  const start = performance.now();
  for (const [round, series] of batches.entries()) {
    await append('own', round + 1, series);
    await nextTurn();
  }
  await metrics.seal();
  const rate = rateOf(batches.length, start);
  await close();
  return rate;
}

async function rowRate(batches: Series[]): Promise<number> {
  const { db, close } = createBed();
  db.exec(`CREATE TABLE point (key TEXT, step INTEGER, time REAL, value REAL, PRIMARY KEY (key, step)) WITHOUT ROWID`);
  const insert = db.prepare('INSERT INTO point VALUES (?, ?, ?, ?)');
  const insertAll = db.transaction((batch: Series) => {
    for (const [key, { step, time, value }] of Object.entries(batch)) {
      for (const [index, each] of step.entries()) insert.run(key, each, time[index], value[index]);
    }
  });
  const start = performance.now();
  for (const batch of batches) insertAll(batch);
  const rate = rateOf(batches.length, start);
  await close();
  return rate;
}

async function bareRate(batches: Series[]): Promise<number> {
  const { folder, close } = createBed();
  const file = openSync(join(folder, 'bare'), 'w');
  const start = performance.now();
  for (const batch of batches) {
    for (const columns of Object.values(batch)) {
      for (const column of Object.values(columns)) writeSync(file, new Uint8Array(new Float64Array(column).buffer));
    }
    fsyncSync(file);
  }
  const rate = rateOf(batches.length, start);
  closeSync(file);
  await close();
  return rate;
}
