import type { Db } from '../database.ts';
import type { SeriesMemory } from './series-memory.ts';

/** Every write of the `summaries` table. */
export function createSummaries(db: Db) {
  const findName = db.prepare<[string], { id: number }>('SELECT id FROM metric_names WHERE name = ?');
  const insertName = db.prepare<[string]>('INSERT INTO metric_names (name) VALUES (?)');
  const upsert = db.prepare(`
    INSERT OR REPLACE INTO summaries (metric, run, last, last_step, min, max, mean, count, non_finite)
    VALUES (@metric, @run, @last, @lastStep, @min, @max, @mean, @count, @nonFinite)`);

  return {
    save(series: SeriesMemory): void {
      const { count, nonFinite, last, lastStep, min, max, sum } = series.total;
      upsert.run({
        metric: findName.get(series.key)?.id ?? insertName.run(series.key).lastInsertRowid,
        run: series.run,
        last: finiteOrNull(last),
        lastStep,
        min: finiteOrNull(min),
        max: finiteOrNull(max),
        mean: finiteOrNull(sum / (count - nonFinite)),
        count,
        nonFinite,
      });
    },
  };
}

export type Summaries = ReturnType<typeof createSummaries>;

const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null);
