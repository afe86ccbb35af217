import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openFile } from '../../../server/store/database.ts';
import { migrate } from '../../../server/store/migrate.ts';
import { createMetricSettingStore } from '../../../server/store/runs/metric-setting-store.ts';
import { createRunQueue } from '../../../server/store/runs/run-queue.ts';
import { createRunStore } from '../../../server/store/runs/run-store.ts';
import { until } from '../../support/until.ts';
import { tempFolder } from './temp-store.ts';

const MIGRATE = new URL('../../../server/store/migrate.ts', import.meta.url).href;
const SQLITE = new URL('../../../node_modules/better-sqlite3/lib/index.js', import.meta.url).href;

/** A migration that is busy for as long as anyone waits. */
const ENDLESS = `
  CREATE TABLE b (x INTEGER);
  INSERT INTO b VALUES (1), (2), (3);
  WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) INSERT INTO b SELECT x FROM n;`;

/** What another process would see. */
function versionOf(file: string): unknown {
  const db = new Database(file, { timeout: 1000 });
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
}

test('a process killed amid a migration leaves the file as the one before made it; the next start goes on', async () => {
  const folder = tempFolder();
  const file = join(folder, 'some.sqlite');
  writeFileSync(join(folder, '001_a.sql'), 'CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (42);');
  writeFileSync(join(folder, '002_b.sql'), ENDLESS);
  const script = `
    const { default: Database } = await import(${JSON.stringify(SQLITE)});
    const { migrate } = await import(${JSON.stringify(MIGRATE)});
    const db = new Database(${JSON.stringify(file)});
    db.pragma('journal_mode = WAL');
    db.pragma('cache_size = 10'); // so that unfinished pages are written out early
    process.stdout.write('begun');
    migrate(db, { folder: ${JSON.stringify(folder)} });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  await once(child.stdout, 'data');
  await until(() => versionOf(file) === 1, 'the first migration is done');
  await new Promise((resolve) => setTimeout(resolve, 100)); // well into the second, which never ends
  child.kill('SIGKILL');
  await once(child, 'exit');

  writeFileSync(join(folder, '002_b.sql'), 'CREATE TABLE b (x INTEGER);');
  const db = new Database(file);
  onTestFinished(() => void db.close());
  expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
  expect(db.pragma('user_version', { simple: true })).toBe(1);
  migrate(db, { folder });
  expect(db.pragma('user_version', { simple: true })).toBe(2);
  expect(db.prepare('SELECT x FROM a').pluck().all()).toEqual([42]);
  expect(db.prepare('SELECT x FROM b').pluck().all()).toEqual([]);
});

test('a run that an older version was training is found without a lease, in the attempt it had', async () => {
  const migrations = new URL('../../../migrations/', import.meta.url).pathname;
  const folder = tempFolder();
  for (const name of readdirSync(migrations).sort().slice(0, 5))
    copyFileSync(join(migrations, name), join(folder, name));
  const file = join(folder, 'old.sqlite');
  const old = new Database(file);
  migrate(old, { folder });
  old.exec(`
    INSERT INTO runs (number, id, kind, project, name, tags, state, color, epoch, created_at, search)
    VALUES (1, 'old', 'training', 'p', 'old', '[]', 'running', 0, 3, 7, 'old');
    INSERT INTO run_documents (run, notes, config, job) VALUES (1, 'n', '{}', '{}');
    INSERT INTO writers (run, name, epoch, last_seq, last_crc) VALUES (1, 'w', 3, 5, 9);`);
  old.close();

  const db = openFile(file);
  onTestFinished(() => void db.close());
  expect(db.prepare('SELECT name, attempt, last_seq FROM writers').raw().all()).toEqual([['w', 3, 5]]);
  expect(await createRunStore(db).getRun('old')).toMatchObject({ state: 'running', attempt: 3 });
  const reason = { code: 'server_killed', message: 'gone' } as const;
  const swept = await createRunQueue(db).sweep({ maxAttempts: 1, reason });
  expect(swept).toMatchObject([{ id: 'old', state: 'failed', attempt: 3, reason: { code: 'server_killed' } }]);
});

test('a run of before colours could be set by hand keeps its colour, as an automatic one', async () => {
  const file = join(tempFolder(), 'old.sqlite');
  const old = new Database(file);
  migrate(old, { upTo: 11 });
  old.exec(`
    INSERT INTO runs (number, id, kind, project, name, tags, state, color, attempt, created_at, search)
    VALUES (1, 'old', 'remote', 'p', 'old', '[]', 'finished', 7, 1, 7, 'old');
    INSERT INTO run_documents (run, notes, config) VALUES (1, '', '{}');`);
  old.close();

  const db = openFile(file);
  onTestFinished(() => void db.close());
  expect(await createRunStore(db).getRun('old')).toMatchObject({ color: 7, ownColor: null });
  expect(await createMetricSettingStore(db).list()).toEqual([]);
});
