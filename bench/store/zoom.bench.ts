import { lower } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { createBed, lossCurve, percentile, timingCells, timings } from './bed.ts';

const POINTS = 10_000_000;
const BATCH = 100_000;
const QUERIES = 500;
const SCANS = 5;

const benchmark: Benchmark = {
  what: 'a window of a series of 10 million points at 1,000 pixels, each pixel column exact',
  run: zoom,
};
export default benchmark;

async function zoom(): Promise<Table[]> {
  const { db, addRun, append, metrics, close } = createBed();
  await addRun('long');
  db.exec('CREATE TABLE point (step INTEGER PRIMARY KEY, time REAL, value REAL)');
  const insert = db.prepare('INSERT INTO point VALUES (?, ?, ?)');
  const insertAll = db.transaction(({ step, time, value }: ReturnType<typeof lossCurve>) => {
    for (const [index, each] of step.entries()) insert.run(each, time[index], value[index]);
  });
  for (let seq = 1; seq <= POINTS / BATCH; seq++) {
    const loss = lossCurve((seq - 1) * BATCH + 1, BATCH, 1e6);
    await append('long', seq, { loss });
    insertAll(loss);
  }
  await metrics.seal();

  const query = (window: [number, number]) =>
    metrics.querySeries({ runs: ['long'], keys: ['loss'], pixels: 1000, window });
  const scan = db.prepare(`
    SELECT min(value), max(value), count(*), avg(value) FROM point WHERE step BETWEEN @low AND @high
    GROUP BY (step - @low) * 1000 / (@high - @low + 1)`);
  const own = await timings(QUERIES, () => query(randomWindow()));
  const whole = await timings(20, () => query([1, POINTS]));
  const narrow = await timings(QUERIES, () => query(randomWindow(10_000)));
  const scans = await timings(SCANS, () => {
    const [low, high] = randomWindow();
    scan.all({ low, high });
  });
  const ratio = percentile(scans, 0.5) / percentile(own, 0.5);
  await close();
  return [
    {
      pairs: [0.5, 0.99].map((share) =>
        lower(`zoom p${100 * share}`, 'ms', percentile(own, share), 'SQLite, a row a point', percentile(scans, share)),
      ),
      title: 'Zoom',
      columns: ['', 'p50 ms', 'p99 ms', 'max ms'],
      rows: [
        ['random windows', ...timingCells(own)],
        ['the whole series', ...timingCells(whole)],
        ['windows of 10,000 points', ...timingCells(narrow)],
        ['SQLite, a row a point, random windows', ...timingCells(scans)],
      ],
      notes: [`random windows: the store is ${ratio.toFixed(0)} times as fast as a row a point`],
    },
  ];
}

function randomWindow(width?: number): [number, number] {
  const a = Math.floor(Math.random() * POINTS);
  const b = width === undefined ? Math.floor(Math.random() * POINTS) : a + width;
  return a < b ? [a, b] : [b, a];
}
