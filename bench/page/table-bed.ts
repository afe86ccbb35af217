import { randomFrom } from '../../tests/support/random.ts';
import { createBed } from '../store/bed.ts';

/** Runs of which some steps are logged to each metric in one batch. */
const AT_ONCE = 500;
const METRICS = 10;
/** The metric that the table is sorted by. */
export const METRIC = 'val/loss';
const OPTIMIZERS = ['sgd', 'momentum', 'adam', 'adamw', 'lion', 'rmsprop'];

/** A run as both sides of the benchmark store it. */
export interface TableRun {
  id: string;
  name: string;
  config: Record<string, unknown>;
  /** The last two values of each metric. */
  metrics: Record<string, [first: number, last: number]>;
}

/** Runs with 20 settings and 10 metrics each, the same in every run of the benchmark. */
export function tableRun(index: number): TableRun {
  const random = randomFrom(index + 1);
  const settings = Array.from({ length: 14 }, (_, at) => [`setting${at}`, Math.round(random() * 100)]);
  return {
    id: `run-${index}`,
    name: `${OPTIMIZERS[index % OPTIMIZERS.length]} seed ${index}`,
    config: {
      optimizer: { name: OPTIMIZERS[index % OPTIMIZERS.length], learningRate: 10 ** (-4 * random()) },
      dataset: { name: `data-${index % 4}` },
      batchSize: 2 ** (4 + (index % 5)),
      epochs: 1 + (index % 10),
      seed: index,
      ...Object.fromEntries(settings),
    },
    metrics: Object.fromEntries(
      Array.from({ length: METRICS }, (_, at) => [at === 0 ? METRIC : `metric${at}`, [random(), random()]]),
    ),
  };
}

/** Fills the data folder of a server with runs that ended, as a script logs them; returns the folder. */
export async function fillFolder(runs: number): Promise<string> {
  const bed = createBed();
  bed.db.pragma('synchronous = OFF'); // only read from by what is measured
  for (let from = 0; from < runs; from += AT_ONCE) {
    const some = Array.from({ length: Math.min(AT_ONCE, runs - from) }, (_, at) => tableRun(from + at));
    bed.db.exec('BEGIN');
    for (const { id, name, config } of some)
      await bed.addRun(id, { name, config, state: 'finished', tags: ['baseline'], createdAt: 1.7e12 });
    bed.db.exec('COMMIT');
    await bed.metrics.append(
      some.map(({ id, metrics }) => ({
        run: id,
        batch: { writer: 'bench', attempt: 1, seq: 1, series: seriesOf(metrics) },
        receivedAt: 1.7e12,
      })),
    );
  }
  await bed.keep();
  return bed.folder;
}

function seriesOf(metrics: TableRun['metrics']) {
  const at = [1, 2];
  return Object.fromEntries(
    Object.entries(metrics).map(([key, value]) => [key, { step: at, time: at.map((each) => 1.7e12 + each), value }]),
  );
}
