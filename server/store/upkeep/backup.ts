import { closeSync, copyFileSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Database from 'better-sqlite3';
import { isDamage } from '../damage.ts';
import { lockFolder } from '../lock.ts';
import { DATABASE_FILE } from '../sqlite.ts';
import { checkSchema } from './schema-check.ts';

export interface BackupCounts {
  runs: number;
  points: number;
}

/**
 * Writes the state of a data folder at one moment into `file`, while a server may be writing to it.
 *
 * Neither waits for the other: it reads a snapshot from a connection of its own.
 * @throws {Error} when `file` exists already
 */
export function backup(folder: string, file: string): BackupCounts {
  if (existsSync(file)) throw new Error(`${file} exists already; a backup does not overwrite anything`);
  const source = new Database(join(folder, DATABASE_FILE), { fileMustExist: true, timeout: 5000 });
  const partial = `${file}.partial`;
  try {
    rmSync(partial, { force: true });
    source.prepare('VACUUM INTO ?').run(partial);
    const counts = verify(partial, partial);
    putInPlace(partial, file);
    return counts;
  } finally {
    source.close();
    rmSync(partial, { force: true });
  }
}

/**
 * Makes a backup the database of a data folder that has none.
 *
 * @throws {Error} when the folder has one already or is in use, and when the backup is damaged, of a newer version, or has other tables, indexes, views or triggers than its version
 */
export function restore(file: string, folder: string): BackupCounts {
  mkdirSync(folder, { recursive: true });
  const unlock = lockFolder(folder);
  try {
    const target = join(folder, DATABASE_FILE);
    if (existsSync(target)) throw new Error(`${target} exists already; move it away to restore a backup in its place`);
    const partial = `${target}.partial`;
    try {
      copyFileSync(file, partial);
      const counts = verify(partial, file);
      putInPlace(partial, target);
      return counts;
    } finally {
      rmSync(partial, { force: true });
    }
  } finally {
    unlock();
  }
}

/** Checks a copy without trusting it: no code in its schema may run. */
function verify(copy: string, file: string): BackupCounts {
  const db = new Database(copy, { fileMustExist: true });
  try {
    db.pragma('trusted_schema = OFF');
    db.pragma('cell_size_check = ON');
    const problem = db.pragma('integrity_check(1)', { simple: true });
    if (problem !== 'ok') throw new Error(`${file} is damaged: ${problem}`);
    checkSchema(db, file);
    return {
      runs: db.prepare<[], number>('SELECT count(*) FROM runs').pluck().get() ?? 0,
      points: db.prepare<[], number>('SELECT coalesce(sum(stored), 0) FROM run_activity').pluck().get() ?? 0,
    };
  } catch (error) {
    throw isDamage(error) ? new Error(`${file} is damaged: ${(error as Error).message}`) : error;
  } finally {
    db.close();
  }
}

/** Renames a file once all of it is on disk, and then makes sure of the name. */
function putInPlace(partial: string, file: string): void {
  sync(partial);
  renameSync(partial, file);
  sync(dirname(file));
}

function sync(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}
