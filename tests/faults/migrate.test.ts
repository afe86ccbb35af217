import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openFile } from '../../server/store/database.ts';
import { createMetricStore } from '../../server/store/metrics/metric-store.ts';
import { migrate } from '../../server/store/migrate.ts';
import type { Db } from '../../server/store/sqlite.ts';
import { append, batch, columns } from '../contracts/records.ts';
import { SMALL, tempMetrics } from '../server/store/metrics/temp-metrics.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const KILLS = 12;
/** The first version that has metrics. */
const OLD_VERSION = 2;
const MAX_LIFE_MS = 100;
const MIGRATIONS = new URL('../../migrations/', import.meta.url).pathname;
const NEWEST = readdirSync(MIGRATIONS).length;

/** Copies the old file and brings it up to date, again and again; says which copy comes next. */
const MIGRATE_FOREVER = `
  const { copyFileSync, rmSync, writeSync } = await import('node:fs');
  const { openFile } = await import(${JSON.stringify(new URL('../../server/store/database.ts', import.meta.url).href)});
  const old = process.argv[1];
  for (let n = 0; ; n++) {
    const file = old + '.' + n;
    copyFileSync(old, file);
    writeSync(1, n + '\\n');
    openFile(file).close();
    rmSync(file);
  }`;

const tablesOf = (db: Db) =>
  db
    .prepare<[], string>(`SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'`)
    .pluck()
    .all();
const columnsOf = (db: Db, table: string) =>
  (db.pragma(`table_info(${table})`) as { name: string }[]).map(({ name }) => name).join(', ');

/** A table's columns as the newest version calls them. */
const newNamesOf = (columns: string) => columns.replace(/\bepoch\b/, 'attempt');

/** A file as an old version left it, with runs whose points are in chunks and in the journal. */
async function oldFile(): Promise<string> {
  const { db, metrics, addRun } = tempMetrics();
  const line = Array.from({ length: 100 }, (_, step) => [step, Math.sin(step)] as const);
  for (let run = 0; run < 40; run++) {
    await addRun(`r${run}`);
    await append(metrics, `r${run}`, batch(1, { series: { loss: columns(line), accuracy: columns(line) } }));
  }
  db.exec('UPDATE runs SET heartbeat_seconds = 3600'); // what the migrations give a run that promised nothing
  await metrics.seal();
  const text = { time: 1, level: 'info', text: 'late' } as const;
  for (let run = 0; run < 40; run += 2)
    await append(metrics, `r${run}`, batch(2, { series: { loss: columns([[100, run]]) }, logs: [text] }));

  const folder = temporaryFolder();
  for (const name of readdirSync(MIGRATIONS).sort().slice(0, OLD_VERSION)) {
    copyFileSync(join(MIGRATIONS, name), join(folder, name));
  }
  const file = join(folder, 'old.sqlite');
  const old = new Database(file);
  old.pragma('journal_mode = WAL');
  migrate(old, { folder });
  old.prepare('ATTACH ? AS newest').run(db.name);
  for (const table of tablesOf(old)) {
    const names = columnsOf(old, table);
    old.exec(`INSERT INTO main.${table} (${names}) SELECT ${newNamesOf(names)} FROM newest.${table}`);
  }
  old.close();
  return file;
}

/** Starts a process that migrates, kills it at a random moment, and returns the file that it was at. */
async function killAmid(old: string): Promise<string> {
  const child = spawn(process.execPath, ['--input-type=module', '-e', MIGRATE_FOREVER, old], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
  });
  await once(child.stdout, 'data');
  await sleep(Math.random() * MAX_LIFE_MS);
  child.kill('SIGKILL');
  await once(child, 'close');
  return `${old}.${said.trim().split('\n').at(-1)}`;
}

/** How far a killed process came, seen in a copy: to open the file itself would mend it. */
function versionOf(file: string): unknown {
  for (const part of ['', '-wal']) if (existsSync(file + part)) copyFileSync(file + part, `${file}.copy${part}`);
  const db = new Database(`${file}.copy`);
  try {
    return db.pragma('user_version', { simple: true });
  } finally {
    db.close();
  }
}

test('an old file whose migration was killed at any moment opens with everything in it', async () => {
  const old = await oldFile();
  const before = new Database(old, { readonly: true });
  onTestFinished(() => void before.close());
  const versions: unknown[] = [];
  for (let kill = 1; kill <= KILLS; kill++) {
    const file = await killAmid(old);
    if (!existsSync(file)) continue; // it was between two files
    versions.push(versionOf(file));
    const db = openFile(file);
    expect(db.pragma('user_version', { simple: true })).toBe(NEWEST);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    for (const table of tablesOf(before)) {
      const columns = columnsOf(before, table);
      const found = db
        .prepare(`SELECT ${newNamesOf(columns)} FROM ${table}`)
        .raw()
        .all();
      expect(found, table).toEqual(before.prepare(`SELECT ${columns} FROM ${table}`).raw().all());
    }
    const metrics = createMetricStore(db, SMALL);
    expect((await metrics.series('r2')).loss).toMatchObject({ count: 101, last: 2 });
    await metrics.close();
    db.close();
  }
  expect(versions.filter((version) => version !== NEWEST).length, String(versions)).toBeGreaterThan(0);
}, 60_000);
