import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../../sqlite.ts';

/** What a run has outside the `runs` table, and how to delete some of it, in an order that leaves nothing dangling. */
const STEPS = [
  `DELETE FROM journal_parts WHERE id IN (
    SELECT p.id FROM journal j JOIN journal_parts p ON p.batch = j.batch WHERE j.run = ? LIMIT 100)`,
  'DELETE FROM journal WHERE id IN (SELECT id FROM journal WHERE run = ? LIMIT 1000)',
  'DELETE FROM chunks WHERE id IN (SELECT c.id FROM series s JOIN chunks c ON c.series = s.id WHERE s.run = ? LIMIT 500)',
  'DELETE FROM series WHERE id IN (SELECT id FROM series WHERE run = ? LIMIT 5000)',
  `DELETE FROM histograms WHERE (key, step) IN (
    SELECT h.key, h.step FROM histogram_keys k JOIN histograms h ON h.key = k.id WHERE k.run = ? LIMIT 5000)`,
  'DELETE FROM histogram_keys WHERE run = ?',
  'DELETE FROM histogram_edges WHERE run = ?',
  'DELETE FROM log_lines WHERE (run, id) IN (SELECT run, id FROM log_lines WHERE run = ? LIMIT 5000)',
  'DELETE FROM run_events WHERE run = ?',
  'DELETE FROM summaries WHERE run = ?',
  'DELETE FROM cuts WHERE run = ?',
  'DELETE FROM writers WHERE run = ?',
  'DELETE FROM run_activity WHERE run = ?',
];
const VACUUM_PAGES = 500;

/** Deletes all that is stored about a run, in small transactions, and gives the space back to the disk. */
export function createPurge(db: Db) {
  const steps = STEPS.map((sql) => db.prepare<[number]>(sql));

  return async (run: number): Promise<void> => {
    for (const step of steps) while (step.run(run).changes > 0) await nextTurn();
    await giveSpaceBack(db);
  };
}

/** Shortens the file by the pages that are free, a few at a time. */
export async function giveSpaceBack(db: Db): Promise<void> {
  const freePages = () => db.pragma('freelist_count', { simple: true }) as number;
  for (let free = freePages(); free > 0; ) {
    db.pragma(`incremental_vacuum(${VACUUM_PAGES})`);
    await nextTurn();
    const left = freePages();
    if (left >= free) break; // other transactions free pages as fast as this gives them back
    free = left;
  }
  db.pragma('wal_checkpoint(TRUNCATE)');
}
