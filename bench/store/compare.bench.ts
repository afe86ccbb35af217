import { createMetricStore } from '../../server/store/metrics/metric-store.ts';
import { lower } from '../pairs.ts';
import type { Benchmark, Table } from '../table.ts';
import { createBed, lossCurve, percentile, timingCells, timings } from './bed.ts';

const RUNS = 100;
const POINTS = 10_000;

const benchmark: Benchmark = {
  what: `one metric of ${RUNS} runs, ${POINTS} points each, at 1,000 pixels in one request, as a compare page asks for it`,
  run: compare,
};
export default benchmark;

async function compare(): Promise<Table[]> {
  const { db, addRun, append, metrics, close } = createBed();
  const runs = Array.from({ length: RUNS }, (_, index) => `run-${index}`);
  db.exec('CREATE TABLE point (run INTEGER, step INTEGER, value REAL, PRIMARY KEY (run, step)) WITHOUT ROWID');
  const insert = db.prepare('INSERT INTO point VALUES (?, ?, ?)');
  for (const [index, run] of runs.entries()) {
    await addRun(run);
    const loss = lossCurve(1, POINTS, 1000);
    await append(run, 1, { loss });
    db.transaction(() => {
      for (const [at, step] of loss.step.entries()) insert.run(index, step, loss.value[at]);
    })();
  }
  await metrics.seal();

  const query = { runs, keys: ['loss'], pixels: 1000 };
  const [cold = Number.NaN] = await timings(1, () => createMetricStore(db).querySeries(query));
  const warm = await timings(20, () => metrics.querySeries(query));
  const smooth = await timings(20, () => metrics.querySeries({ ...query, smoothing: 0.6 }));
  const scan = db.prepare(`
    SELECT min(value), max(value), count(*), avg(value) FROM point WHERE run = ? GROUP BY step * 1000 / ${POINTS + 1}`);
  const scans = await timings(5, () => runs.map((_, index) => scan.all(index)));
  const bytes = JSON.stringify({ series: await metrics.querySeries(query) }).length;
  const ratio = percentile(scans, 0.5) / percentile(warm, 0.5);
  await close();
  return [
    {
      pairs: [lower(`${RUNS} runs p50`, 'ms', percentile(warm, 0.5), 'SQLite, a row a point', percentile(scans, 0.5))],
      title: 'Compare',
      columns: ['', 'p50 ms', 'p99 ms', 'max ms'],
      rows: [
        ['first time, nothing in memory', ...timingCells([cold])],
        ['again', ...timingCells(warm)],
        ['smoothed', ...timingCells(smooth)],
        ['SQLite, a row a point', ...timingCells(scans)],
      ],
      notes: [
        `the store is ${ratio.toFixed(1)} times as fast as a row a point`,
        `the answer is ${(bytes / 1e6).toFixed(1)} MB of JSON before it is compressed`,
      ],
    },
  ];
}
