import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { lockFolder } from './lock.ts';
import { migrate } from './migrate.ts';
import type { Db } from './sqlite.ts';

export const DATABASE_FILE = 'lossboard.sqlite';

export interface OpenDatabase {
  db: Db;
  /** Writes the log back into the file, closes it and frees the folder. */
  close(): void;
}

/**
 * Opens the one database of a data folder, creating both if need be, for this process alone.
 * What a transaction on it commits survives a crash of the process and of the machine.
 *
 * Throws    FolderInUseError, NewerSchemaError
 */
export function openDatabase(folder: string): OpenDatabase {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const db = openFile(join(folder, DATABASE_FILE));
    return {
      db,
      close() {
        db.pragma('wal_checkpoint(TRUNCATE)');
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Opens one database file with its tables in their newest form, without asking who else has it open. */
export function openFile(file: string): Db {
  const db = new Database(file, { timeout: 5000 });
  try {
    // Both only take effect before the first table exists.
    db.pragma('page_size = 8192');
    db.pragma('auto_vacuum = INCREMENTAL');
    db.pragma('journal_mode = WAL');
    db.pragma('foreign_keys = ON');
    db.pragma('trusted_schema = OFF');
    db.pragma('temp_store = MEMORY');
    db.pragma('journal_size_limit = 67108864');
    db.pragma('cache_size = -65536');
    migrate(db);
    makeDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}

/** In WAL mode better-sqlite3 falls back to NORMAL at the first write, where a power cut undoes commits: so set it after one. */
function makeDurable(db: Db): void {
  db.pragma(`user_version = ${db.pragma('user_version', { simple: true })}`);
  db.pragma('synchronous = FULL');
}
