import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';

/** Thrown when another living process holds the data folder. */
export class FolderInUseError extends Error {
  readonly pid: number | null;

  constructor(folder: string, pid: number | null) {
    super(`the data folder ${folder} is in use by ${pid === null ? 'another process' : `the process with pid ${pid}`}`);
    this.name = 'FolderInUseError';
    this.pid = pid;
  }
}

/**
 * Holds `folder` for this process until the returned function is called or the process ends, however
 * it ends: the lock is a write transaction that is never committed, and the kernel frees it.
 *
 * @throws {FolderInUseError} when another process holds it
 */
export function lockFolder(folder: string): () => void {
  const lock = new Database(join(folder, 'lossboard.lock'), { timeout: 0 });
  try {
    lock.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code === 'SQLITE_BUSY') throw new FolderInUseError(folder, readPid(folder));
    throw error;
  }
  writeFileSync(pidFile(folder), `${process.pid}\n`);
  return () => lock.close();
}

function readPid(folder: string): number | null {
  try {
    return Number.parseInt(readFileSync(pidFile(folder), 'utf8'), 10) || null;
  } catch {
    return null; // the other process holds the lock but has not written its pid yet
  }
}

const pidFile = (folder: string) => join(folder, 'lossboard.pid');
