import { describe, expect, test } from 'vitest';
import { type Ask, error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { startServer } from '../../support/start-server.ts';

const STATE = { filter: 'state = "running"', charts: { smoothing: 0.6 }, grouping: { by: ['config.optimizer'] } };
const VIEW: Ask = ['POST', '/projects/p/views', { id: 'v1', name: 'Running', state: STATE }];
const REPORT: Ask = ['POST', '/projects/p/reports', { id: 'r1', title: 'Findings', body: '# One' }];
/** Any text may be the name of a project. */
const ODD = 'a/b ? ü . %2F';

const views: Scenario[] = [
  {
    name: 'a view is stored whole',
    ask: VIEW,
    status: 201,
    body: { id: 'v1', project: 'p', name: 'Running', state: STATE, revision: 1 },
  },
  { name: 'and read', before: [VIEW], ask: ['GET', '/projects/p/views/v1'], status: 200, body: { state: STATE } },
  {
    name: 'and listed',
    before: [VIEW],
    ask: ['GET', '/projects/p/views'],
    status: 200,
    body: { views: [{ name: 'Running', state: STATE }] },
  },
  {
    name: 'a project that holds nothing has no views',
    ask: ['GET', '/projects/p/views'],
    status: 200,
    body: { views: [] },
  },
  {
    name: 'a name is taken',
    before: [VIEW],
    ask: ['POST', '/projects/p/views', { name: 'Running', state: {} }],
    status: 409,
    body: error('conflict', { details: { name: 'Running' } }),
  },
  {
    name: 'a change makes the next revision',
    before: [VIEW],
    ask: ['PUT', '/projects/p/views/v1', { name: 'All', state: {}, revision: 1 }],
    status: 200,
    body: { name: 'All', state: {}, revision: 2 },
  },
  {
    name: 'a change from an old revision is refused and names the newer',
    before: [VIEW, ['PUT', '/projects/p/views/v1', { name: 'All', state: {}, revision: 1 }]],
    ask: ['PUT', '/projects/p/views/v1', { name: 'Mine', state: {}, revision: 1 }],
    status: 409,
    body: error('conflict', {
      message: 'The view was changed meanwhile: it is at revision 2, not 1.',
      details: { revision: 2 },
    }),
  },
  { name: 'deletes', before: [VIEW], ask: ['DELETE', '/projects/p/views/v1'], status: 204 },
  {
    name: 'a deleted one comes back under its id',
    before: [VIEW, ['DELETE', '/projects/p/views/v1']],
    ask: VIEW,
    status: 201,
    body: { id: 'v1' },
  },
  {
    name: 'another project has not the view',
    before: [VIEW],
    ask: ['GET', '/projects/q/views/v1'],
    status: 404,
    body: error('not_found', { message: 'Project "q" has no view "v1".' }),
  },
  { name: 'deleting none is 404', ask: ['DELETE', '/projects/p/views/v1'], status: 404, body: error('not_found') },
  {
    name: 'replacing none is 404',
    ask: ['PUT', '/projects/p/views/v1', { name: 'x', state: {}, revision: 1 }],
    status: 404,
    body: error('not_found'),
  },
  {
    name: 'an unknown part of a state is refused by name',
    ask: ['POST', '/projects/p/views', { name: 'x', state: { colour: 'run' } }],
    status: 400,
    body: wrongField('/state/colour'),
  },
  {
    name: 'a wrong value deep in it too',
    ask: ['POST', '/projects/p/views', { name: 'x', state: { charts: { smoothing: 1 } } }],
    status: 400,
    body: wrongField('/state/charts/smoothing'),
  },
  {
    name: 'a change must name its revision',
    before: [VIEW],
    ask: ['PUT', '/projects/p/views/v1', { name: 'x', state: {} }],
    status: 400,
    body: wrongField('/revision'),
  },
  {
    name: 'a view without a name is refused',
    ask: ['POST', '/projects/p/views', { name: '', state: {} }],
    status: 400,
    body: wrongField('/name'),
  },
];

const reports: Scenario[] = [
  {
    name: 'a report is stored whole',
    ask: REPORT,
    status: 201,
    body: { id: 'r1', project: 'p', title: 'Findings', body: '# One', revision: 1 },
  },
  {
    name: 'two may share a title',
    before: [REPORT],
    ask: ['POST', '/projects/p/reports', { title: 'Findings', body: '' }],
    status: 201,
  },
  {
    name: 'an id is taken',
    before: [REPORT],
    ask: REPORT,
    status: 409,
    body: error('conflict', { details: { id: 'r1' } }),
  },
  {
    name: 'a stale change is refused',
    before: [REPORT],
    ask: ['PUT', '/projects/p/reports/r1', { title: 'x', body: 'x', revision: 7 }],
    status: 409,
    body: error('conflict', { details: { revision: 1 } }),
  },
  {
    name: 'a title of two lines is refused',
    ask: ['POST', '/projects/p/reports', { title: 'a\nb', body: '' }],
    status: 400,
    body: wrongField('/title'),
  },
  {
    name: 'a text that is too long is refused',
    ask: ['POST', '/projects/p/reports', { title: 'x', body: 'x'.repeat(400_001) }],
    status: 400,
    body: wrongField('/body'),
  },
  {
    name: 'the history of none is 404',
    ask: ['GET', '/projects/p/reports/r1/revisions'],
    status: 404,
    body: error('not_found'),
  },
  {
    name: 'a revision that is not kept is 404',
    before: [REPORT],
    ask: ['GET', '/projects/p/reports/r1/revisions/9'],
    status: 404,
    body: error('not_found'),
  },
  { name: 'deletes', before: [REPORT], ask: ['DELETE', '/projects/p/reports/r1'], status: 204 },
];

const projects: Scenario[] = [
  {
    name: 'a description is kept',
    ask: ['PATCH', '/projects/p', { description: '*why*' }],
    status: 200,
    body: { name: 'p', description: '*why*', runs: 0 },
  },
  { name: 'an empty change is refused', ask: ['PATCH', '/projects/p', {}], status: 400, body: wrongField('') },
  {
    name: 'a view that is not there cannot be the default',
    ask: ['PATCH', '/projects/p', { defaultView: 'v1' }],
    status: 404,
    body: error('not_found'),
  },
  {
    name: 'a project of any name is empty before it begins',
    ask: ['GET', '/projects/new'],
    status: 200,
    body: { name: 'new', runs: 0, lastActivityAt: null },
  },
  {
    name: 'a name that is too long is refused',
    ask: ['GET', `/projects/${'x'.repeat(129)}`],
    status: 400,
    body: error('invalid'),
  },
];

describe('views', () => test.each(views)('$name', play));
describe('reports', () => test.each(reports)('$name', play));
describe('projects', () => test.each(projects)('$name', play));

test('a project is listed with what it holds, under any name, and outlives its runs', async () => {
  const { send } = await startServer();
  const path = `/projects/${encodeURIComponent(ODD)}`;
  await send('POST', '/runs', { id: 'a', project: ODD });
  await send('POST', '/runs', { id: 'b', project: ODD });
  await send('PATCH', '/runs/b', { state: 'finished' });
  await send('POST', `${path}/reports`, { title: 'T', body: 'text' });
  await send('POST', `${path}/views`, { id: 'v', name: 'V', state: {} });
  await send('PATCH', path, { description: 'D', defaultView: 'v' });
  const [listed] = (await send('GET', '/projects')).body.projects;
  const written = { name: ODD, description: 'D', defaultView: 'v', views: 1, reports: 1 };
  expect(listed).toMatchObject({ ...written, runs: 2, states: { running: 1, finished: 1 } });
  expect(Date.parse(listed.lastActivityAt)).toBeGreaterThanOrEqual(Date.parse(listed.lastCreatedAt));

  for (const id of ['a', 'b']) await send('DELETE', `/runs/${id}?forever=true`);
  expect((await send('GET', '/projects')).body.projects).toMatchObject([
    { ...written, runs: 0, states: {}, lastCreatedAt: null },
  ]);
  expect((await send('GET', `${path}/reports`)).body.reports).toMatchObject([{ title: 'T', project: ODD }]);
});

test('a report has a history: what it was before a while of typing', async () => {
  let now = Date.parse('2026-11-28T12:00:00Z');
  const { send } = await startServer({ now: () => now });
  await send(...REPORT);
  for (const [revision, body] of [
    [1, '# Two'],
    [2, '# Two, and'],
    [3, '# Two, and more'],
  ] as const) {
    now += 10_000;
    expect(await send('PUT', '/projects/p/reports/r1', { title: 'Findings', body, revision })).toMatchObject({
      status: 200,
    });
  }
  expect((await send('GET', '/projects/p/reports/r1/revisions')).body.revisions).toHaveLength(1);
  now += 3_600_000;
  await send('PUT', '/projects/p/reports/r1', { title: 'Renamed', body: '', revision: 4 });
  const { revisions } = (await send('GET', '/projects/p/reports/r1/revisions')).body;
  expect(revisions).toEqual([{ revision: 1, title: 'Findings', updatedAt: '2026-11-28T12:00:00.000Z' }]);
  expect((await send('GET', '/projects/p/reports/r1/revisions/1')).body).toMatchObject({ body: '# One', revision: 1 });
  expect((await send('GET', '/projects/p/reports/r1/revisions/5')).body).toMatchObject({ title: 'Renamed', body: '' });
});

test('what a change replaces is kept where that is asked for, also just after another', async () => {
  const { send } = await startServer();
  await send(...REPORT);
  for (const [revision, keep] of [
    [1, false],
    [2, false],
    [3, true],
  ] as const)
    await send('PUT', '/projects/p/reports/r1', { title: `At ${revision}`, body: '', revision, keep });
  const { revisions } = (await send('GET', '/projects/p/reports/r1/revisions')).body;
  expect(revisions.map(({ revision }: { revision: number }) => revision)).toEqual([3, 1]);
});
