import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { openDatabase, openFile } from '../../../server/store/database.ts';
import { migrate } from '../../../server/store/migrate.ts';
import { tempDatabase, tempFolder } from './temp-store.ts';

test('commits are synced to disk: synchronous stays FULL after writes', () => {
  const { db } = tempDatabase();
  db.exec('CREATE TABLE scratch (a)');
  db.exec('INSERT INTO scratch VALUES (1)');
  expect(db.pragma('synchronous', { simple: true })).toBe(2);
});

test.each([
  ['journal_mode', 'wal'],
  ['page_size', 8192],
  ['auto_vacuum', 2],
  ['foreign_keys', 1],
  ['trusted_schema', 0],
  ['busy_timeout', 5000],
])('pragma %s is %s', (name, value) => {
  expect(tempDatabase().db.pragma(name, { simple: true })).toBe(value);
});

test('a file reopens with its tables, and migrating again changes nothing', () => {
  const first = tempDatabase();
  const schema = first.db.prepare('SELECT sql FROM sqlite_schema').all();
  first.close();
  expect(tempDatabase(first.folder).db.prepare('SELECT sql FROM sqlite_schema').all()).toEqual(schema);
});

test('a file of a newer version is refused by name and left as it was', () => {
  const { db, close, folder } = tempDatabase();
  db.pragma('user_version = 999');
  close();
  expect(() => openDatabase(folder)).toThrow(/lossboard\.sqlite was written by a newer Lossboard: its schema is 999/);
  expect(() => openDatabase(folder), 'the refusal freed the folder').toThrow(/newer Lossboard/);
});

test('a migration that fails leaves the version and the tables of the one before', () => {
  const migrations = tempFolder();
  writeFileSync(join(migrations, '001_a.sql'), 'CREATE TABLE a (x);');
  writeFileSync(join(migrations, '002_b.sql'), 'CREATE TABLE b (x); CREATE TABLE a (x);');
  const { db } = tempDatabase();
  db.pragma('user_version = 0');
  expect(() => migrate(db, { folder: migrations })).toThrow(/table a already exists/);
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  expect(db.prepare(`SELECT name FROM sqlite_schema WHERE name IN ('a', 'b')`).pluck().all()).toEqual(['a']);
});

test('migrations must be numbered without a gap', () => {
  const migrations = tempFolder();
  writeFileSync(join(migrations, '002_b.sql'), '');
  expect(() => migrate(tempDatabase().db, { folder: migrations })).toThrow(/expected migration 1, found 002_b\.sql/);
});

/** A process that has opened a folder and done what follows; it lives until the test ends. */
async function holderOf(folder: string, then = '') {
  const module = new URL('../../../server/store/database.ts', import.meta.url).href;
  const script = `
    const { openDatabase } = await import(${JSON.stringify(module)});
    let opened = openDatabase(${JSON.stringify(folder)});
    ${then}
    process.stdout.write('open');
    setInterval(() => opened, 1000);`;
  const holder = spawn(process.execPath, ['--expose-gc', '--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const died = once(holder, 'exit').then(([code, signal]) => {
    throw new Error(`the holder ended by itself with ${code ?? signal}`);
  });
  await Promise.race([once(holder.stdout, 'data'), died]);
  died.catch(() => {}); // it is killed from here on
  return holder;
}

test('a folder stays held where nothing refers to its database any more', async () => {
  const folder = tempFolder();
  const { pid } = await holderOf(
    folder,
    `opened = undefined;
    for (let time = 0; time < 3; time++) {
      await new Promise((resolve) => setTimeout(resolve));
      gc();
    }`,
  );
  expect(() => openDatabase(folder)).toThrow(`is in use by the process with pid ${pid}`);
});

test('a second process on the same folder is refused with the pid of the first, until that one is killed', async () => {
  const folder = tempFolder();
  const holder = await holderOf(folder);

  expect(() => openDatabase(folder)).toThrow(`is in use by the process with pid ${holder.pid}`);
  for (const files of [['lossboard.lock'], ['lossboard.lock', 'lossboard.pid']]) {
    for (const file of files) rmSync(join(folder, file), { force: true });
    expect(() => openDatabase(folder), `without ${files}`).toThrow(/is in use by/);
    expect(() => openDatabase(folder), 'a second try').toThrow(/is in use by/);
  }

  holder.kill('SIGKILL');
  await once(holder, 'exit');
  openDatabase(folder).close();
});

test('closing writes the log back into the file', () => {
  const { db, close, folder } = tempDatabase();
  db.exec('CREATE TABLE scratch (a)');
  close();
  const again = openFile(join(folder, 'lossboard.sqlite'));
  onTestFinished(() => void again.close());
  expect(again.prepare('SELECT count(*) FROM scratch').pluck().get()).toBe(0);
});

test.each([0o000, 0o022, 0o077])('the folder and its files are for their user alone, under the umask %o', (mask) => {
  const before = process.umask(mask);
  try {
    const folder = join(tempFolder(), 'data');
    const { close } = openDatabase(folder);
    const mode = (path: string) => statSync(path).mode & 0o777;
    expect(mode(folder)).toBe(0o700);
    for (const file of ['lossboard.sqlite', 'lossboard.sqlite-wal', 'lossboard.sqlite-shm', 'lossboard.pid'])
      expect([file, mode(join(folder, file))]).toEqual([file, 0o600]);
    close();
  } finally {
    process.umask(before);
  }
});

test('a folder that others could look into is closed to them', () => {
  const folder = join(tempFolder(), 'data');
  mkdirSync(folder);
  chmodSync(folder, 0o755);
  openDatabase(folder).close();
  expect(statSync(folder).mode & 0o777).toBe(0o700);
});
