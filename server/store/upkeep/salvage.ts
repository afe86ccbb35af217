import { existsSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { openDatabase } from '../database.ts';
import { lockFolder } from '../lock.ts';
import { DATABASE_FILE, type Db } from '../sqlite.ts';
import { readableRows } from './readable-rows.ts';

/** What became of one table. */
export interface SalvagedTable {
  table: string;
  rows: number;
  /** Whether all of it could be read and copied. */
  isComplete: boolean;
}

const NUMBERS: [number, number] = [-1, Number.MAX_SAFE_INTEGER];
const TEXTS: [string, string] = ['', '\u{10ffff}'];

/** Tables whose key has two parts: the first, which is a row of `parent`, and the second. */
const PARENTS: Record<string, { column: string; parent: string; key: string }> = {
  writers: { column: 'run', parent: 'runs', key: 'name' },
  log_lines: { column: 'run', parent: 'runs', key: 'id' },
  run_events: { column: 'run', parent: 'runs', key: 'id' },
  histograms: { column: 'key', parent: 'histogram_keys', key: 'step' },
};
/** The tables in an order in which each refers to earlier ones alone. Tables that sum up others are left out and counted anew. */
const ROWID_TABLES = [
  ...['runs', 'run_documents', 'run_activity', 'journal', 'journal_parts', 'series', 'chunks', 'cuts'],
  ...['histogram_keys', 'histogram_edges'],
  ...['documents', 'document_revisions', 'projects'],
  ...['alert_rules', 'alerts', 'alert_deliveries'],
  ...['studies', 'trials'],
  ...['recipes', 'recipe_launches', 'worker_count'],
];
/** Tables without a rowid, by a text that no two rows share. */
const TEXT_KEYS: Record<string, string> = { metric_settings: '(project || char(0) || metric)' };
export const TABLES = [...ROWID_TABLES, ...Object.keys(TEXT_KEYS), ...Object.keys(PARENTS)];
/** What columns were called in files that are too damaged to be migrated. */
const FORMER_NAMES: Record<string, string> = { attempt: 'epoch' };

/**
 * Copies all that can still be read of a database with damaged pages into a data folder that has none.
 * The damaged one stays as it is. Rows whose run or series is lost are left out.
 *
 * @throws {Error} when the folder to make has a database already, or the old one's list of tables cannot be read
 */
export function salvage(folder: string, into: string): SalvagedTable[] {
  if (existsSync(join(into, DATABASE_FILE)))
    throw new Error(`${into} has a ${DATABASE_FILE} already; name a new folder`);
  const unlock = lockFolder(folder);
  const from = new Database(join(folder, DATABASE_FILE), { fileMustExist: true });
  try {
    from.pragma('trusted_schema = OFF');
    from.pragma('cell_size_check = ON');
    const { db: to, close } = openDatabase(into);
    to.pragma('foreign_keys = OFF');
    const tables = TABLES.map((table) => copyTable(from, to, table));
    removeOrphans(to);
    to.exec(`INSERT INTO run_documents (run, notes, config) SELECT number, '', '{}' FROM runs
      WHERE number NOT IN (SELECT run FROM run_documents)`);
    close();
    return tables;
  } finally {
    from.close();
    unlock();
  }
}

function copyTable(from: Db, to: Db, table: string): SalvagedTable {
  const known = new Set(columnsOf(from, table));
  const formerName = (column: string) => (known.has(column) ? column : FORMER_NAMES[column]);
  const columns = columnsOf(to, table).filter((column) => known.has(formerName(column) ?? ''));
  if (columns.length === 0) return { table, rows: 0, isComplete: true }; // of a version that had no such table
  const selected = columns.map((column) => `${formerName(column)} AS ${column}`);
  const insert = to.prepare(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${columns.map((each) => `@${each}`).join(', ')})`,
  );
  const result: SalvagedTable = { table, rows: 0, isComplete: true };
  const copy = to.transaction(() => {
    const isRead = eachRow(from, to, table, selected, (row) => {
      try {
        result.rows += insert.run(row).changes;
      } catch (error) {
        if (!(error as { code?: string }).code?.startsWith('SQLITE_CONSTRAINT')) throw error;
        result.isComplete = false; // read, but damaged beyond what the table allows
      }
    });
    result.isComplete &&= isRead;
  });
  copy.immediate();
  return result;
}

/** Hands every readable row of a table to `take`; returns whether those are all. */
function eachRow(from: Db, to: Db, table: string, columns: string[], take: (row: object) => void): boolean {
  const text = TEXT_KEYS[table];
  if (text !== undefined) return readableRows(from, { table, columns, key: text, bounds: TEXTS }, take);
  const split = PARENTS[table];
  if (!split) return readableRows(from, { table, columns, key: 'rowid', bounds: NUMBERS }, take);
  const ids = to.prepare<[], number>(`SELECT rowid FROM ${split.parent}`).pluck().all();
  const order = { table, columns, key: split.key, bounds: split.key === 'name' ? TEXTS : NUMBERS };
  return ids
    .map((value) => readableRows(from, { ...order, of: { column: split.column, value } }, take))
    .every((isWhole) => isWhole);
}

function columnsOf(db: Db, table: string): string[] {
  return (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name);
}

/** Deletes rows that refer to what is not there, until none are left. */
function removeOrphans(db: Db): void {
  for (const table of TABLES) {
    const references = db.pragma(`foreign_key_list(${table})`) as { from: string; table: string; to: string }[];
    for (const reference of references)
      db.exec(`DELETE FROM ${table} WHERE ${reference.from} NOT IN (SELECT ${reference.to} FROM ${reference.table})`);
  }
}
