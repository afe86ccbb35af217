import type { Db } from './database.ts';
import { examineMetrics, type Finding } from './metrics/doctor.ts';

/**
 * Finds what is damaged in a database: its pages, its references, and every checksum and sum of the
 * metric store. With `repair` it mends what can be mended, without inventing anything.
 *
 * Cost      reads the whole file
 */
export function* examine(db: Db, repair: boolean): Generator<Finding> {
  yield* examineFile(db);
  yield* examineMetrics(db, repair);
}

function* examineFile(db: Db): Generator<Finding> {
  for (const { integrity_check: what } of db.pragma('integrity_check(100)') as { integrity_check: string }[]) {
    if (what !== 'ok') yield { where: 'the file', what, loses: true };
  }
  for (const { table, parent } of db.pragma('foreign_key_check') as { table: string; parent: string }[]) {
    yield { where: table, what: `a row refers to something in ${parent} that is not there`, loses: false };
  }
}
