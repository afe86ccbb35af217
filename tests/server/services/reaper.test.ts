import { statSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, test, vi } from 'vitest';
import { readAgentId } from '../../../server/queue/agent-id.ts';
import { TRASH_CHECK_MS } from '../../../server/services/housekeeping.ts';
import { DATABASE_FILE } from '../../../server/store/sqlite.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const DAY_MS = 86_400_000;

/** A clock that can be set, beside time that passes. */
function clocks() {
  const state = { now: 1_800_000_000_000, elapsed: 0 };
  const options = { now: () => state.now, elapsed: () => state.elapsed };
  const pass = (ms: number) => {
    state.now += ms;
    state.elapsed += ms;
  };
  const setClock = (byMs: number) => {
    state.now += byMs;
  };
  return { options, pass, setClock };
}

test('a start empties the trash of what has been in it for seven days, points and all', async () => {
  const { options, pass } = clocks();
  const server = await startServer(options);
  for (const id of ['old', 'fresh', 'kept']) {
    await server.send('POST', '/runs', { id });
    await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: 1 } });
  }
  await server.send('DELETE', '/runs/old');
  pass(5 * DAY_MS);
  await server.send('DELETE', '/runs/fresh');
  pass(2 * DAY_MS);
  await server.app.close();

  const again = await startServer({ data: server.data, ...options });
  await until(async () => (await again.send('GET', '/runs/old')).status === 404, 'the start has emptied the trash');
  expect((await again.send('POST', '/runs/old/restore')).status).toBe(404);
  expect((await again.send('POST', '/runs/fresh/restore')).body).toMatchObject({ ledger: { stored: 1 } });
  expect((await again.run('kept')).ledger.stored).toBe(1);
  await again.send('POST', '/runs', { id: 'old' });
  expect((await again.run('old')).ledger.stored).toBe(0);
});

test('a server that goes on for long empties its trash too', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  try {
    const { options, pass } = clocks();
    const server = await startServer(options);
    await server.send('POST', '/runs', { id: 'old' });
    await server.send('DELETE', '/runs/old');
    pass(7 * DAY_MS);
    await vi.advanceTimersByTimeAsync(TRASH_CHECK_MS);
    await until(async () => (await server.send('GET', '/runs?deleted=true')).body.total === 0, 'the trash is empty');
  } finally {
    vi.useRealTimers();
  }
});

test('a clock that is set ahead by mistake deletes nothing, not at a start either', async () => {
  vi.useFakeTimers({ toFake: ['setInterval'] });
  try {
    const { options, pass, setClock } = clocks();
    const server = await startServer(options);
    await server.send('POST', '/runs', { id: 'old' });
    await server.send('DELETE', '/runs/old');
    setClock(30 * DAY_MS);
    pass(DAY_MS);
    await vi.advanceTimersByTimeAsync(TRASH_CHECK_MS);
    await server.app.close();
    const again = await startServer({ data: server.data, ...options });
    await again.app.close(); // when nothing is being deleted any more
    const last = await startServer({ data: server.data, ...options });
    expect((await last.send('POST', '/runs/old/restore')).status).toBe(200);
  } finally {
    vi.useRealTimers();
  }
});

test('a run that fell silent ended with its last sign of life, not when that was noticed', async () => {
  let now = 1_800_000_000_000;
  let elapsed = 0;
  const server = await startServer({ now: () => now, elapsed: () => elapsed });
  for (const id of ['heard', 'never']) await server.send('POST', '/runs', { id, heartbeatSeconds: 60 });
  now += 5000;
  await server.send('POST', '/runs/heard/log', { step: 1, metrics: { loss: 1 } });
  await until(async () => {
    now += 61_000;
    elapsed += 61_000;
    return (await server.run('heard')).state === 'crashed';
  }, 'the silence is noticed');
  expect((await server.run('heard')).endedAt).toBe('2027-01-15T08:00:05.000Z');
  expect((await server.untilState('never', 'crashed')).endedAt).toBe('2027-01-15T08:00:00.000Z');
});

test('a run that is given up after its server was killed with it ended with its last sign of life, not with the next start', async () => {
  let now = 1_800_000_000_000;
  const server = await startServer({ now: () => now });
  const short = { seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 3 } };
  const { id } = (await server.send('POST', '/launch', short)).body;
  const { heartbeatAt } = await server.untilState(id, 'finished');
  await server.app.close();
  asKilled(server.data, id);

  now += DAY_MS;
  const again = await startServer({ data: server.data, now: () => now });
  expect(await again.run(id)).toMatchObject({
    state: 'failed',
    reason: { code: 'server_killed', message: expect.stringMatching(/So ended 3 of 3 attempts from step 0 on/) },
    endedAt: heartbeatAt,
  });
});

/** Puts a run back to what a server that is killed leaves of one in its third attempt. */
function asKilled(data: string, id: string): void {
  const db = new Database(join(data, DATABASE_FILE));
  const back = db.prepare(
    "UPDATE runs SET state = 'running', ended_at = NULL, crashes = 2, lease_owner = ? WHERE id = ?",
  );
  back.run(readAgentId(data), id);
  db.close();
}

test('a run deleted for good gives its space back at once, from the trash too', async () => {
  const server = await startServer();
  const bytes = () => statSync(join(server.data, DATABASE_FILE)).size;
  const noise = Array.from({ length: 100_000 }, (_, index) => Math.sin(index * index));
  const column = noise.map((_, index) => index);
  const ids = ['kept', 'listed', 'trashed'];
  for (const id of ids) {
    await server.send('POST', '/runs', { id });
    const series = { loss: { step: column, time: column, value: noise } };
    await server.send('POST', `/runs/${id}/ingest`, { writer: 'w', attempt: 1, seq: 1, series });
    await server.send('POST', `/runs/${id}/truncate`, { after: 100_000 }); // brings all of it into the file
  }
  const before = bytes();
  await server.send('DELETE', '/runs/trashed');
  for (const id of ids.slice(1)) expect((await server.send('DELETE', `/runs/${id}?forever=true`)).status).toBe(204);
  expect(bytes()).toBeLessThan(before / 2);
  expect((await server.send('POST', '/runs/trashed/restore')).status).toBe(404);
  expect((await server.send('DELETE', '/runs/listed?forever=true')).status).toBe(404);
  expect((await server.run('kept')).ledger.stored).toBe(100_000);
});

test.each([
  ['ahead', DAY_MS],
  ['back', -DAY_MS],
])(
  'a clock set %s by a day ends no run that shows signs of life, and keeps none alive that is silent',
  async (_, jump) => {
    let now = 1_800_000_000_000;
    const server = await startServer({ now: () => now });
    await server.send('POST', '/runs', { id: 'patient', heartbeatSeconds: 3600 });
    await server.send('POST', '/runs', { id: 'silent', heartbeatSeconds: 5 });
    for (const id of ['patient', 'silent'])
      await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: 1 } });
    now += jump;
    const { reason } = await server.untilState('silent', 'crashed');
    expect(reason).toEqual({ code: 'heartbeat_lost', message: 'Nothing was heard for 5 s.' });
    expect((await server.run('patient')).state).toBe('running');
  },
);
