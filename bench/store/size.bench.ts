import { lower } from '../pairs.ts';
import type { Benchmark, Pair } from '../table.ts';
import { createBed, lossCurve } from './bed.ts';

const POINTS = 1_000_000;
const BATCH = 10_000;
const RAW_BYTES = 24;

const CURVES: Record<string, (step: number) => number> = {
  'float32 loss': (step) => Math.fround(2.3 * Math.exp(-step / 1e5) + 0.1 * Math.random()),
  'float64 loss': (step) => 2.3 * Math.exp(-step / 1e5) + 0.1 * Math.random(),
  'loss rounded to 4 digits': (step) => Math.round(1e4 * (2.3 * Math.exp(-step / 1e5) + 0.1 * Math.random())) / 1e4,
  'learning rate in stairs': (step) => 0.1 * 0.5 ** Math.floor(step / 1e5),
};

const benchmark: Benchmark = {
  what: 'bytes that a point of step, time and value takes in the file, all in all',
  async run() {
    const row = await rowBytes();
    const rowOf = (name: string, bytes: number) => [
      name,
      bytes.toFixed(2),
      `${(row / bytes).toFixed(1)} ×`,
      `${(RAW_BYTES / bytes).toFixed(1)} ×`,
    ];
    const rows = [rowOf('SQLite, a row a point', row), rowOf('three float64', RAW_BYTES)];
    const pairs: Pair[] = [];
    for (const [name, curve] of Object.entries(CURVES)) {
      const bytes = await ownBytes(curve);
      rows.push(rowOf(name, bytes));
      pairs.push(
        lower(name, 'bytes/point', bytes, 'SQLite, a row a point', row),
        lower(name, 'bytes/point', bytes, 'three float64', RAW_BYTES),
      );
    }
    return [{ pairs, title: 'Size', columns: ['', 'bytes/point', 'less than a row', 'less than raw'], rows }];
  },
};
export default benchmark;

async function ownBytes(curve: (step: number) => number): Promise<number> {
  const { db, addRun, append, metrics, close } = createBed();
  await addRun('run');
  for (let seq = 1; seq <= POINTS / BATCH; seq++) {
    const { step, time } = lossCurve((seq - 1) * BATCH + 1, BATCH);
    await append('run', seq, { loss: { step, time, value: step.map(curve) } });
  }
  await metrics.seal();
  const bytes = usedBytes(db) / POINTS;
  await close();
  return bytes;
}

async function rowBytes(): Promise<number> {
  const { db, close } = createBed();
  db.exec(
    'CREATE TABLE point (key INTEGER, step INTEGER, time REAL, value REAL, PRIMARY KEY (key, step)) WITHOUT ROWID',
  );
  const insert = db.prepare('INSERT INTO point VALUES (1, ?, ?, ?)');
  const { step, time, value } = lossCurve(1, POINTS);
  db.transaction(() => {
    for (const [index, each] of step.entries()) insert.run(each, time[index], value[index]);
  })();
  const bytes = usedBytes(db) / POINTS;
  await close();
  return bytes;
}

function usedBytes(db: { pragma(sql: string, options: { simple: true }): unknown }): number {
  const pages =
    Number(db.pragma('page_count', { simple: true })) - Number(db.pragma('freelist_count', { simple: true }));
  return pages * Number(db.pragma('page_size', { simple: true }));
}
