import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { type FaultyServer, startServer } from './server.ts';
import { ask } from './writer.ts';

const PATIENCE_MS = 120_000;
const CONFIG = {
  dataset: { name: 'moons', limit: 500, noise: 0.3 },
  network: { hidden: [16] },
  optimizer: { name: 'adam' },
  batchSize: 16,
  length: { unit: 'steps', count: 100_000_000 },
  histogramEvery: 0,
  layersEvery: 0,
};

const untilStep = (server: FaultyServer, run: string, step: number) =>
  until(
    async () => {
      const { state, progress } = await ask(server.address, `/runs/${run}`);
      return state === 'running' && progress?.step > step && progress.step;
    },
    `${run} is past step ${step}`,
    PATIENCE_MS,
  );

test('a steered training that is killed with its server is steered again at the same steps, and reproduced bit by bit', async () => {
  const data = join(temporaryFolder(), 'data');
  let server = await startServer(data);
  onTestFinished(() => server.kill());
  await ask(server.address, '/launch', { id: 'r', ...CONFIG });
  await untilStep(server, 'r', 100);
  const first = await ask(server.address, '/runs/r/steer', { set: { learningRate: 0.01, weightDecay: 0.1 } });
  expect(first.step).toBeGreaterThan(0);
  await server.kill(); // at once: no checkpoint has it
  server = await startServer(data);
  await untilStep(server, 'r', first.step + 100);
  const second = await ask(server.address, '/runs/r/steer', { set: { learningRate: { times: 0.1 } } });
  await server.kill();
  server = await startServer(data);
  const last = await untilStep(server, 'r', second.step + 100);
  await ask(server.address, '/runs/r/steer', { set: { length: { unit: 'steps', count: last + 5_000 } } });

  const { attempt, steering } = await until(
    async () => {
      const run = await ask(server.address, '/runs/r');
      return run.state === 'finished' && run;
    },
    'it is finished',
    PATIENCE_MS,
  );
  expect(attempt).toBe(3);
  expect(steering.map(({ step }: { step: number }) => step).slice(0, 2)).toEqual([first.step, second.step]);
  await ask(server.address, '/runs/r/reproduce', {});
  const result = await until(
    async () => {
      const found = await ask(server.address, '/runs/r/reproduction');
      return !['waiting', 'running'].includes(found.state) && found;
    },
    'it is reproduced',
    PATIENCE_MS,
  );
  expect(result).toMatchObject({ state: 'equal', first: null });
}, 400_000);

test('trainings that run when the server is ended save their last step, and go on from there at the next start', async () => {
  const data = join(temporaryFolder(), 'data');
  let server = await startServer(data);
  onTestFinished(() => server.kill());
  await fetch(`${server.address}/api/v1/workers`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ count: 2 }),
  });
  for (const id of ['a', 'b']) await ask(server.address, '/launch', { id, ...CONFIG, checkpointEvery: 0 });
  const before = [await untilStep(server, 'a', 50), await untilStep(server, 'b', 50)];
  expect(await server.stop()).toBe(0);

  server = await startServer(data);
  for (const [index, id] of ['a', 'b'].entries()) {
    const resumed = await until(
      async () => {
        const { events } = await ask(server.address, `/runs/${id}/events`);
        return events.find(({ kind }: { kind: string }) => kind === 'resume');
      },
      `${id} goes on`,
      PATIENCE_MS,
    );
    expect(resumed.step).toBeGreaterThanOrEqual(before[index] as number);
    await untilStep(server, id, resumed.step);
    const { attempt, ledger, progress } = await ask(server.address, `/runs/${id}`);
    expect(attempt).toBe(2);
    expect(ledger.stored).toBeGreaterThan(progress.step);
  }
}, 400_000);
