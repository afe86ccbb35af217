import { setTimeout as sleep } from 'node:timers/promises';
import type { Run } from '../../shared/run.ts';
import { lower, pairTable } from '../pairs.ts';
import { createBed } from '../store/bed.ts';
import type { Benchmark } from '../table.ts';
import { createRows } from './rows.ts';
import { startServerProcess } from './server.ts';

const STEPS = 20_000;
const BATCH = 1000;
const RAW_BYTES = 24;
const ROW_NAME = 'SQLite, a row a point';
const TRAINING = {
  dataset: { name: 'mnist' },
  network: { hidden: [32] },
  batchSize: 16,
  length: { unit: 'steps', count: STEPS },
  histogramEvery: 0,
};

interface Curve {
  step: number[];
  time: number[];
  value: number[];
}

const benchmark: Benchmark = {
  what: `bytes that a point takes in the file: curves of ${STEPS} training steps on handwritten digits`,
  async run() {
    const curves = await trainedCurves(['train/loss', 'train/learning_rate', 'train/grad_norm']);
    const pairs = [];
    for (const [key, curve] of curves) {
      const own = await ownBytes(curve);
      pairs.push(lower(key, 'bytes/point', own, ROW_NAME, rowBytes(curve)));
      pairs.push(lower(`${key}, raw`, 'bytes/point', own, 'three float64', RAW_BYTES));
    }
    return [pairTable('Size of real curves', pairs, ['all pages of the file that the curve makes longer'])];
  },
};
export default benchmark;

/** Curves that the server logs while it trains. */
async function trainedCurves(keys: string[]): Promise<[string, Curve][]> {
  const server = await startServerProcess();
  const { id } = JSON.parse((await server.post('/launch', JSON.stringify(TRAINING))).toString()) as Run;
  for (;;) {
    const { state, reason } = JSON.parse((await server.get(`/runs/${id}`)).toString()) as Run;
    if (state === 'finished') break;
    if (state !== 'running' && state !== 'queued') throw new Error(`the run is ${state}: ${reason?.message}`);
    await sleep(500);
  }
  const body = JSON.stringify({ runs: [id], keys, format: 'json' });
  const { rows } = JSON.parse((await server.post('/export', body)).toString()) as {
    rows: [string, string, string, number, number, number][];
  };
  await server.close();
  return keys.map((key) => {
    const own = rows.filter(([, , series]) => series === key);
    return [key, { step: own.map((row) => row[3]), time: own.map((row) => row[4]), value: own.map((row) => row[5]) }];
  });
}

async function ownBytes(curve: Curve): Promise<number> {
  const { db, addRun, append, metrics, close } = createBed();
  await addRun('run');
  const empty = usedBytes(db);
  for (let from = 0; from < curve.step.length; from += BATCH) {
    const part = (column: number[]) => column.slice(from, from + BATCH);
    const columns = { step: part(curve.step), time: part(curve.time), value: part(curve.value) };
    await append('run', from / BATCH + 1, { curve: columns });
  }
  await metrics.seal();
  const bytes = usedBytes(db) - empty;
  await close();
  return bytes / curve.step.length;
}

function rowBytes(curve: Curve): number {
  const rows = createRows();
  const empty = usedBytes(rows.db);
  rows.add('run', { writer: 'w', attempt: 1, seq: 1, series: { curve } });
  const bytes = usedBytes(rows.db) - empty;
  rows.close();
  return bytes / curve.step.length;
}

function usedBytes(db: { pragma(sql: string, options: { simple: true }): unknown }): number {
  const read = (name: string) => Number(db.pragma(name, { simple: true }));
  return (read('page_count') - read('freelist_count')) * read('page_size');
}
