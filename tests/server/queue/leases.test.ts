import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { readAgentId } from '../../../server/queue/agent-id.ts';
import { createRunQueue } from '../../../server/store/runs/run-queue.ts';
import { DATABASE_FILE } from '../../../server/store/sqlite.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { until } from '../../support/until.ts';

const LONG = { seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 1_000_000 } };
const HOUR_MS = 3_600_000;

/** The queue of a server's file, as another process has it. */
function queueOf(data: string) {
  const db = new Database(join(data, DATABASE_FILE), { timeout: 5000 });
  onTestFinished(() => void db.close());
  return createRunQueue(db);
}

/** A data folder whose server was killed while one run trained here, one elsewhere, and one waited. */
async function killedServer() {
  const data = temporaryFolder();
  const server = await startServer({ data, workers: 1 });
  await server.send('POST', '/launch', { id: 'busy', ...LONG });
  await server.untilState('busy', 'running');
  for (const id of ['here', 'elsewhere', 'waiting'])
    await server.send('POST', '/launch', { id, seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 3 } });
  const queue = queueOf(data);
  const here = await queue.claim(readAgentId(data), HOUR_MS); // by no thread: as a kill leaves it
  const elsewhere = await queue.claim('agent-of-another-machine', HOUR_MS);
  await server.app.close();
  expect([here?.run.id, elsewhere?.run.id]).toEqual(['here', 'elsewhere']);
  return { data, queue, elsewhere };
}

test('a start queues again what this server itself was training, and leaves alone what others train', async () => {
  const { data, queue, elsewhere } = await killedServer();
  for (const run of ['here', 'elsewhere']) {
    mkdirSync(join(data, 'checkpoints', run), { recursive: true });
    for (const file of ['step-1.lbck', '.step-2.lbck.part']) writeFileSync(join(data, 'checkpoints', run, file), '');
  }
  const server = await startServer({ data });
  await server.send('POST', '/runs/busy/stop'); // it goes on, too
  expect(readdirSync(join(data, 'checkpoints/here'))).not.toContain('.step-2.lbck.part');
  expect(readdirSync(join(data, 'checkpoints/elsewhere'))).toHaveLength(2);
  expect(await server.run('here')).toMatchObject({ state: 'queued', reason: null, endedAt: null });
  expect((await server.untilState('waiting', 'finished')).attempt).toBe(1);
  expect((await server.untilState('here', 'finished')).attempt).toBe(2);
  expect(await server.run('elsewhere')).toMatchObject({ state: 'running', attempt: 1 });
  expect(elsewhere && (await queue.renew(elsewhere, HOUR_MS))).toEqual({ stopAsked: null });
});

test('a run whose agent elsewhere falls silent is trained here once its lease has expired', async () => {
  const { data, queue, elsewhere } = await killedServer();
  const server = await startServer({ data });
  await server.send('POST', '/runs/busy/stop');
  expect((await server.run('elsewhere')).state).toBe('running');
  expect(elsewhere && (await queue.renew(elsewhere, 1))).toEqual({ stopAsked: null });
  expect((await server.untilState('elsewhere', 'finished')).attempt).toBe(2);
});

test('a stop that another server asks for reaches the thread when its agent renews', async () => {
  const server = await startServer({ renewEveryMs: 50 });
  const { id } = (await server.send('POST', '/launch', LONG)).body;
  await until(async () => (await server.run(id)).ledger.stored > 5, 'the run trains');
  const reason = { code: 'stopped_by_user', message: 'Stopped at another server.' } as const;
  expect(await queueOf(server.data).askStop(id, reason)).toBe(true);
  expect((await server.untilState(id, 'stopped')).reason).toEqual(reason);
});

test('a thread is stopped when its lease is lost, and its run stays as it was swept', async () => {
  const server = await startServer({ renewEveryMs: 50, workers: 1 });
  const { id } = (await server.send('POST', '/launch', LONG)).body;
  await until(async () => (await server.run(id)).ledger.stored > 5, 'the run trains');
  const reason = { code: 'heartbeat_lost', message: 'swept' } as const;
  const swept = await queueOf(server.data).sweep({ maxAttempts: 1, reason, goneAgent: readAgentId(server.data) });
  expect(swept.map((run) => run.id)).toEqual([id]);

  const next = (await server.send('POST', '/launch', { seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 3 } }))
    .body;
  await server.untilState(next.id, 'finished'); // by the only thread, so the first is free again
  expect(await server.run(id)).toMatchObject({ state: 'failed', reason: { code: reason.code } });
});

test('an agent keeps its name over restarts, and another folder has another', () => {
  const [folder, other] = [temporaryFolder(), temporaryFolder()];
  const agent = readAgentId(folder);
  expect(readAgentId(folder)).toBe(agent);
  expect(readAgentId(other)).not.toBe(agent);
});

test('a name that was cut off while it was written is made anew', () => {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'agent-id'), 'agent-12');
  const agent = readAgentId(folder);
  expect(agent).toMatch(/^agent-[0-9a-f-]{36}$/);
  expect(readFileSync(join(folder, 'agent-id'), 'utf8').trim()).toBe(agent);
  mkdirSync(join(folder, 'x', 'agent-id'), { recursive: true });
  expect(() => readAgentId(join(folder, 'x'))).toThrow(/EISDIR/);
});
