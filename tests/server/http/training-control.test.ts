import { expect, test } from 'vitest';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const launch = async (server: TestServer, steps: number, id: string) => {
  await server.send('POST', '/launch', { id, seed: BEHAVIOUR.trains, length: { unit: 'steps', count: steps } });
  return id;
};

test('a training that is paused leaves its thread to the next, and goes on when it is asked to', async () => {
  const server = await startServer({ workers: 1 });
  await launch(server, 400, 'first');
  await launch(server, 5, 'second');
  await until(async () => (await server.run('first')).ledger.stored > 5, 'the first trains');
  expect((await server.send('POST', '/runs/first/pause')).status).toBe(202);
  expect(await server.untilState('first', 'paused')).toMatchObject({
    reason: { code: 'paused' },
    endedAt: null,
    stopRequested: false,
    phase: null,
  });
  await server.untilState('second', 'finished');
  expect((await server.run('first')).state).toBe('paused');

  expect((await server.send('POST', '/runs/first/resume')).status).toBe(202);
  const { attempt, reason, summary } = await server.untilState('first', 'finished');
  expect([attempt, reason]).toEqual([2, null]);
  expect(summary['train/loss']).toMatchObject({ count: 400, lastStep: 400 });
}, 60_000);

test('a run that waits is paused at once, and comes back to where it was', async () => {
  const server = await startServer({ workers: 1 });
  for (const id of ['busy', 'a', 'b']) await launch(server, id === 'busy' ? 100_000 : 3, id);
  await server.untilState('busy', 'running');
  expect((await server.send('POST', '/runs/a/pause')).body).toMatchObject({ state: 'paused', queuePosition: null });
  expect(await server.run('b')).toMatchObject({ queuePosition: 1 });
  expect((await server.send('POST', '/runs/a/resume')).body).toMatchObject({ state: 'queued', queuePosition: 1 });
  expect(await server.run('b')).toMatchObject({ queuePosition: 2 });
  expect((await server.send('POST', '/runs/b/pause')).body).toMatchObject({ state: 'paused' });
  expect((await server.send('POST', '/runs/b/stop')).body).toMatchObject({ state: 'stopped' });
});

test('a run that was stopped goes on, too, and one that finished does not', async () => {
  const server = await startServer({ workers: 1 });
  await launch(server, 300, 'r');
  await until(async () => (await server.run('r')).ledger.stored > 5, 'the run trains');
  await server.send('POST', '/runs/r/stop');
  await server.untilState('r', 'stopped');
  await server.send('POST', '/runs/r/resume');
  await server.untilState('r', 'finished');
  for (const [action, message] of [
    ['pause', /only one that waits or trains can be paused/],
    ['resume', /is finished: fork it/],
  ] as const) {
    const { status, body } = await server.send('POST', `/runs/r/${action}`);
    expect([status, body.error.code]).toEqual([409, 'conflict']);
    expect(body.error.message).toMatch(message);
  }
}, 60_000);

test('a run that is logged from elsewhere can neither be paused nor resumed, and one that is not there is not found', async () => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'remote' });
  for (const action of ['pause', 'resume']) {
    expect((await server.send('POST', `/runs/remote/${action}`)).body.error).toMatchObject({ code: 'conflict' });
    expect((await server.send('POST', `/runs/absent/${action}`)).status).toBe(404);
  }
});
