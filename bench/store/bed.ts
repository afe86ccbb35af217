import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewRunRecord } from '../../server/ports/meta-store.ts';
import { openDatabase } from '../../server/store/database.ts';
import { createMetricStore, type MetricStoreOptions } from '../../server/store/metrics/metric-store.ts';
import { createRunStore } from '../../server/store/runs/run-store.ts';
import type { Batch } from '../../shared/ingest.ts';

/** A store on a disk folder of its own; `close` removes it, `keep` leaves it to a server. */
export function createBed({ seal }: Pick<MetricStoreOptions, 'seal'> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  const { db, close } = openDatabase(folder);
  const runs = createRunStore(db);
  const metrics = createMetricStore(db, {
    ...(seal && { seal }),
    onError: (error) => {
      throw error;
    },
  });
  return {
    folder,
    db,
    runs,
    metrics,
    addRun: (id: string, fields: Partial<NewRunRecord> = {}) => runs.insertRun({ ...RUN, id, name: id, ...fields }),
    async append(run: string, seq: number, series: NonNullable<Batch['series']>): Promise<void> {
      const batch = { writer: 'bench', attempt: 1, seq, series };
      const [outcome] = await metrics.append([{ run, batch, receivedAt: Date.now() }]);
      if (outcome && 'error' in outcome) throw outcome.error;
    },
    async keep(): Promise<void> {
      await metrics.close();
      close();
    },
    async close(): Promise<void> {
      await this.keep();
      rmSync(folder, { recursive: true });
    },
  };
}

const RUN: Omit<NewRunRecord, 'id' | 'name'> = {
  kind: 'remote',
  project: 'bench',
  group: null,
  jobType: null,
  tags: [],
  notes: '',
  config: {},
  job: null,
  state: 'running',
  seed: null,
  parentRun: null,
  forkStep: null,
  createdBy: null,
  totalSteps: null,
  heartbeatSeconds: null,
  createdAt: 1_700_000_000_000,
  startedAt: 1_700_000_000_000,
};

/** A loss as training logs it: falling, noisy, computed in float32; a step about every 20 ms. */
export function lossCurve(from: number, count: number, scale = 1e5) {
  const step = Array.from({ length: count }, (_, index) => from + index);
  return {
    step,
    time: step.map((each) => 1.7e12 + each * 20 + Math.floor(Math.random() * 8)),
    value: step.map((each) => Math.fround(2.3 * Math.exp(-each / scale) + 0.1 * Math.random())),
  };
}

/** Milliseconds of each of `rounds` calls, sorted. */
export async function timings(rounds: number, call: (round: number) => unknown): Promise<number[]> {
  const spent: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const start = performance.now();
    await call(round);
    spent.push(performance.now() - start);
  }
  return spent.sort((a, b) => a - b);
}

export const percentile = (sorted: readonly number[], share: number) =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

/** Cells of a table: median, 99th percentile and slowest, in ms. */
export const timingCells = (sorted: readonly number[]) =>
  [0.5, 0.99, 1].map((share) => percentile(sorted, share).toFixed(2));

export const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));
