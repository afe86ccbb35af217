import { describe, expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { openPage } from '../../support/live-page.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

async function launch(server: TestServer, behaviour: keyof typeof BEHAVIOUR, steps = 20, more = {}): Promise<Run> {
  const body = { seed: BEHAVIOUR[behaviour], length: { unit: 'steps', count: steps }, ...more };
  const { status, body: run } = await server.send('POST', '/launch', body);
  expect(status).toBe(201);
  return run;
}

describe('a thread that goes wrong ends its own run with the reason', () => {
  test.each<[keyof typeof BEHAVIOUR, string, RegExp]>([
    ['throws', 'error', /the layers do not fit/],
    ['exits', 'error', /exited by itself, with code 7/],
    ['rejects', 'error', /nobody caught this/],
    ['usesUpTheHeap', 'out_of_memory', /heap/],
    ['returnsWithoutAWord', 'error', /without saying how/],
    ['sendsABadBatch', 'error', /train\/loss.*value\[0\]/],
    ['hangsBeforeItsFirstStep', 'unresponsive', /before its first step/],
    ['hangsAfterItsFirstStep', 'unresponsive', /after step 1/],
  ])('%s: %s', async (behaviour, code, message) => {
    const patience = code === 'unresponsive' ? { stepPatienceMs: 1000 } : {};
    const server = await startServer({ workers: 2, maxThreadHeapMb: 64, ...patience });
    const good = await launch(server, 'trains', 400);
    const bad = await launch(server, behaviour);

    const ended = await server.untilState(bad.id, 'failed');
    expect(ended.reason).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(ended.endedAt).not.toBeNull();

    const other = await server.untilState(good.id, 'finished');
    expect(other.ledger.stored).toBe(400);
    expect((await server.send('GET', '/health')).status).toBe(200);
    const next = await launch(server, 'trains', 3);
    expect((await server.untilState(next.id, 'finished')).ledger.stored).toBe(3);
  });
});

test('all that a thread said before it failed is stored when its end is told', async () => {
  const server = await startServer();
  const { id } = await launch(server, 'logsAndThrows');
  const ended = await server.untilState(id, 'failed');
  expect(ended.ledger.stored).toBe(50);
  expect(ended.summary['train/loss']).toMatchObject({ lastStep: 50, count: 50 });
});

test('a finished run holds every step, and its progress is complete', async () => {
  const server = await startServer();
  const { id } = await launch(server, 'trains', 100);
  const run = await server.untilState(id, 'finished');
  expect(run).toMatchObject({
    progress: { step: 100, totalSteps: 100 },
    attempt: 1,
    reason: null,
    queuePosition: null,
  });
  expect(run.ledger).toEqual({ sent: 100, stored: 100, rewritten: 0, duplicated: 0, rejected: 0 });
});

describe('what a run does just now', () => {
  test('is in its answers and sent to pages that watch it, and is not stored', async () => {
    const server = await startServer();
    const page = await openPage(await server.listen());
    const { id } = await launch(server, 'readsUntilItIsStopped');
    page.watch({ [id]: { after: 0, series: [], logs: false, histograms: false } });
    const reading = { name: 'reading', done: 40, total: 100 };
    await page.untilRun(id, ({ phase }) => phase?.name === 'reading');
    expect(await server.run(id)).toMatchObject({ state: 'running', phase: reading, rev: 0 });

    await server.send('POST', `/runs/${id}/stop`);
    expect(await server.untilState(id, 'stopped')).toMatchObject({ phase: null });
  });

  test('counts steps while it trains, and is nothing once it has ended, failed or not begun', async () => {
    const server = await startServer();
    const { id } = await launch(server, 'trains', 1_000_000);
    const waiting = await launch(server, 'throws');
    expect(waiting).toMatchObject({ state: 'queued', phase: null });
    await until(async () => (await server.run(id)).phase?.name === 'training', 'the run trains');
    await until(async () => Number((await server.run(id)).phase?.done) > 5, 'its steps are counted');
    const { phase, progress } = await server.run(id);
    expect(phase).toEqual({ name: 'training', done: progress?.step, total: 1_000_000 });

    await server.send('POST', `/runs/${id}/stop`);
    expect(await server.untilState(id, 'stopped')).toMatchObject({ phase: null });
    expect(await server.untilState(waiting.id, 'failed')).toMatchObject({ phase: null });
  });
});

test('a stop is answered at the next step, and what was logged stays', async () => {
  const server = await startServer();
  const { id } = await launch(server, 'trains', 1_000_000);
  await until(async () => (await server.run(id)).ledger.stored > 5, 'the run trains');
  expect((await server.send('POST', `/runs/${id}/stop`)).status).toBe(202);
  const run = await server.untilState(id, 'stopped');
  expect(run.reason).toMatchObject({ code: 'stopped_by_user', message: 'Stopped by the user.' });
  expect(run.ledger.stored).toBe(run.summary['train/loss']?.lastStep);
});

test('a thread that does not answer a stop is ended', async () => {
  const server = await startServer({ stopPatienceMs: 200 });
  const { id } = await launch(server, 'ignoresTheStop');
  await server.untilState(id, 'running');
  await server.send('POST', `/runs/${id}/stop`);
  const run = await server.untilState(id, 'stopped');
  expect(run.reason).toMatchObject({ code: 'stopped_by_user', message: expect.stringMatching(/did not answer/) });
});

test('as many runs train at once as there are workers; the others wait in the order of their launch', async () => {
  const server = await startServer({ workers: 2 });
  const runs: Run[] = [];
  for (const name of ['first', 'second', 'third', 'fourth'])
    runs.push(await launch(server, 'trains', 100_000, { name }));
  const [first, second, third, fourth] = runs.map(({ id }) => id) as [string, string, string, string];
  await server.untilState(first, 'running');
  await server.untilState(second, 'running');
  expect(await server.run(third)).toMatchObject({ state: 'queued', queuePosition: 1 });
  expect(await server.run(fourth)).toMatchObject({ state: 'queued', queuePosition: 2 });

  await server.send('POST', `/runs/${second}/stop`);
  await server.untilState(third, 'running');
  expect(await server.run(fourth)).toMatchObject({ state: 'queued', queuePosition: 1 });
  expect(await server.run(first)).toMatchObject({ state: 'running' });
});

test('a queued run that is stopped never starts', async () => {
  const server = await startServer();
  const busy = await launch(server, 'trains', 100_000);
  const waiting = await launch(server, 'trains', 5);
  const { body } = await server.send('POST', `/runs/${waiting.id}/stop`);
  expect(body).toMatchObject({ state: 'stopped', queuePosition: null });

  await server.send('POST', `/runs/${busy.id}/stop`);
  await server.untilState(busy.id, 'stopped');
  const after = await launch(server, 'trains', 5);
  await server.untilState(after.id, 'finished');
  expect(await server.run(waiting.id)).toMatchObject({ state: 'stopped', attempt: 0, startedAt: null });
});

test('closing the server queues training runs again, next before those that waited, and they train after the next start', async () => {
  const server = await startServer();
  const running = await launch(server, 'trains', 300);
  const queued = await launch(server, 'trains', 7);
  await until(async () => (await server.run(running.id)).ledger.stored > 0, 'the run trains');
  await server.app.close();

  const again = await startServer({ data: server.data });
  expect(await again.run(running.id)).toMatchObject({ state: 'running', attempt: 2, reason: null });
  expect(await again.run(queued.id)).toMatchObject({ state: 'queued', queuePosition: 1 });
  const { summary } = await again.untilState(running.id, 'finished');
  expect(summary['train/loss']).toMatchObject({ count: 300, lastStep: 300 });
  expect((await again.untilState(queued.id, 'finished')).ledger.stored).toBe(7);
});

test('deleting a training run stops it first', async () => {
  const server = await startServer();
  const { id } = await launch(server, 'trains', 100_000);
  await server.untilState(id, 'running');
  expect((await server.send('DELETE', `/runs/${id}`)).status).toBe(204);
  const next = await launch(server, 'trains', 3);
  await server.untilState(next.id, 'finished');
  expect((await server.send('POST', `/runs/${id}/restore`)).body).toMatchObject({ state: 'stopped' });
});
