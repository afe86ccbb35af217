import { describe, expect, test } from 'vitest';
import { until } from '../../support/until.ts';
import { launchScript, serverWith } from './support/scripts.ts';

const TRAIN = {
  code: `const { lr, epochs } = JSON.parse(process.env.LOSSBOARD_CONFIG);
    for (let step = 1; step <= epochs; step++) write(JSON.stringify({ step, loss: Math.abs(lr - 0.3) + 1 / step }));`,
  metrics: 'json-lines',
  steps: 'epochs',
  parameters: [
    { name: 'lr', kind: 'number', default: 0.1, minimum: 0, maximum: 1 },
    { name: 'epochs', kind: 'integer', default: 5, minimum: 1 },
    { name: 'seed', kind: 'seed' },
  ],
};

describe('a launch of a script', () => {
  test.each<[object, string, RegExp]>([
    [{ script: { name: 'other', parameters: {} } }, '/script/name', /registered script \(train\), not "other"/],
    [{ script: { name: 'train', parameters: { lr: 2 } } }, '/script/parameters/lr', /<= 1/],
    [{ script: { name: 'train', parameters: { PATH: '/tmp' } } }, '/script/parameters/PATH', /not a known field/],
    [{ script: { name: 'train', parameters: { seed: 3 } } }, '/script/parameters/seed', /not a known field/],
    [{ script: { name: 'train', command: ['sh'] } }, '/script/command', /not a known field/],
    [{ script: { name: 'train' }, env: { A: 'b' } }, '/env', /not a known field/],
    [{ script: { name: '../train' } }, '/script/name', /./],
  ])('%j is refused by its field, and nothing is queued', async (body, path, message) => {
    const server = await serverWith({ train: TRAIN });
    const { status, body: answer } = await server.send('POST', '/launch', body);
    expect([status, answer.error.details.fields]).toEqual([
      400,
      [expect.objectContaining({ path, message: expect.stringMatching(message) })],
    ]);
    expect((await server.send('GET', '/runs')).body.total).toBe(0);
  });

  test('says what it will be before it begins, and is the same run under the same id', async () => {
    const server = await serverWith({ train: TRAIN });
    await server.send('PUT', '/workers', { count: 0 });
    const run = await launchScript(server, 'train', { lr: 0.2 }, { id: 'own', priority: 5 });
    expect(run).toMatchObject({
      id: 'own',
      kind: 'script',
      state: 'queued',
      priority: 5,
      progress: { totalSteps: 5 },
      process: null,
    });
    expect(run.config).toEqual({ script: { name: 'train', parameters: { lr: 0.2, epochs: 5 } }, seed: 1 });
    expect((await server.send('POST', '/launch', { id: 'own', script: { name: 'train' } })).status).toBe(200);
    expect((await server.send('GET', '/queue')).body.waiting).toHaveLength(1);
  });

  test('without any registered script says so', async () => {
    const server = await serverWith({});
    const { body } = await server.send('POST', '/launch', { script: { name: 'train' } });
    expect(body.error.message).toContain('registered no script');
  });
});

test('a recipe has a script as its base, varies its parameters and repeats it with seeds', async () => {
  const server = await serverWith({ train: TRAIN }, { workers: 2 });
  const recipe = {
    ...{ title: 'Rates of a script', shows: 'That it can.', source: 'none' },
    base: { script: { name: 'train', parameters: { epochs: 3 } } },
    vary: [{ at: '/script/parameters/lr', values: [0.1, 0.3] }],
    seeds: [1, 2],
    view: { kind: 'curves', metrics: ['loss'] },
  };
  expect((await server.send('PUT', '/recipes/rates', recipe)).status).toBe(201);
  const { status, body } = await server.send('POST', '/recipes/rates/launch', { project: 'p' });
  expect(status).toBe(200);
  const runs = [];
  for (const id of body.runs) runs.push(await server.untilState(id, 'finished'));
  expect(runs.map(({ name, seed, process }) => [name, seed, process?.command.slice(2)])).toEqual([
    ['lr 0.1 · seed 1', 1, ['--lr=0.1', '--epochs=3', '--seed=1']],
    ['lr 0.1 · seed 2', 2, ['--lr=0.1', '--epochs=3', '--seed=2']],
    ['lr 0.3 · seed 1', 1, ['--lr=0.3', '--epochs=3', '--seed=1']],
    ['lr 0.3 · seed 2', 2, ['--lr=0.3', '--epochs=3', '--seed=2']],
  ]);
});

describe('a study over a script', () => {
  const study = (fields: object) => ({
    ...{ name: 'rates', project: 'p', base: { script: { name: 'train' } }, objective: { metric: 'loss' } },
    ...{ method: { name: 'halton' }, budget: { runs: 4 }, parallel: 2 },
    parameters: [{ kind: 'range', at: '/script/parameters/lr', low: 0.01, high: 1, log: true }],
    ...fields,
  });

  test('runs its trials with values of its parameters, and finds the best', async () => {
    const server = await serverWith({ train: TRAIN }, { workers: 2 });
    const { status, body } = await server.send('POST', '/studies', study({}));
    expect(status).toBe(201);
    const ended = await until(async () => {
      const { body: now } = await server.send('GET', `/studies/${body.id}`);
      return now.state === 'finished' && now;
    }, 'the study has finished');
    expect(ended.trials.map(({ state }: { state: string }) => state)).toEqual(Array(4).fill('finished'));
    const errors = ended.trials.map(({ values }: { values: Record<string, number> }) =>
      Math.abs((values['/script/parameters/lr'] ?? 0) - 0.3),
    );
    expect(ended.best.value).toBeCloseTo(Math.min(...errors) + 1 / 5);
  });

  test.each<[object, string, RegExp]>([
    [{ base: { script: { name: 'other' } } }, '/base/script/name', /registered script/],
    [{ parameters: [{ kind: 'range', at: '/script/parameters/lr', low: 0.1, high: 5 }] }, '/parameters/0/high', /<= 1/],
    [
      { parameters: [{ kind: 'range', at: '/script/parameters/rate', low: 0.1, high: 1 }] },
      '/parameters/0/at',
      /names nothing/,
    ],
    [
      { parameters: [{ kind: 'range', at: '/script/parameters/epochs', low: 1, high: 9 }] },
      '/parameters/0/integer',
      /integer/,
    ],
  ])('%j is refused by its field', async (fields, path, message) => {
    const server = await serverWith({ train: TRAIN });
    const { status, body } = await server.send('POST', '/studies', study(fields));
    expect([status, body.error.details.fields[0]]).toMatchObject([
      400,
      { path, message: expect.stringMatching(message) },
    ]);
  });
});
