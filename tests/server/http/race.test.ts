import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';

/** A run of loss at steps 10, 20, 30…, a second apart, with two evaluations a step. */
async function log(server: TestServer, id: string, losses: (number | 'NaN')[]) {
  await server.send('POST', '/runs', { id });
  const step = losses.map((_, index) => 10 * (index + 1));
  const columns = (value: unknown[]) => ({ step, time: step.map((each) => 5000 + 100 * each), value });
  const series = { 'val/loss': columns(losses), 'train/evaluations': columns(step.map((each) => 2 * each)) };
  await server.send('POST', `/runs/${id}/ingest`, { writer: 'w', attempt: 1, seq: 1, series });
}

async function withRuns() {
  const server = await startServer();
  await log(server, 'adam1', [4, 2, 1]);
  await log(server, 'adam2', [4, 3, 1]);
  await log(server, 'sgd1', [4, 3, 2, 2]);
  await log(server, 'sgd2', [4, 'NaN', 3, 3]);
  return server;
}

const race = (server: TestServer, changes = {}, task = {}) =>
  server.send('POST', '/query/race', {
    tasks: [
      {
        name: 'moons',
        groups: [
          { name: 'adam', runs: ['adam1', 'adam2', 'gone'] },
          { name: 'sgd', runs: ['sgd1', 'sgd2'] },
        ],
        ...task,
      },
    ],
    key: 'val/loss',
    goal: 'min',
    costs: ['train/evaluations', 'not/logged'],
    baseline: 'sgd',
    ...changes,
  });

test('POST /query/race answers what the target costs each group, in steps, seconds and whatever counts', async () => {
  const server = await withRuns();
  const { status, body } = await race(server, {}, { target: 2 });
  expect(status).toBe(200);
  const [{ groups, ...task }] = body.tasks;
  expect(task).toEqual({ name: 'moons', target: 2 });
  const [adam, sgd] = groups;
  expect(adam).toMatchObject({ name: 'adam', reached: 2, best: { mean: 1, value: 1, step: 30 } });
  expect(adam.runs.map(({ run, targetStep }: Record<string, unknown>) => [run, targetStep])).toEqual([
    ['adam1', 20],
    ['adam2', 30],
  ]);
  expect(adam.costs).toMatchObject({
    step: { expected: 25, median: 25, rank: 1 },
    seconds: { expected: 1.5, rank: 1 },
    'train/evaluations': { expected: 50, rank: 1 },
  });
  // sgd1 reaches it at 30, sgd2 never within its 40 steps.
  expect(sgd).toMatchObject({ reached: 1, costs: { step: { expected: 70, median: null, rank: 2, speedUp: null } } });
  expect(adam.costs.step.speedUp).toEqual({ ratio: 2.8, interval: [expect.any(Number), 'Infinity'] });
  // adam1 from 0 to 10 at 4, to 20 from 4 to 2, to 30 from 2 to 1, held at 1 to the 40 that sgd spent.
  expect(adam.runs[0].costs.step.area).toBeCloseTo((40 + 30 + 15 + 10) / 40, 12);
});

test('goals go by their former names too, and by no others', async () => {
  const server = await withRuns();
  for (const [former, name] of [
    ['lower', 'min'],
    ['higher', 'max'],
  ])
    expect((await race(server, { goal: former })).body).toEqual((await race(server, { goal: name })).body);
  expect((await race(server, { goal: 'max' })).body).not.toEqual((await race(server, { goal: 'min' })).body);
  expect((await race(server, { goal: 'least' })).status).toBe(400);
});

test('without a target it is the best that at least half of the runs of each group reach', async () => {
  const server = await withRuns();
  const { body } = await race(server);
  expect(body.tasks[0].target).toBe(3);
  expect(body.tasks[0].groups.map(({ reached }: { reached: number }) => reached)).toEqual([2, 2]);
});

test('without any run that has the metric there is no target, and no ranks', async () => {
  const server = await withRuns();
  const { status, body } = await race(server, { key: 'other' });
  expect(status).toBe(200);
  expect(body.tasks[0]).toMatchObject({ target: null, groups: [{ runs: [], costs: {} }, { runs: [] }] });
});

test('each point is looked at, however many there are', async () => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'long' });
  const step = Array.from({ length: 60_000 }, (_, index) => index);
  const value = step.map((each) => (each === 54_321 ? 0 : 1));
  for (let seq = 1; seq <= 6; seq++) {
    const part = (values: number[]) => values.slice((seq - 1) * 10_000, seq * 10_000);
    const series = { 'val/loss': { step: part(step), time: part(step), value: part(value) } };
    await server.send('POST', '/runs/long/ingest', { writer: 'w', attempt: 1, seq, series });
  }
  const { body } = await race(server, {}, { groups: [{ name: 'g', runs: ['long'] }], target: 0.5 });
  expect(body.tasks[0].groups[0].runs[0]).toMatchObject({ targetStep: 54_321, best: 0, bestStep: 54_321 });
});

test.each([
  ['without tasks', { tasks: [] }, '/tasks'],
  ['of an unknown goal', { goal: 'sideways' }, '/goal'],
])('a race %s is refused, naming where', async (_, changes, path) => {
  const server = await startServer();
  expect(await race(server, changes)).toMatchObject({
    status: 400,
    body: { error: { code: 'invalid', details: { fields: [{ path }] } } },
  });
});
