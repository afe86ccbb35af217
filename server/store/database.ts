import { chmodSync, closeSync, existsSync, mkdirSync, openSync, statfsSync } from 'node:fs';
import { join } from 'node:path';
import { isDiskFull } from '../errors.ts';
import { type Ballast, createBallast } from './ballast.ts';
import { lockFolder } from './lock.ts';
import { migrate } from './migrate.ts';
import { connect, DATABASE_FILE, type Db, makeDurable } from './sqlite.ts';

/** A start writes less than this. */
const START_BYTES = 4 * 1024 ** 2;

export interface OpenDatabase {
  db: Db;
  ballast: Ballast;
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
  makePrivate(folder);
  const ballast = createBallast(folder);
  const unlock = lockFull(folder, ballast);
  try {
    if (bytesFree(folder) < START_BYTES) ballast.giveUp();
    const file = join(folder, DATABASE_FILE);
    closeSync(openSync(file, 'a', 0o600));
    for (const each of [file, `${file}-wal`, `${file}-shm`]) if (existsSync(each)) chmodSync(each, 0o600);
    const db = openFile(file); // what SQLite puts beside the file has its mode
    return {
      db,
      ballast,
      close() {
        shortenLog(db);
        db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

/** Locks a folder on a disk without any space too. */
function lockFull(folder: string, ballast: Ballast): () => void {
  try {
    return lockFolder(folder);
  } catch (error) {
    if (!isDiskFull(error) || !ballast.giveUp()) throw error;
    return lockFolder(folder);
  }
}

function bytesFree(folder: string): number {
  const { bavail, bsize } = statfsSync(folder);
  return bavail * bsize;
}

/** Makes a folder that its owner alone can look into, and takes the rights of others away from one that is there. */
function makePrivate(folder: string): void {
  const isThere = existsSync(folder);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  try {
    chmodSync(folder, 0o700);
  } catch (error) {
    if (!isThere || (error as NodeJS.ErrnoException).code !== 'EPERM') throw error; // another user's, who decides
  }
}

/** Without space for it the log stays as it is, and the next start reads it. */
function shortenLog(db: Db): void {
  try {
    db.pragma('wal_checkpoint(TRUNCATE)');
  } catch (error) {
    if (!isDiskFull(error)) throw error;
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
