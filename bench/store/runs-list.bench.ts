import type { RunFilter } from '../../server/ports/meta-store.ts';
import { lower } from '../pairs.ts';
import type { Benchmark, Pair, Table } from '../table.ts';
import { createBed, percentile, timingCells, timings } from './bed.ts';

const RUNS = 100_000;
const KEYS = 50;
const CASES: Record<string, Partial<RunFilter>> = {
  'newest first': {},
  'of a project': { project: 'project-3' },
  'by name': { sort: 'name', order: 'asc' },
  'by end': { sort: 'endedAt' },
  'by a metric': { sort: 'summary.val/loss.min', order: 'asc' },
  'by a filter over a metric and a setting': { where: 'summary.val/loss.min < 0.3 and config.learningRate < 0.01' },
  'with a text': { text: 'run-9999' },
  'with a text that no run has': { text: 'nothing like it' },
};

const benchmark: Benchmark = {
  what: `pages of 50 of ${RUNS} runs with ${KEYS} metrics each, filtered, sorted and counted`,
  run: runsList,
};
export default benchmark;

async function runsList(): Promise<Table[]> {
  const { db, runs, addRun, close } = createBed();
  db.exec('BEGIN');
  for (let index = 0; index < RUNS; index++) {
    await addRun(`run-${index}`, {
      project: `project-${index % 7}`,
      tags: ['baseline', `batch-${index % 13}`],
      config: { learningRate: 0.1 / (index + 1), network: { hidden: [64, 64], activation: 'relu' } },
      createdAt: 1.7e12 + Math.floor(Math.random() * 1e9),
    });
  }
  // What 50 metrics a run sum up to, as sealing writes it; made by SQL, since logging five million series is not what is measured.
  db.exec(`
    INSERT INTO metric_names (name) VALUES ('val/loss');
    WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n WHERE x < ${KEYS - 1})
    INSERT INTO metric_names (name) SELECT 'metric/' || x FROM n;
    INSERT INTO summaries SELECT m.id, r.number, 1, 100, abs(random() % 1000) / 1000.0, 2, 1, 100, 0 FROM metric_names m, runs r;
    COMMIT`);

  const all = db.prepare('SELECT * FROM runs r JOIN run_documents d ON d.run = r.number');
  const scans = await timings(3, () => (all.all() as { name: string }[]).filter(({ name }) => name.includes('9999')));
  const rows = [];
  const pairs: Pair[] = [];
  for (const [name, filter] of Object.entries(CASES)) {
    const own = await timings(50, () => runs.listRuns({ sort: 'createdAt', order: 'desc', limit: 50, ...filter }));
    for (const share of [0.5, 0.99]) {
      const what = `runs list ${name}, p${100 * share}`;
      pairs.push(lower(what, 'ms', percentile(own, share), 'reading all runs', percentile(scans, share)));
    }
    rows.push([name, ...timingCells(own), `${(percentile(scans, 0.5) / percentile(own, 0.5)).toFixed(0)} ×`]);
  }
  await close();
  return [{ pairs, title: 'Runs', columns: ['', 'p50 ms', 'p99 ms', 'max ms', 'faster than reading all'], rows }];
}
