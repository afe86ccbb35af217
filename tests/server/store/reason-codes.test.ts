import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createRunStore } from '../../../server/store/runs/run-store.ts';
import { newRun } from '../../contracts/records.ts';
import { tempDatabase } from './temp-store.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));

test('reasons that an earlier version stored have codes in snake_case now, and their messages as they were', async () => {
  const { db } = tempDatabase();
  const store = createRunStore(db);
  for (const id of ['killed', 'failed', 'running']) await store.insertRun(newRun(id));
  const setReason = db.prepare('UPDATE runs SET reason = ? WHERE id = ?');
  setReason.run('{"code":"server-killed","message":"shut-down"}', 'killed');
  setReason.run('{"code":"error","message":"no-go"}', 'failed');

  const [file] = globSync('migrations/*_reason_codes.sql', { cwd: ROOT });
  db.exec(readFileSync(`${ROOT}${file}`, 'utf8'));

  const reasonOf = async (id: string) => (await store.getRun(id))?.reason;
  expect(await reasonOf('killed')).toEqual({ code: 'server_killed', message: 'shut-down' });
  expect(await reasonOf('failed')).toEqual({ code: 'error', message: 'no-go' });
  expect(await reasonOf('running')).toBe(null);
});
