import { describe, expect, test } from 'vitest';
import { error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const BOWL = {
  title: 'A bowl',
  shows: 'That it goes down.',
  source: 'none',
  base: { surface: { name: 'quadratic' }, optimizer: { name: 'gd' }, length: { unit: 'steps', count: 5 } },
  vary: [{ at: '/optimizer/learningRate', label: 'lr', values: [0.1, 0.2] }],
  view: { kind: 'surface' },
};
const IMAGES = { ...BOWL, base: { dataset: { name: 'fashion-mnist' } }, vary: [] };
const withFallback = { ...IMAGES, fallback: { set: { '/dataset/name': 'optdigits' }, note: 'Optdigits instead.' } };
const kept = (id: string, recipe: object = BOWL): ['PUT', string, object] => ['PUT', `/recipes/${id}`, recipe];

const scenarios: Scenario[] = [
  {
    name: 'reading a recipe that nobody has',
    ask: ['GET', '/recipes/nothing'],
    status: 404,
    body: error('not_found', { message: 'There is no recipe "nothing".' }),
  },
  {
    name: 'storing a recipe',
    ask: kept('bowl'),
    status: 201,
    body: { id: 'bowl', origin: 'own', recipe: { title: 'A bowl', seeds: [1], expect: [] } },
  },
  {
    name: 'storing a changed one in its place',
    before: [kept('bowl')],
    ask: kept('bowl', { ...BOWL, title: 'The bowl' }),
    status: 200,
    body: { recipe: { title: 'The bowl' } },
  },
  {
    name: 'storing a recipe under the id of one that ships',
    ask: kept('s06-learning-rate'),
    status: 409,
    body: error('conflict', { message: expect.stringContaining('"s06-learning-rate" comes with Lossboard') }),
  },
  {
    name: 'storing one with a misspelt field',
    ask: kept('bowl', { ...BOWL, sees: [1] }),
    status: 400,
    body: wrongField('/sees'),
  },
  {
    name: 'storing one that has a run that cannot be',
    ask: kept('bowl', { ...BOWL, vary: [{ at: '/optimizer/learningRate', values: [0.1, -1] }] }),
    status: 400,
    body: error('invalid', {
      message: expect.stringMatching(/"bowl", run "learningRate -1": \/optimizer\/learningRate/),
    }),
  },
  {
    name: 'deleting a recipe that ships',
    ask: ['DELETE', '/recipes/s14-spirals'],
    status: 409,
    body: error('conflict'),
  },
  { name: 'deleting a recipe of one’s own', before: [kept('bowl')], ask: ['DELETE', '/recipes/bowl'], status: 204 },
  { name: 'deleting it twice', ask: ['DELETE', '/recipes/bowl'], status: 404, body: error('not_found') },
  {
    name: 'planning with other seeds and a setting for all',
    ask: [
      'POST',
      '/recipes/s06-learning-rate/plan',
      { overrides: { group: 'mine', seeds: [7], set: { '/optimizer/learningRate': 0.5 } } },
    ],
    status: 200,
    body: {
      runs: [{ group: 'mine', name: 'mine', job: { seed: 7, optimizer: { learningRate: 0.5 } } }],
      missing: [],
    },
  },
  {
    name: 'planning what needs data that is not there',
    ask: ['POST', '/recipes/s13-small-cnn/plan', {}],
    status: 200,
    body: {
      missing: [{ dataset: 'fashion-mnist', message: expect.stringContaining('Fashion-MNIST') }],
      fallback: expect.stringContaining('MNIST'),
    },
  },
  {
    name: 'planning it with the data in its place',
    ask: ['POST', '/recipes/s13-small-cnn/plan', { overrides: { fallback: true } }],
    status: 200,
    body: { missing: [] },
  },
  {
    name: 'planning with an axis that leads nowhere',
    before: [kept('bowl')],
    ask: ['POST', '/recipes/bowl/plan', { overrides: { vary: [{ at: '/optimizer/rate', values: [1] }] } }],
    status: 400,
    body: error('invalid', { message: expect.stringContaining('/optimizer/rate is not a known field') }),
  },
  {
    name: 'launching into a group with a space in its name',
    before: [kept('bowl')],
    ask: ['POST', '/recipes/bowl/launch', { overrides: { group: 'my bowl' } }],
    status: 400,
    body: wrongField('/overrides/group'),
  },
  {
    name: 'launching while data is missing',
    before: [kept('images', withFallback)],
    ask: ['POST', '/recipes/images/launch', {}],
    status: 422,
    body: error('dataset_unavailable', {
      message: expect.stringContaining('Optdigits instead.'),
      details: { missing: [{ dataset: 'fashion-mnist' }], fallback: 'Optdigits instead.' },
    }),
  },
  {
    name: 'reading a launch of another recipe',
    before: [kept('bowl'), ['POST', '/recipes/bowl/launch', {}]],
    ask: ['GET', '/recipes/s14-spirals/launches/bowl'],
    status: 404,
    body: error('not_found'),
  },
];
describe('recipes over HTTP', () => {
  test.each(scenarios)('$name answers $status', play);
});

test('lists all that ship and those of users', async () => {
  const { send } = await startServer();
  await send(...kept('bowl'));
  const { recipes } = (await send('GET', '/recipes')).body;
  const ids = recipes.map(({ id }: { id: string }) => id);
  expect(ids.length).toBeGreaterThan(15);
  expect(ids).toEqual(expect.arrayContaining(['s01-race-on-beale', 's14-spirals', 'bowl']));
});

describe('a launch', () => {
  const stored = async (options = {}) => {
    const server = await startServer(options);
    await server.send(...kept('bowl'));
    const launch = (body: object = {}) => server.send('POST', '/recipes/bowl/launch', body);
    const runs = async () => (await server.send('GET', '/runs?limit=100')).body.runs;
    return { ...server, launch, runs };
  };

  test('queues the runs of its plan in one group, and the same again is the same runs', async () => {
    const { launch, runs, send } = await stored();
    const first = await launch({ project: 'lab' });
    expect(first).toMatchObject({
      status: 200,
      body: { group: 'bowl', recipe: 'bowl', project: 'lab', runs: ['bowl-lr-0_1', 'bowl-lr-0_2'] },
    });
    expect((await launch({ project: 'lab' })).body).toEqual(first.body);
    expect((await runs()).map(({ id, group, project }: Record<string, string>) => [id, group, project]).sort()).toEqual(
      [
        ['bowl-lr-0_1', 'bowl', 'lab'],
        ['bowl-lr-0_2', 'bowl', 'lab'],
      ],
    );
    const { launches } = (await send('GET', '/recipes/bowl/launches')).body;
    expect(launches).toHaveLength(1);
    const counts: number[] = Object.values(launches[0].states);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(2);
  });

  test('of something else under the same group is refused, and changes nothing', async () => {
    const { launch, runs } = await stored();
    await launch();
    expect(await launch({ overrides: { seeds: [2] } })).toMatchObject({ status: 409, body: error('conflict') });
    expect(await launch({ project: 'elsewhere' })).toMatchObject({ status: 409 });
    expect(await runs()).toHaveLength(2);
    expect(await launch({ overrides: { group: 'bowl-2', seeds: [2] } })).toMatchObject({ status: 200 });
    expect(await runs()).toHaveLength(4);
  });

  test('without room for all of its runs queues none of them', async () => {
    const { launch, runs } = await stored({ maxWaitingRuns: 3 });
    const refused = await launch({ overrides: { seeds: [1, 2] } });
    expect(refused).toMatchObject({ status: 429, headers: { 'retry-after': '30' }, body: error('overloaded') });
    expect(await runs()).toEqual([]);
    expect((await launch()).status).toBe(200);
  });

  test('with a run that cannot be on its data queues none of them', async () => {
    const { launch, runs } = await stored();
    const vary = [{ at: '/loss', values: ['auto', 'cross-entropy'] }];
    const network = { ...BOWL, base: { dataset: { name: 'line' } }, vary };
    await startServer(); // another one has nothing to do with it
    const { send } = await startServer();
    await send(...kept('line', network));
    expect(await send('POST', '/recipes/line/launch', {})).toMatchObject({ status: 400, body: wrongField('/loss') });
    expect((await send('GET', '/runs')).body.runs).toEqual([]);
    expect(await launch()).toMatchObject({ status: 200 });
    expect(await runs()).toHaveLength(2);
  });

  test('is refused where the id of a run is taken by another, or by one in the trash', async () => {
    const { launch, runs, send } = await stored();
    await send('POST', '/runs', { id: 'bowl-lr-0_2', project: 'p' });
    expect(await launch()).toMatchObject({ status: 409, body: error('conflict') });
    expect(await runs()).toHaveLength(1);
    await send('DELETE', '/runs/bowl-lr-0_2');
    expect(await launch()).toMatchObject({ status: 409, body: error('in_trash') });
    expect(await runs()).toEqual([]);
  });

  test('keeps its recipe as it was, also when that is changed and deleted, and over a restart', async () => {
    const data = temporaryFolder();
    const { launch, send, app } = await stored({ data });
    const { runs } = (await launch()).body;
    await send(...kept('bowl', { ...BOWL, title: 'Other', vary: [] }));
    await send('DELETE', '/recipes/bowl');
    await app.close();
    const again = await startServer({ data });
    const answer = await again.send('GET', '/recipes/bowl/launches/bowl');
    expect(answer).toMatchObject({ status: 200, body: { runs, content: { title: 'A bowl' } } });
  });
});
