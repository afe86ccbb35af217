import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { lockFolder } from './lock.ts';
import { migrate } from './migrate.ts';
import { connect, type Db, makeDurable } from './sqlite.ts';

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
 * @throws {FolderInUseError} when another process holds the folder
 * @throws {NewerSchemaError} when a later version wrote the file
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

/** Opens one database file with its tables in their newest form, without a lock on its folder. */
export function openFile(file: string): Db {
  const db = connect(file);
  try {
    migrate(db);
    makeDurable(db);
    return db;
  } catch (error) {
    db.close();
    throw error;
  }
}
