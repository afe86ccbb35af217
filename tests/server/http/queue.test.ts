import { expect, test } from 'vitest';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { openPage } from '../../support/live-page.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const launch = (server: TestServer, id: string, more: object = {}, steps = 100_000) =>
  server.send('POST', '/launch', { id, seed: BEHAVIOUR.trains, length: { unit: 'steps', count: steps }, ...more });
const order = async (server: TestServer): Promise<string[]> =>
  (await server.send('GET', '/queue')).body.waiting.map(({ id }: { id: string }) => id);

test('the queue is in the order of priorities and moves, which a restart keeps', async () => {
  const server = await startServer({ workers: 1 });
  await launch(server, 'busy');
  await server.untilState('busy', 'running');
  for (const id of ['a', 'b', 'c']) await launch(server, id);
  await launch(server, 'urgent', { priority: 10 });
  expect(await order(server)).toEqual(['urgent', 'a', 'b', 'c']);
  expect(await server.run('urgent')).toMatchObject({ priority: 10, queuePosition: 1 });

  const { body } = await server.send('PATCH', '/runs/c/queue', { before: 'a' });
  expect(body.waiting.map(({ id }: { id: string }) => id)).toEqual(['urgent', 'c', 'a', 'b']);
  await server.send('PATCH', '/runs/b/queue', { priority: 20 });
  expect(await order(server)).toEqual(['b', 'urgent', 'c', 'a']);
  await server.app.close();

  const again = await startServer({ data: server.data, workers: 1 });
  expect(await again.untilState('b', 'running')).toMatchObject({ state: 'running' });
  expect(await order(again)).toEqual(['urgent', 'busy', 'c', 'a']);
}, 60_000);

test('what cannot be moved is refused by name', async () => {
  const server = await startServer({ workers: 1 });
  await launch(server, 'busy');
  await server.untilState('busy', 'running');
  await launch(server, 'a');
  const refused = await server.send('PATCH', '/runs/busy/queue', { before: 'a' });
  expect([refused.status, refused.body.error.message]).toEqual([
    409,
    expect.stringMatching(/"busy" and "a" do not both wait/),
  ]);
  expect((await server.send('PATCH', '/runs/a/queue', { before: 'absent' })).status).toBe(404);
  for (const body of [{}, { priority: 1, before: 'busy' }, { priority: 1.5 }, { priority: 101 }])
    expect((await server.send('PATCH', '/runs/a/queue', body)).status).toBe(400);
});

test('the number of workers changes while the server runs: more take what waits, fewer let what trains go on', async () => {
  const server = await startServer({ workers: 1 });
  for (const id of ['a', 'b', 'c']) await launch(server, id);
  await server.untilState('a', 'running');
  const more = await server.send('PUT', '/workers', { count: 2 });
  expect([more.status, more.body.count]).toEqual([200, 2]);
  await server.untilState('b', 'running');

  const fewer = (await server.send('PUT', '/workers', { count: 1 })).body;
  expect(fewer.workers).toMatchObject([
    { number: 1, run: { id: 'a' }, isLeaving: false },
    { number: 2, run: { id: 'b' }, isLeaving: true },
  ]);
  await server.send('POST', '/runs/b/stop');
  await server.untilState('b', 'stopped');
  expect((await server.run('c')).state).toBe('queued');
  expect((await server.send('GET', '/workers')).body).toMatchObject({ count: 1, waiting: 1 });

  const tooMany = await server.send('PUT', '/workers', { count: 256 });
  expect([tooMany.status, tooMany.body.error.message]).toEqual([
    400,
    expect.stringMatching(/count must be at most \d+/),
  ]);
  await server.send('PUT', '/workers', { count: 0 });
  await server.send('POST', '/runs/a/stop');
  await server.untilState('a', 'stopped');
  expect((await server.send('GET', '/workers')).body.workers).toEqual([]);
  expect((await server.run('c')).state).toBe('queued');
});

test('the number that was set holds over restarts, until the server is started with another one', async () => {
  const server = await startServer({ workers: 1 });
  await server.send('PUT', '/workers', { count: 3 });
  await server.app.close();
  const again = await startServer({ data: server.data, workers: 1 });
  expect((await again.send('GET', '/workers')).body.count).toBe(3);
  await again.app.close();
  const other = await startServer({ data: server.data, workers: 2 });
  expect((await other.send('GET', '/workers')).body.count).toBe(2);
});

test('each worker shows its run, how far and how fast it is and how long it will take; what waits, when it begins', async () => {
  const server = await startServer({ workers: 1 });
  await launch(server, 'done', {}, 20);
  await server.untilState('done', 'finished');
  await launch(server, 'busy');
  await launch(server, 'next');
  const worker = await until(async () => {
    const [first] = (await server.send('GET', '/workers')).body.workers;
    return first.secondsLeft !== null && first;
  }, 'its speed is known');
  expect(worker).toMatchObject({
    run: { id: 'busy', name: expect.any(String) },
    phase: { name: 'training' },
    totalSteps: 100_000,
  });
  expect(worker.secondsLeft).toBeCloseTo((100_000 - worker.step) / worker.stepsPerSecond, 6);
  const [next] = (await server.send('GET', '/queue')).body.waiting;
  expect(next.secondsUntilStart).toBeGreaterThan(0);
});

test('a page is told when the queue changes', async () => {
  const server = await startServer({ workers: 1, liveTickMs: 5 });
  const page = await openPage(await server.listen());
  page.watch({});
  await launch(server, 'busy');
  await page.until(({ type }) => type === 'queue');
});
