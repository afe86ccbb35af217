import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const threadFile = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));

/** Long enough to be steered many times. */
const LONG = {
  dataset: { name: 'moons', limit: 200 },
  network: { hidden: [4] },
  optimizer: { name: 'sgd', learningRate: 0.01 },
  length: { unit: 'steps', count: 100_000_000 },
  histogramEvery: 0,
  layersEvery: 0,
  checkpointEvery: 0,
};

test('a training is steered between two steps: the answer names the step, the run keeps it, and the curve has it', async () => {
  const server = await startServer({ threadFile });
  await server.send('POST', '/launch', { id: 'r', ...LONG });
  await until(async () => (await server.run('r')).ledger.stored > 0, 'the run trains');

  const { status, body } = await server.send('POST', '/runs/r/steer', {
    set: { learningRate: { times: 0.5 } },
    by: 'me',
  });
  expect([status, body.set]).toEqual([200, { learningRate: 0.005 }]);
  const { steering } = await server.run('r');
  expect(steering).toEqual([{ step: body.step, set: { learningRate: 0.005 }, by: 'me', at: expect.any(Number) }]);
  await until(async () => ((await server.run('r')).progress?.step ?? 0) > body.step, 'the step is stored');
  const { body: events } = await server.send('GET', '/runs/r/events');
  expect(events.events).toMatchObject([
    { kind: 'steering', step: body.step, text: 'learning rate 0.01 → 0.005, by me' },
  ]);
  const { body: answer } = await server.send('POST', '/query/series', {
    runs: ['r'],
    keys: ['train/learning_rate'],
    window: [body.step - 1, body.step],
  });
  expect(answer.series[0].buckets.mean).toEqual([0.01, 0.005]);

  const shorter = await server.send('POST', '/runs/r/steer', { set: { length: { unit: 'steps', count: 1 } } });
  expect([shorter.status, shorter.body.error.message]).toEqual([
    409,
    expect.stringMatching(/has taken \d+ steps already/),
  ]);
  const unfit = await server.send('POST', '/runs/r/steer', { set: { momentum: 0.5, layersEvery: 3 } });
  expect([unfit.status, unfit.body.error.details.fields.map(({ path }: { path: string }) => path)]).toEqual([
    400,
    ['/set/momentum', '/set/layersEvery'],
  ]);
  for (const set of [{}, { learningRate: 0 }, { learningRate: 'low' }, { batchSize: 4 }])
    expect((await server.send('POST', '/runs/r/steer', { set })).status).toBe(400);

  const longer = await server.send('POST', '/runs/r/steer', { set: { length: { unit: 'steps', count: 200_000_000 } } });
  expect(longer.status).toBe(200);
  await until(async () => (await server.run('r')).progress?.totalSteps === 200_000_000, 'its length is shown');
  await server.send('POST', '/runs/r/stop');
  await server.untilState('r', 'stopped');
  const { status: late, body: ended } = await server.send('POST', '/runs/r/steer', { set: { clipNorm: 1 } });
  expect([late, ended.error.message]).toEqual([409, 'Run "r" is stopped: only one that trains can be steered.']);
  expect((await server.run('r')).steering).toHaveLength(2);
}, 60_000);
