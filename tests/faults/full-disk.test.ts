import { existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { readAgentId } from '../../server/queue/agent-id.ts';
import { DATABASE_FILE } from '../../server/store/sqlite.ts';
import { createUnwrittenEnds } from '../../server/store/unwritten-ends.ts';
import { writeWhole } from '../../worker/training/whole-file.ts';
import { BEHAVIOUR } from '../fixtures/threads/behaviours.ts';
import { smallDisk } from '../support/small-disk.ts';
import { startServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';
import { startServer as spawnServer } from './server.ts';

const MEGABYTES = 64;
const LONG = { seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 100_000_000 } };
/** Room is left by its measure, so that a small disk takes in anything; only what is written fails. */
const freeBytes = async () => 1024 ** 4;

const ballastOf = (data: string) => join(data, 'lossboard.ballast');
const BALLAST_BYTES = 16 * 1024 ** 2;
const untilHeld = (data: string) =>
  until(() => statSync(ballastOf(data), { throwIfNoEntry: false })?.size === BALLAST_BYTES, 'the ballast is there');

test('a disk that is full ends a training run with that reason, on the space of the ballast', async (context) => {
  const disk = smallDisk(MEGABYTES, context);
  const server = await startServer({ data: disk.folder, freeBytes });
  await untilHeld(disk.folder);
  const { id } = (await server.send('POST', '/launch', LONG)).body;
  await until(async () => (await server.run(id)).ledger.stored > 5, 'the run trains');
  disk.fill();
  const run = await server.untilState(id, 'failed');
  expect(run.reason).toMatchObject({
    code: 'error',
    message: expect.stringMatching(/could not be stored.*disk is full/),
  });
  expect(existsSync(ballastOf(disk.folder))).toBe(false);

  disk.free();
  await untilHeld(disk.folder);
}, 60_000);

test('on a full disk runs are put in the trash, stopped and deleted for good, which frees space', async (context) => {
  const disk = smallDisk(MEGABYTES, context);
  const server = await startServer({ data: disk.folder, freeBytes });
  await untilHeld(disk.folder);
  const value = Array.from({ length: 100_000 }, (_, index) => Math.sin(index * index));
  const step = value.map((_, index) => index);
  for (const id of ['large', 'open', 'trashed']) {
    await server.send('POST', '/runs', { id });
    const series = { loss: { step, time: step, value } };
    await server.send('POST', `/runs/${id}/ingest`, { writer: 'w', attempt: 1, seq: 1, series });
  }
  disk.fill();
  expect((await server.send('DELETE', '/runs/trashed')).status).toBe(204);
  expect((await server.send('POST', '/runs/open/stop')).status).toBe(202);
  expect((await server.send('DELETE', '/runs/large?forever=true')).status).toBe(204);
  expect((await server.send('GET', '/runs/large')).status).toBe(404);
  expect((await server.run('open')).ledger.stored).toBe(100_000);
}, 60_000);

test('the end of a run that no database takes is kept on a disk without any space', (context) => {
  const disk = smallDisk(2, context);
  const ends = createUnwrittenEnds(disk.folder);
  expect(ends.read()).toEqual([]);
  disk.fill();
  expect(() => writeFileSync(join(disk.folder, 'other'), Buffer.alloc(4096))).toThrow(/ENOSPC/);

  const end = { run: 'r', attempt: 1, state: 'failed', reason: { code: 'diverged', message: 'NaN' }, at: 5 } as const;
  ends.write([end]);
  expect(createUnwrittenEnds(disk.folder).read()).toEqual([end]);
  ends.write([]);
  expect(createUnwrittenEnds(disk.folder).read()).toEqual([]);
});

test('a checkpoint that does not fit on the disk leaves no part of it, and those before it stay', (context) => {
  const disk = smallDisk(2, context);
  const [kept, large] = [join(disk.folder, 'r/step-1.lbck'), join(disk.folder, 'r/step-2.lbck')];
  writeWhole(kept, Buffer.alloc(1000));
  expect(() => writeWhole(large, Buffer.alloc(4 * 1024 ** 2))).toThrow(/ENOSPC/);
  expect(readdirSync(join(disk.folder, 'r'))).toEqual(['step-1.lbck']);
});

test('a server starts on a full disk, ends what the one before it trained, and ends by SIGTERM with 0', async (context) => {
  const disk = smallDisk(MEGABYTES, context);
  const first = await startServer({ data: disk.folder, freeBytes });
  await untilHeld(disk.folder);
  const { id } = (await first.send('POST', '/launch', { ...LONG, length: { unit: 'steps', count: 3 } })).body;
  await first.untilState(id, 'finished');
  await first.app.close();
  await untilHeld(disk.folder);
  const db = new Database(join(disk.folder, DATABASE_FILE));
  const asKilled = db.prepare(
    "UPDATE runs SET state = 'running', reason = NULL, ended_at = NULL, crashes = 2, lease_owner = ? WHERE id = ?",
  );
  asKilled.run(readAgentId(disk.folder), id);
  db.close();

  disk.fill();
  const server = await spawnServer(disk.folder);
  onTestFinished(() => server.kill());
  const run = await (await fetch(`${server.address}/api/v1/runs/${id}`)).json();
  expect(run).toMatchObject({ state: 'failed', reason: { code: 'server_killed' } });
  disk.fill();
  expect(await server.stop()).toBe(0);
}, 90_000);
