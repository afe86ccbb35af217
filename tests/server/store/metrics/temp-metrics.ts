import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { openFile } from '../../../../server/store/database.ts';
import { createMetricStore, type MetricStoreOptions } from '../../../../server/store/metrics/metric-store.ts';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import type { Db } from '../../../../server/store/sqlite.ts';
import { newRun } from '../../../contracts/records.ts';
import { tempDatabase, tempFolder } from '../temp-store.ts';

/** Nothing is sealed but on demand; chunks so small that few points make many; batches of a thousand points go in parts. */
export const SMALL: MetricStoreOptions = {
  shape: { chunkPoints: 32, blockPoints: 8 },
  seal: { ageMs: Number.POSITIVE_INFINITY, runPoints: 1e9, runRows: 1e9 },
  partPoints: 1000,
};

export function tempMetrics(options: MetricStoreOptions = SMALL) {
  const { db, folder } = tempDatabase();
  const runs = createRunStore(db);
  const metrics = createMetricStore(db, options);
  onTestFinished(() => metrics.close());
  return { db, folder, runs, metrics, addRun: (id: string) => runs.insertRun(newRun(id)) };
}

/** The database that a server would find that starts after the present one was killed right now. */
export function databaseAfterKill(db: Db): Db {
  const file = join(tempFolder(), 'copy.sqlite');
  db.prepare('VACUUM INTO ?').run(file);
  const copy = openFile(file);
  onTestFinished(() => void copy.close());
  return copy;
}

/** The metric store of that server. */
export function afterKill(db: Db, options: MetricStoreOptions = SMALL) {
  const metrics = createMetricStore(databaseAfterKill(db), options);
  onTestFinished(() => metrics.close());
  return metrics;
}

/** A store with one run, `a`. */
export async function fresh() {
  const store = tempMetrics();
  await store.addRun('a');
  return store;
}
