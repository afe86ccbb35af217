import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));

test('a fork whose run cannot be stored leaves no state of it, nor does one whose server ended before it was', async () => {
  const server = await startServer({ threadFile: TRAINS, workers: 1 });
  await server.send('POST', '/launch', { id: 'parent', surface: { name: 'beale' }, length: { count: 5 } });
  await server.untilState('parent', 'finished');
  const db = new Database(join(server.data, 'lossboard.sqlite'));
  onTestFinished(() => void db.close());
  db.exec("CREATE TRIGGER refuse BEFORE INSERT ON runs BEGIN SELECT raise(ABORT, 'refused'); END");
  const asked = { id: 'child', changes: { length: { count: 8 } } };
  expect((await server.send('POST', '/runs/parent/fork', asked)).status).toBe(500);
  db.exec('DROP TRIGGER refuse');
  const folders = () => readdirSync(join(server.data, 'checkpoints')).filter((name) => !name.startsWith('.'));
  expect(folders().sort()).toEqual(['arriving.runs', 'parent']);
  expect(readdirSync(join(server.data, 'checkpoints/arriving.runs'))).toEqual([]);
  await server.app.close();

  // as a process leaves it that is killed between both
  mkdirSync(join(server.data, 'checkpoints/child'));
  writeFileSync(join(server.data, 'checkpoints/child/start.lbck'), 'state');
  writeFileSync(join(server.data, 'checkpoints/arriving.runs/child'), '');
  const again = await startServer({ threadFile: TRAINS, workers: 1, data: server.data });
  expect(folders().sort()).toEqual(['arriving.runs', 'parent']);
  expect((await again.send('POST', '/runs/parent/fork', asked)).status).toBe(201);
  await again.untilState('child', 'finished');
}, 60_000);
