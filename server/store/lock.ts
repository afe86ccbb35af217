import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { isDiskFull } from '../errors.ts';
import { DATABASE_FILE } from './sqlite.ts';

/** Thrown when another living process holds the data folder. */
export class FolderInUseError extends Error {
  readonly pid: number | null;

  constructor(folder: string, pid: number | null) {
    super(`the data folder ${folder} is in use by ${pid === null ? 'another process' : `the process with pid ${pid}`}`);
    this.name = 'FolderInUseError';
    this.pid = pid;
  }
}

/** The locks of this process: one that nothing refers to is closed with the next garbage collection, and frees its folder. */
const held = new Set<Database.Database>();

/**
 * Holds `folder` for this process until the returned function is called or the process ends, however
 * it ends: the lock is a write transaction that is never committed, and the kernel frees it. Where its file was
 * missing, somebody may have removed it while a process held it: then the database itself shows whether it is open.
 *
 * @throws {FolderInUseError} when another process holds it
 */
export function lockFolder(folder: string): () => void {
  const file = join(folder, 'lossboard.lock');
  const isNew = !existsSync(file);
  const lock = new Database(file, { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new FolderInUseError(folder, readPid(folder));
    throw error;
  }
  if (isNew && isOpenElsewhere(join(folder, DATABASE_FILE))) {
    rmSync(file); // a later start must not take it for the lock of the process that has the database open
    lock.close();
    throw new FolderInUseError(folder, readPid(folder));
  }
  writePid(folder);
  held.add(lock);
  return () => {
    held.delete(lock);
    lock.close();
  };
}

/** Whether a connection is open to a database in WAL mode: each shares a lock on the file, for as long as it lives. */
function isOpenElsewhere(database: string): boolean {
  if (!existsSync(database)) return false;
  const db = new Database(database, { timeout: 0 });
  try {
    db.pragma('locking_mode = EXCLUSIVE');
    db.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    if ((error as { code?: string }).code?.startsWith('SQLITE_BUSY')) return true;
    return false; // whatever else is wrong with the file, opening it reports
  } finally {
    db.close();
  }
}

/** For the message to a second process alone, so that a full disk keeps nobody from starting. */
function writePid(folder: string): void {
  try {
    writeFileSync(pidFile(folder), `${process.pid}\n`, { mode: 0o600 });
  } catch (error) {
    if (!isDiskFull(error)) throw error;
  }
}

function readPid(folder: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile(folder), 'utf8'), 10) || null;
  } catch {
    return null; // the other process holds the lock but has not written its pid yet
  }
}

const pidFile = (folder: string) => join(folder, 'lossboard.pid');
