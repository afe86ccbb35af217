import Database from 'better-sqlite3';
import { migrate, readVersion } from '../migrate.ts';
import type { Db } from '../sqlite.ts';

interface SchemaRow {
  type: string;
  name: string;
  sql: string | null;
}

/**
 * Compares the tables, indexes, views and triggers of a file with those that its version makes in an empty one. A file
 * from elsewhere may hold code that runs with later writes, or lack an index that keeps ids apart.
 *
 * @throws {Error} naming what is there too much, is missing or differs
 */
export function checkSchema(db: Db, file: string): void {
  const [found, expected] = [schemaOf(db), freshSchema(readVersion(db))];
  const names = [...new Set([...found.keys(), ...expected.keys()])];
  const faults = names.flatMap((name) => {
    if (!expected.has(name)) return `has a ${name} that no version of it made`;
    if (!found.has(name)) return `lacks the ${name}`;
    return found.get(name) === expected.get(name) ? [] : `has another ${name}`;
  });
  if (faults.length > 0) throw new Error(`${file} is no backup of Lossboard: it ${faults.join(', ')}`);
}

function freshSchema(version: number): Map<string, string> {
  const fresh = new Database(':memory:');
  try {
    migrate(fresh, { upTo: version });
    return schemaOf(fresh);
  } finally {
    fresh.close();
  }
}

/** By type and name; statistics of the query planner hold no code, and a file has them or not. */
function schemaOf(db: Db): Map<string, string> {
  const rows = db.prepare<[], SchemaRow>('SELECT type, name, sql FROM sqlite_schema').all();
  return new Map(
    rows
      .filter(({ name }) => !/^sqlite_stat\d$/.test(name))
      .map(({ type, name, sql }) => [`${type} "${name}"`, (sql ?? '').replaceAll(/\s+/g, ' ')]),
  );
}
