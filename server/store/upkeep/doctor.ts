import { isDamage } from '../damage.ts';
import { examineMetrics } from '../metrics/check/doctor.ts';
import type { Finding } from '../metrics/check/finding.ts';
import type { Db } from '../sqlite.ts';

/**
 * Finds what is damaged in a database: its pages, its references, and every checksum and sum of the
 * metric store. With `repair` it mends what can be mended, without inventing anything.
 *
 * Where pages are damaged it checks nothing else: what depends on them is unknown, and writing to such a
 * file spreads the damage. `salvage` copies what is left.
 *
 * Cost      reads the whole file
 */
export function* examine(db: Db, repair: boolean): Generator<Finding> {
  const pages = damagedPages(db);
  yield* pages.map((what) => ({ where: 'the file', what, loses: true }));
  if (pages.length > 0) return;
  yield* examineReferences(db);
  yield* examineMetrics(db, repair);
}

function damagedPages(db: Db): string[] {
  try {
    const found = db.pragma('integrity_check(100)') as { integrity_check: string }[];
    return found.map(({ integrity_check: what }) => what).filter((what) => what !== 'ok');
  } catch (error) {
    if (!isDamage(error)) throw error;
    return [(error as Error).message];
  }
}

function* examineReferences(db: Db): Generator<Finding> {
  for (const { table, parent } of db.pragma('foreign_key_check') as { table: string; parent: string }[]) {
    yield { where: table, what: `a row refers to something in ${parent} that is not there`, loses: false };
  }
}
