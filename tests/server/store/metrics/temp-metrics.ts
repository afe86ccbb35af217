import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { AppendOutcome } from '../../../../server/ports/metric-writer.ts';
import { openFile } from '../../../../server/store/database.ts';
import type { MetricStore } from '../../../../server/store/metrics/metric-store.ts';
import { createMetricStore, type MetricStoreOptions } from '../../../../server/store/metrics/metric-store.ts';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import type { Db } from '../../../../server/store/sqlite.ts';
import type { Batch } from '../../../../shared/ingest.ts';
import { newRun, tempDatabase, tempFolder } from '../temp-store.ts';

/** Nothing is sealed but on demand; chunks so small that few points make many. */
export const SMALL: MetricStoreOptions = {
  shape: { chunkPoints: 32, blockPoints: 8 },
  seal: { ageMs: Number.POSITIVE_INFINITY, runPoints: 1e9, runRows: 1e9 },
};

export function tempMetrics(options: MetricStoreOptions = SMALL) {
  const { db, folder } = tempDatabase();
  const runs = createRunStore(db);
  const metrics = createMetricStore(db, options);
  onTestFinished(() => metrics.close());
  return { db, folder, runs, metrics, addRun: (id: string) => runs.insertRun(newRun(id)) };
}

/** What a server would find that starts after the present one was killed right now. */
export function afterKill(db: Db, options: MetricStoreOptions = SMALL) {
  const file = join(tempFolder(), 'copy.sqlite');
  db.prepare('VACUUM INTO ?').run(file);
  const copy = openFile(file);
  onTestFinished(() => void copy.close());
  const metrics = createMetricStore(copy, options);
  onTestFinished(() => metrics.close());
  return metrics;
}

export function batch(seq: number, fields: Partial<Batch> = {}): Batch {
  return { writer: 'w', attempt: 1, seq, ...fields };
}

/** Points `[step, value]` or `[step, value, time]` as the columns of a batch. */
export function columns(points: (readonly [number, number | 'NaN' | 'Infinity' | '-Infinity', number?])[]) {
  return {
    step: points.map(([step]) => step),
    time: points.map(([step, , time]) => time ?? 1000 + step),
    value: points.map(([, value]) => value),
  };
}

export const LOSS = { loss: columns([[1, 0.5]]) };

/** Sends batches of one run in one group. */
export async function say(metrics: MetricStore, run: string, ...batches: Batch[]): Promise<AppendOutcome[]> {
  return metrics.append(batches.map((each) => ({ run, batch: each, receivedAt: 5000 })));
}

/** A store with one run, `a`. */
export async function fresh() {
  const store = tempMetrics();
  await store.addRun('a');
  return store;
}

/** The error code of each outcome, or its acknowledgement. */
export const codesOf = (outcomes: AppendOutcome[]) =>
  outcomes.map((outcome) => ('error' in outcome ? outcome.error.code : outcome.ack));
