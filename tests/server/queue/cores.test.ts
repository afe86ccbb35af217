import { expect, test } from 'vitest';
import { threadsOf } from '../../../server/queue/cores.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

test.each([
  ['alone on two cores', [2], 2, [2]],
  ['alone on one core', [2], 1, [1]],
  ['alone, but it takes one', [1], 2, [1]],
  ['two on two cores', [2, 2], 2, [1, 1]],
  ['two on three cores: the longest has the idle one', [2, 2], 3, [2, 1]],
  ['the idle core goes to the one that takes it', [1, 2], 3, [1, 2]],
  ['more than cores', [2, 2, 2], 2, [1, 1, 1]],
  ['more cores than are taken', [2, 2], 8, [2, 2]],
])('threads of trainings: %s', (_, most, cores, expected) => {
  expect(threadsOf(most, cores)).toEqual(expected);
});

/** Each on data of its own, since a run waits until another one has read the same. */
const launch = (server: TestServer, id: string, more = {}) =>
  server.send('POST', '/launch', {
    dataset: { name: 'moons', limit: 100 + id.length },
    ...{ id, seed: BEHAVIOUR.trains, length: { unit: 'steps', count: 100_000 }, ...more },
  });

/** Threads that compute for each run, by its name. */
const threadsIn = async (server: TestServer) => {
  const { workers } = (await server.send('GET', '/workers')).body;
  return Object.fromEntries(
    workers.flatMap(({ run, step, threads }: { run: { id: string } | null; step: number | null; threads: number }) =>
      run && step !== null ? [[run.id, threads]] : [],
    ),
  );
};

const eventually = (server: TestServer, expected: Record<string, number>) =>
  expect.poll(() => threadsIn(server), { timeout: 30_000 }).toEqual(expected);

test('a run has a second thread while a core is idle, and gives it back to the next run', async () => {
  const server = await startServer({ workers: 2, cores: 2 });
  await launch(server, 'first');
  await eventually(server, { first: 2 });
  await launch(server, 'second');
  await eventually(server, { first: 1, second: 1 });
  await server.send('POST', '/runs/second/stop');
  await eventually(server, { first: 2 });
}, 60_000);

test('a run has one thread where it asks for one, and all do where the server is told so', async () => {
  const server = await startServer({ workers: 2, cores: 8 });
  await launch(server, 'modest', { threads: 1 });
  await launch(server, 'usual');
  await eventually(server, { modest: 1, usual: 2 });
  const frugal = await startServer({ cores: 8, flags: ['--threads-per-run', '1'] });
  await launch(frugal, 'usual');
  await eventually(frugal, { usual: 1 });
  expect((await launch(frugal, 'greedy', { threads: 3 })).body.error).toMatchObject({ code: 'invalid' });
}, 60_000);
