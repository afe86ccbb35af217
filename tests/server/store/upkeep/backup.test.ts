import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { createMetricStore } from '../../../../server/store/metrics/metric-store.ts';
import { migrate } from '../../../../server/store/migrate.ts';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import { backup, restore } from '../../../../server/store/upkeep/backup.ts';
import { batch, columns } from '../../../contracts/records.ts';
import { tempMetrics } from '../metrics/temp-metrics.ts';
import { tempDatabase, tempFolder } from '../temp-store.ts';

const POINTS = columns(Array.from({ length: 1000 }, (_, step) => [step, Math.sin(step)] as const));

async function filled() {
  const store = tempMetrics({});
  await store.addRun('a');
  await store.metrics.append([{ run: 'a', batch: batch(1, { series: { loss: POINTS } }), receivedAt: 1 }]);
  return store;
}

test('a backup taken while the folder is in use restores to the same runs and answers', async () => {
  const { folder, metrics, runs } = await filled();
  const file = join(tempFolder(), 'backup.sqlite');
  expect(backup(folder, file)).toEqual({ runs: 1, points: 1000 });
  await metrics.append([{ run: 'a', batch: batch(2, { series: { later: POINTS } }), receivedAt: 1 }]);

  const elsewhere = tempFolder();
  expect(restore(file, elsewhere)).toEqual({ runs: 1, points: 1000 });
  const { db } = tempDatabase(elsewhere);
  const restored = createMetricStore(db);
  onTestFinished(() => restored.close());

  const query = { runs: ['a'], keys: ['loss'], pixels: 7, window: [13, 777] as [number, number] };
  const [expected] = await metrics.querySeries(query);
  expect(await restored.querySeries(query)).toEqual([{ ...expected, rev: 1 }]);
  expect(Object.keys(await restored.series('a'))).toEqual(['loss']);
  expect(await createRunStore(db).getRun('a')).toEqual(await runs.getRun('a'));
  expect(db.pragma('auto_vacuum', { simple: true })).toBe(2);
});

test('neither a backup nor a restore overwrites anything', async () => {
  const { folder } = await filled();
  const file = join(tempFolder(), 'backup.sqlite');
  backup(folder, file);
  expect(() => backup(folder, file)).toThrow(/backup\.sqlite exists already/);
  const elsewhere = tempFolder();
  restore(file, elsewhere);
  expect(() => restore(file, elsewhere)).toThrow(/lossboard\.sqlite exists already/);
});

test('a folder in use is not restored into', async () => {
  const { folder } = await filled();
  const file = join(tempFolder(), 'backup.sqlite');
  backup(folder, file);
  expect(() => restore(file, folder)).toThrow(/is in use by the process with pid/);
});

test('what is no backup is refused and leaves no database behind', () => {
  const file = join(tempFolder(), 'text.sqlite');
  writeFileSync(file, 'not a database, but long enough to be taken for one '.repeat(100));
  const folder = tempFolder();
  expect(() => restore(file, folder)).toThrow(/not a database/);
  expect(existsSync(join(folder, 'lossboard.sqlite'))).toBe(false);
});

test.each([
  ['a trigger', 'CREATE TRIGGER t AFTER INSERT ON runs BEGIN DELETE FROM runs; END', /has a trigger "t"/],
  ['a view', 'CREATE VIEW v AS SELECT * FROM runs', /has a view "v"/],
  ['a further table', 'CREATE TABLE more (a)', /has a table "more"/],
  ['a missing index', 'DROP INDEX chunks_by_series', /lacks the index "chunks_by_series"/],
  [
    'another index of that name',
    'DROP INDEX runs_waiting; CREATE INDEX runs_waiting ON runs (name)',
    /has another index "runs_waiting"/,
  ],
  ['a missing table', 'DROP TABLE summaries', /lacks the table "summaries"/],
  ['a further column', 'ALTER TABLE writers ADD COLUMN more TEXT', /has another table "writers"/],
  ['a version without its tables', 'PRAGMA user_version = 3', /no backup of Lossboard/],
])('a backup with %s is refused and leaves no database behind', async (_, sql, reason) => {
  const { folder } = await filled();
  const file = join(tempFolder(), 'backup.sqlite');
  backup(folder, file);
  const db = new Database(file);
  db.exec(sql);
  db.close();
  const elsewhere = tempFolder();
  expect(() => restore(file, elsewhere)).toThrow(reason);
  expect(existsSync(join(elsewhere, 'lossboard.sqlite'))).toBe(false);
});

test('a backup with statistics of the query planner is restored, and so is one of an earlier version', () => {
  const [file, earlier] = [join(tempFolder(), 'a.sqlite'), join(tempFolder(), 'b.sqlite')];
  const { db, folder } = tempDatabase();
  db.exec('ANALYZE');
  backup(folder, file);
  expect(restore(file, tempFolder())).toEqual({ runs: 0, points: 0 });
  const old = new Database(earlier);
  migrate(old, { upTo: 5 });
  old.close();
  expect(restore(earlier, tempFolder())).toEqual({ runs: 0, points: 0 });
});

test('a damaged backup is refused', async () => {
  const { folder } = await filled();
  const file = join(tempFolder(), 'backup.sqlite');
  backup(folder, file);
  const bytes = readFileSync(file);
  bytes.fill(0xab, 8192 * 3, 8192 * 6);
  writeFileSync(file, bytes);
  const elsewhere = tempFolder();
  expect(() => restore(file, elsewhere)).toThrow(`${file} is damaged`);
  expect(readdirSync(elsewhere).filter((name) => name.includes('sqlite'))).toEqual([]);
  expect(existsSync(join(elsewhere, 'lossboard.sqlite'))).toBe(false);
});
