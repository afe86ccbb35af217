import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { openDatabase } from '../../../../server/store/database.ts';
import { createDocumentStore } from '../../../../server/store/documents/document-store.ts';
import { createProjectStore } from '../../../../server/store/documents/project-store.ts';
import { createMetricStore } from '../../../../server/store/metrics/metric-store.ts';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import { DATABASE_FILE } from '../../../../server/store/sqlite.ts';
import { examine } from '../../../../server/store/upkeep/doctor.ts';
import { salvage, TABLES } from '../../../../server/store/upkeep/salvage.ts';
import { batch, columns, newRun } from '../../../contracts/records.ts';
import { SMALL } from '../metrics/temp-metrics.ts';
import { tempDatabase, tempFolder } from '../temp-store.ts';

const PAGE = 8192;
const POINTS = 20_000;
const ALL = { after: -1, limit: POINTS };
const LINES = { after: 0, limit: 500, tail: false };

/** The folder of a closed database with many chunks and a few lines, and where some of its pages are. */
async function closedDatabase() {
  const { db, folder, close } = tempDatabase();
  const runs = createRunStore(db);
  const metrics = createMetricStore(db, SMALL);
  for (const id of ['a', 'b']) {
    await runs.insertRun(newRun(id));
    const loss = columns(Array.from({ length: POINTS }, (_, step) => [step, Math.sin(step * step)] as const));
    const logs = Array.from({ length: 500 }, (_, line) => ({ time: 1, level: 'info' as const, text: `line ${line}` }));
    await metrics.append([{ run: id, batch: batch(1, { series: { loss }, logs }), receivedAt: 1 }]);
  }
  await metrics.close();
  const leaves = (table: string) =>
    db.prepare<[string], number>("SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'").pluck().all(table);
  const root = (table: string) =>
    db.prepare<[string], number>('SELECT rootpage FROM sqlite_master WHERE name = ?').pluck().get(table) as number;
  const pages = { chunks: leaves('chunks'), lines: leaves('log_lines'), index: [root('chunks_by_series')] };
  close();
  return { folder, pages };
}

/** Makes pages of the file unreadable. */
function spoil(folder: string, pages: readonly number[]): void {
  const file = openSync(join(folder, DATABASE_FILE), 'r+');
  for (const page of pages) writeSync(file, Buffer.alloc(PAGE, 0xa5), 0, PAGE, (page - 1) * PAGE);
  closeSync(file);
}

function reopened(folder: string) {
  const { db, close } = openDatabase(folder);
  const repaired = [...examine(db, true)];
  return { db, close, repaired, left: [...examine(db, true)], metrics: createMetricStore(db) };
}

test('damaged pages are reported, not written to', async () => {
  const { folder, pages } = await closedDatabase();
  spoil(folder, pages.chunks.slice(3, 4));
  const { db, close } = openDatabase(folder);
  const findings = [...examine(db, true)];
  close();
  expect(findings.map(({ where, loses, repair }) => [where, loses, repair])).toEqual([['the file', true, undefined]]);
});

test('all that is on other pages is copied, and the damaged file left as it is', async () => {
  const { folder, pages } = await closedDatabase();
  const places = [2, 3, 20, -1];
  spoil(folder, [...places.map((place) => pages.chunks.at(place) as number), pages.lines.at(1) as number]);
  const before = readFileSync(join(folder, DATABASE_FILE));
  const into = tempFolder();

  const tables = salvage(folder, into);
  expect(tables.filter(({ isComplete }) => !isComplete).map(({ table }) => table)).toEqual(['chunks', 'log_lines']);
  expect(readFileSync(join(folder, DATABASE_FILE)).equals(before)).toBe(true);

  const { db, close, left, metrics } = reopened(into);
  expect(left).toEqual([]);
  const { step, value } = await metrics.points('a', 'loss', ALL);
  const lost = POINTS - step.length;
  expect(lost).toBeGreaterThan(0);
  expect(lost).toBeLessThan(POINTS / 4);
  expect([...value]).toEqual([...step].map((each) => Math.sin(each * each)));
  const [a, b] = [await metrics.logs('a', LINES), await metrics.logs('b', LINES)];
  expect(a.lines.length + b.lines.length).toBeGreaterThan(500);
  await metrics.close();
  expect(db.pragma('foreign_key_check')).toEqual([]);
  close();
});

test('a large batch that is still in the journal is copied with its parts', async () => {
  const { db, close } = tempDatabase();
  await createRunStore(db).insertRun(newRun('a'));
  const metrics = createMetricStore(db, SMALL);
  const loss = columns(Array.from({ length: 500 }, (_, step) => [step, step] as const));
  await metrics.append([{ run: 'a', batch: batch(1, { series: { loss } }), receivedAt: 1 }]);
  const copy = tempFolder();
  db.prepare('VACUUM INTO ?').run(join(copy, DATABASE_FILE));
  await metrics.close();
  close();
  const into = tempFolder();
  expect(salvage(copy, into).every(({ isComplete }) => isComplete)).toBe(true);
  const found = reopened(into);
  expect((await found.metrics.points('a', 'loss', ALL)).step.length).toBe(500);
  await found.metrics.close();
  found.close();
});

test('nothing is lost when only an index is damaged', async () => {
  const { folder, pages } = await closedDatabase();
  spoil(folder, pages.index);
  const into = tempFolder();
  expect(salvage(folder, into).every(({ isComplete }) => isComplete)).toBe(true);
  const { close, repaired, metrics } = reopened(into);
  expect(repaired.map(({ where, loses }) => [where, loses])).toEqual([['summaries', false]]);
  expect((await metrics.points('b', 'loss', ALL)).step.length).toBe(POINTS);
  await metrics.close();
  close();
});

test('a file of before a column got its present name loses nothing of it', async () => {
  const { folder, pages } = await closedDatabase();
  const old = new Database(join(folder, DATABASE_FILE));
  for (const table of ['runs', 'writers']) old.exec(`ALTER TABLE ${table} RENAME COLUMN attempt TO epoch`);
  old.close();
  spoil(folder, pages.index);
  const into = tempFolder();
  expect(salvage(folder, into).every(({ isComplete }) => isComplete)).toBe(true);
  const { db, close, metrics } = reopened(into);
  expect(await createRunStore(db).getRun('a')).toMatchObject({ attempt: 1 });
  expect(db.prepare('SELECT DISTINCT attempt FROM writers').pluck().all()).toEqual([1]);
  await metrics.close();
  close();
});

test('a folder with a database is not salvaged into', async () => {
  const { folder } = await closedDatabase();
  expect(() => salvage(folder, folder)).toThrow(/has a lossboard.sqlite already/);
});

test('views, reports and descriptions come along, with what reports were', async () => {
  const { db, folder, close } = tempDatabase();
  const reports = createDocumentStore(db, 'report');
  const views = createDocumentStore(db, 'view');
  await reports.insert({ id: 'r', project: 'p', name: 'Findings', content: 'one', createdAt: 1 });
  await reports.replace({ project: 'p', id: 'r', name: 'Findings', content: 'two', from: 1, at: 2, quietMs: 0 });
  await views.insert({ id: 'v', project: 'p', name: 'View', content: '{}', createdAt: 1 });
  await createProjectStore(db).update('p', { description: 'text', defaultView: 'v' }, 3);
  close();

  const into = join(tempFolder(), 'new');
  expect(salvage(folder, into).filter(({ isComplete }) => !isComplete)).toEqual([]);
  const saved = openDatabase(into);
  expect(await createDocumentStore(saved.db, 'report').get('p', 'r')).toMatchObject({ content: 'two', revision: 2 });
  expect(await createDocumentStore(saved.db, 'report').getRevision('p', 'r', 1)).toMatchObject({ content: 'one' });
  expect(await createProjectStore(saved.db).get('p')).toMatchObject({
    description: 'text',
    defaultView: 'v',
    views: 1,
  });
  saved.close();
});

test('every table is copied but those that are counted anew', () => {
  const { db, close } = tempDatabase();
  const all = db
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    .pluck()
    .all();
  close();
  expect(all.filter((name) => !TABLES.includes(name as string)).sort()).toEqual(['metric_names', 'summaries']);
});

test('what a project set for its metrics is copied', () => {
  const { folder, db, close } = tempDatabase();
  const insert = db.prepare("INSERT INTO metric_settings (project, metric, goal) VALUES (?, ?, 'max')");
  const set = [
    ['p', 'a'],
    ['p', 'b'],
    ['q', 'a'],
  ];
  for (const each of set) insert.run(...each);
  close();
  const into = tempFolder();
  expect(salvage(folder, into).find(({ table }) => table === 'metric_settings')).toMatchObject({
    rows: 3,
    isComplete: true,
  });
});
