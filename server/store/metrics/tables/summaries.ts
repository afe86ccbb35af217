import type { Db } from '../../sqlite.ts';
import { type Bucket, meanOf } from '../points/bucket.ts';

/** A series and what it sums up to. */
export interface Summarized {
  run: number;
  key: string;
  total: Bucket;
}

/** Every write of the `summaries` table. */
export function createSummaries(db: Db) {
  const findName = db.prepare<[string], { id: number }>('SELECT id FROM metric_names WHERE name = ?');
  const insertName = db.prepare<[string]>('INSERT INTO metric_names (name) VALUES (?)');
  const upsert = db.prepare(`
    INSERT OR REPLACE INTO summaries (metric, run, last, last_step, min, max, mean, count, non_finite)
    VALUES (@metric, @run, @last, @lastStep, @min, @max, @mean, @count, @nonFinite)`);
  const remove = db.prepare<[number, string]>(
    'DELETE FROM summaries WHERE run = ? AND metric = (SELECT id FROM metric_names WHERE name = ?)',
  );

  return {
    save({ run, key, total }: Summarized): void {
      const metric = findName.get(key)?.id ?? insertName.run(key).lastInsertRowid;
      upsert.run({ run, metric, ...summaryOf(total) });
    },

    /** A run has no series of this name any more. */
    remove(run: number, key: string): void {
      remove.run(run, key);
    },
  };
}

export type Summaries = ReturnType<typeof createSummaries>;

/** What a series sums up to, as its row holds it. */
export function summaryOf(bucket: Bucket) {
  const { count, nonFinite, last, lastStep, min, max } = bucket;
  return {
    last: finiteOrNull(last),
    lastStep,
    min: finiteOrNull(min),
    max: finiteOrNull(max),
    mean: meanOf(bucket),
    count,
    nonFinite,
  };
}

const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null);
