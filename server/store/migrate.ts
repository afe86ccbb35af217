import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Db } from './sqlite.ts';

const FOLDER = fileURLToPath(new URL('../../migrations', import.meta.url));

/** Thrown when a file was written by a later version, whose tables this one does not know. */
export class NewerSchemaError extends Error {
  constructor(file: string, found: number, known: number) {
    super(
      `${file} was written by a newer Lossboard: its schema is ${found}, this version knows up to ${known}. ` +
        'Update Lossboard, or choose another data folder.',
    );
    this.name = 'NewerSchemaError';
  }
}

/**
 * Brings the tables to the newest form: migrations are files `NNN_what.sql`, their number is the
 * file's `user_version`, and each is applied whole or not at all, in order and only forward, as far as number `upTo`.
 *
 * @throws {NewerSchemaError} when the file has seen more migrations than there are
 */
export function migrate(db: Db, { folder = FOLDER, upTo = Number.POSITIVE_INFINITY } = {}): void {
  const migrations = readMigrations(folder);
  const version = readVersion(db, migrations.length);
  for (const [index, sql] of migrations.entries()) {
    if (index < version || index >= upTo) continue;
    db.transaction(() => {
      db.exec(sql);
      db.pragma(`user_version = ${index + 1}`);
    }).immediate();
  }
}

/**
 * How many migrations a file has seen.
 *
 * @throws {NewerSchemaError} when it has seen more than there are
 */
export function readVersion(db: Db, known = readMigrations(FOLDER).length): number {
  const version = db.pragma('user_version', { simple: true }) as number;
  if (version > known) throw new NewerSchemaError(db.name, version, known);
  return version;
}

function readMigrations(folder: string): string[] {
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  return names.map((name, index) => {
    if (Number.parseInt(name, 10) !== index + 1) throw new Error(`expected migration ${index + 1}, found ${name}`);
    return readFileSync(join(folder, name), 'utf8');
  });
}
