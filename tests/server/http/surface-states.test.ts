import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
/** A machine that is busy starts a thread in some seconds. */
const PATIENCE_MS = 60_000;
/** So slow that it can be paused on its way. */
const SLOW = Array.from({ length: 40 }, (_, index) => `sin(${index}*x*y)^2`).join(' + ');
const DESCENT = {
  surface: { name: 'formula', text: `x^2 + 10*y^2 + 0.01*(${SLOW})` },
  noise: 0.1,
  optimizer: { name: 'adam', learningRate: 0.001 },
  schedule: { name: 'cosine' },
  length: { count: 3000 },
  checkpointEvery: 1000,
};

const start = () => startServer({ threadFile: TRAINS, workers: 1 });
const launch = ({ send }: TestServer, id: string, more: object = {}) =>
  send('POST', '/launch', { id, ...DESCENT, ...more });

const ended = ({ run }: TestServer, id: string, state = 'finished') =>
  until(
    async () => {
      const found = await run(id);
      return found.state === state && found;
    },
    `${id} is ${state}`,
    PATIENCE_MS,
  );

/** Every point of a descent, without when it was logged. */
async function pointsOf({ app }: TestServer, run: string) {
  const { payload } = await app.inject(`/api/v1/runs/${run}/export?format=csv`);
  const [header = '', ...lines] = payload.trim().split(/\r?\n/);
  const columns = ['series', 'step', 'value'].map((name) => header.split(',').indexOf(name));
  return lines.map((line) => columns.map((at) => line.split(',')[at]).join(' ')).sort();
}

test('a descent that is paused saves its point, and goes on with the numbers that it would have had', async () => {
  const server = await start();
  await launch(server, 'cut');
  await until(async () => ((await server.run('cut')).progress?.step ?? 0) > 200, 'it descends', PATIENCE_MS);
  await server.send('POST', '/runs/cut/pause');
  await ended(server, 'cut', 'paused');
  const { checkpoints } = (await server.send('GET', '/runs/cut/checkpoints')).body;
  expect(checkpoints[0]).toMatchObject({ cause: 'pause' });
  await server.send('POST', '/runs/cut/resume');
  expect(await ended(server, 'cut')).toMatchObject({ attempt: 2 });
  await launch(server, 'whole');
  await ended(server, 'whole');
  expect(await pointsOf(server, 'cut')).toEqual(await pointsOf(server, 'whole'));
  const { events } = (await server.send('GET', '/runs/cut/events')).body;
  expect(events.filter(({ kind }: { kind: string }) => kind === 'resume')).toMatchObject([
    { step: checkpoints[0].step, text: `goes on from the checkpoint of step ${checkpoints[0].step}` },
  ]);
  const best = (await server.send('GET', '/runs/whole/checkpoints')).body;
  expect(best.criterion).toEqual({ metric: 'loss', direction: 'min' });
}, 120_000);

test('a descent forks from any of its states, on a surface of as many coordinates', async () => {
  const server = await start();
  await launch(server, 'parent', { length: { count: 50 }, schedule: { name: 'constant' } });
  await ended(server, 'parent');
  const changes = { optimizer: { name: 'momentum', learningRate: 1e-4 }, length: { count: 80 } };
  const plan = await server.send('POST', '/runs/parent/fork/plan', { changes });
  expect(plan.body).toMatchObject({
    step: 50,
    totalSteps: 80,
    unfit: ['optimizer adam ≠ momentum: its state begins anew'],
  });
  expect(plan.body.changes).toContainEqual({ path: 'length.count', from: 50, to: 80 });
  expect((await server.send('POST', '/runs/parent/fork', { id: 'child', changes })).status).toBe(201);
  const child = await ended(server, 'child');
  expect(child).toMatchObject({ parentRun: 'parent', forkStep: 50 });
  expect(child.summary['point/x']).toMatchObject({ count: 31, lastStep: 80 });

  for (const [job, field] of [
    [{ surface: { name: 'rastrigin', dimension: 3 }, length: { count: 80 } }, '/surface'],
    [{ dataset: { name: 'moons' } }, '/network'],
    [{ surface: { name: 'beale' }, length: { count: 40 } }, '/length'],
    [{ surface: { name: 'formula', text: 'x +' }, length: { count: 80 } }, '/job/surface/text'],
  ] as const) {
    const { status, body } = await server.send('POST', '/runs/parent/fork', { job });
    expect([status, body.error.details.fields[0].path]).toEqual([400, field]);
  }
}, 60_000);
