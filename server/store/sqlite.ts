import Database from 'better-sqlite3';

/** The name of the one database in a data folder. */
export const DATABASE_FILE = 'lossboard.sqlite';

/** A connection to a SQLite file. */
export type Db = Database.Database;

/** Opens a file, creating it if need be, with the settings that every connection of the server has. */
export function connect(file: string): Db {
  const db = new Database(file, { timeout: 5000 });
  // Both only take effect before the first table exists.
  db.pragma('page_size = 8192');
  db.pragma('auto_vacuum = INCREMENTAL');
  db.pragma('journal_mode = WAL');
  db.pragma('foreign_keys = ON');
  db.pragma('trusted_schema = OFF');
  db.pragma('temp_store = MEMORY');
  db.pragma('journal_size_limit = 67108864');
  db.pragma('cache_size = -65536');
  return db;
}

/** In WAL mode better-sqlite3 falls back to NORMAL at the first write, where a power cut undoes commits: so set it after one. */
export function makeDurable(db: Db): void {
  db.pragma(`user_version = ${db.pragma('user_version', { simple: true })}`);
  db.pragma('synchronous = FULL');
}
