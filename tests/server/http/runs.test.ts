import { describe, expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';

interface Scenario {
  name: string;
  /** Requests that must have happened before. */
  before?: [method: Method, url: string, body?: unknown][];
  ask: [method: Method, url: string, body?: unknown];
  status: number;
  /** Parts of the answer's body. */
  body?: unknown;
}
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';

const CREATE: [Method, string, unknown] = ['POST', '/runs', { id: 'r1', name: 'mine', project: 'p', tags: ['a'] }];
const LOG: [Method, string, unknown] = ['POST', '/runs/r1/log', { step: 1, metrics: { 'train/loss': 0.5 } }];
const finish: [Method, string, unknown] = ['PATCH', '/runs/r1', { state: 'finished' }];
const error = (code: string, more = {}) => ({ error: { code, ...more } });
const field = (path: string) => error('invalid', { details: { fields: [{ path }] } });

const scenarios: Scenario[] = [
  {
    name: 'a new run has an id, a made-up name and is running',
    ask: ['POST', '/runs', {}],
    status: 201,
    body: {
      id: expect.stringMatching(/^[A-Za-z0-9_-]+$/),
      name: expect.stringMatching(/^[a-z]+-[a-z]+-\d{3}$/),
      kind: 'remote',
      project: 'default',
      state: 'running',
      epoch: 1,
      rev: 0,
      progress: null,
      config: {},
    },
  },
  {
    name: 'what was given is kept',
    ask: [
      'POST',
      '/runs',
      { id: 'r1', group: 'g', jobType: 'eval', config: { a: { b: [1, null] } }, totalSteps: 10, seed: -3 },
    ],
    status: 201,
    body: {
      id: 'r1',
      group: 'g',
      jobType: 'eval',
      config: { a: { b: [1, null] } },
      progress: { step: 0, totalSteps: 10 },
      seed: -3,
    },
  },
  {
    name: 'creating it again is the same run',
    before: [CREATE, LOG],
    ask: CREATE,
    status: 200,
    body: { id: 'r1', rev: 1 },
  },
  {
    name: 'a run in the trash is not created again',
    before: [CREATE, ['DELETE', '/runs/r1']],
    ask: CREATE,
    status: 409,
    body: error('conflict'),
  },
  { name: 'an id that is no id', ask: ['POST', '/runs', { id: '../x' }], status: 400, body: field('/id') },
  {
    name: 'an unknown field is refused by name',
    ask: ['POST', '/runs', { naem: 'x' }],
    status: 400,
    body: field('/naem'),
  },
  { name: 'a wrong type is not converted', ask: ['POST', '/runs', { seed: '3' }], status: 400, body: field('/seed') },
  { name: 'a body that is no object', ask: ['POST', '/runs', []], status: 400, body: error('invalid') },
  {
    name: 'reading a run',
    before: [CREATE, LOG],
    ask: ['GET', '/runs/r1'],
    status: 200,
    body: { summary: { 'train/loss': { last: 0.5, lastStep: 1 } } },
  },
  { name: 'reading no run', ask: ['GET', '/runs/absent'], status: 404, body: error('not_found') },
  {
    name: 'listing',
    before: [CREATE],
    ask: ['GET', '/runs?project=p&tag=a&limit=5'],
    status: 200,
    body: { total: 1, nextCursor: null, runs: [{ id: 'r1' }] },
  },
  {
    name: 'a list that matches nothing',
    before: [CREATE],
    ask: ['GET', '/runs?project=other'],
    status: 200,
    body: { total: 0, runs: [] },
  },
  { name: 'a limit that is no number', ask: ['GET', '/runs?limit=many'], status: 400, body: field('/limit') },
  { name: 'an unknown filter', ask: ['GET', '/runs?colour=red'], status: 400, body: field('/colour') },
  {
    name: 'sorting by what cannot be sorted by',
    ask: ['GET', '/runs?sort=rowid;drop'],
    status: 400,
    body: field('/sort'),
  },
  {
    name: 'renaming',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { name: 'new', tags: [] }],
    status: 200,
    body: { name: 'new', tags: [], project: 'p' },
  },
  {
    name: 'config is merged at its top level',
    before: [['POST', '/runs', { id: 'r1', config: { a: 1, b: { c: 2 } } }]],
    ask: ['PATCH', '/runs/r1', { config: { b: { d: 3 } } }],
    status: 200,
    body: { config: { a: 1, b: { d: 3 } } },
  },
  { name: 'an empty change', before: [CREATE], ask: ['PATCH', '/runs/r1', {}], status: 400, body: error('invalid') },
  {
    name: 'finishing',
    before: [CREATE],
    ask: finish,
    status: 200,
    body: { state: 'finished', endedAt: expect.stringMatching(/Z$/) },
  },
  { name: 'finishing twice', before: [CREATE, finish], ask: finish, status: 200, body: { state: 'finished' } },
  {
    name: 'failing after finishing',
    before: [CREATE, finish],
    ask: ['PATCH', '/runs/r1', { state: 'failed' }],
    status: 409,
    body: error('conflict'),
  },
  {
    name: 'going on after finishing',
    before: [CREATE, finish],
    ask: ['PATCH', '/runs/r1', { state: 'running' }],
    status: 200,
    body: { state: 'running', endedAt: null },
  },
  {
    name: 'failing with a reason',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { state: 'failed', reason: 'out of luck' }],
    status: 200,
    body: { state: 'failed', reason: { code: 'error', message: 'out of luck' } },
  },
  {
    name: 'a reason for nothing',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { reason: 'x' }],
    status: 400,
    body: field('/reason'),
  },
  {
    name: 'a state that only the server gives',
    before: [CREATE],
    ask: ['PATCH', '/runs/r1', { state: 'queued' }],
    status: 400,
    body: field('/state'),
  },
  {
    name: 'stopping a remote run',
    before: [CREATE],
    ask: ['POST', '/runs/r1/stop'],
    status: 202,
    body: { state: 'stopped', reason: { code: 'stopped-by-user' } },
  },
  {
    name: 'stopping a finished run changes nothing',
    before: [CREATE, finish],
    ask: ['POST', '/runs/r1/stop'],
    status: 202,
    body: { state: 'finished' },
  },
  {
    name: 'a run in the trash is not found',
    before: [CREATE, ['DELETE', '/runs/r1']],
    ask: ['GET', '/runs/r1'],
    status: 404,
  },
  {
    name: 'nor listed',
    before: [CREATE, ['DELETE', '/runs/r1']],
    ask: ['GET', '/runs'],
    status: 200,
    body: { total: 0, runs: [] },
  },
  {
    name: 'but in the list of the trash',
    before: [CREATE, ['DELETE', '/runs/r1']],
    ask: ['GET', '/runs?deleted=true'],
    status: 200,
    body: { total: 1 },
  },
  {
    name: 'restoring brings all back',
    before: [CREATE, LOG, ['DELETE', '/runs/r1']],
    ask: ['POST', '/runs/r1/restore'],
    status: 200,
    body: { ledger: { stored: 1 } },
  },
  { name: 'deleting twice', before: [CREATE, ['DELETE', '/runs/r1']], ask: ['DELETE', '/runs/r1'], status: 404 },
  {
    name: 'projects',
    before: [CREATE],
    ask: ['GET', '/projects'],
    status: 200,
    body: { projects: [{ name: 'p', runs: 1 }] },
  },
  { name: 'a route that is not there', ask: ['GET', '/nowhere'], status: 404, body: error('not_found') },
  { name: 'a method that is not there', ask: ['PUT', '/runs/r1', {}], status: 404, body: error('not_found') },
  {
    name: 'launching with a misspelt setting',
    ask: ['POST', '/launch', { optimiser: { name: 'adam' } }],
    status: 400,
    body: field('/optimiser'),
  },
  {
    name: 'launching with a setting of another optimizer',
    ask: ['POST', '/launch', { optimizer: { name: 'sgd', beta1: 0.9 } }],
    status: 400,
    body: field('/optimizer/beta1'),
  },
  {
    name: 'launching with an unknown optimizer',
    ask: ['POST', '/launch', { optimizer: { name: 'lion' } }],
    status: 400,
    body: field('/optimizer/name'),
  },
  {
    name: 'launching with a wrong number',
    ask: ['POST', '/launch', { batchSize: 0 }],
    status: 400,
    body: field('/batchSize'),
  },
  {
    name: 'launching on data that is not there',
    ask: ['POST', '/launch', { dataset: { name: 'absent' } }],
    status: 422,
    body: error('dataset_unavailable'),
  },
  {
    name: 'launching with nothing but defaults',
    ask: ['POST', '/launch', {}],
    status: 201,
    body: {
      kind: 'training',
      project: 'default',
      seed: 1,
      config: {
        optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-8, weightDecay: 0 },
        network: { hidden: [128], activation: 'relu' },
        length: { unit: 'epochs', count: 10 },
        batchSize: 64,
      },
    },
  },
  {
    name: 'launching it again is the same run',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['POST', '/launch', { id: 't1' }],
    status: 200,
    body: { id: 't1' },
  },
  {
    name: 'a training run is not ended by a script',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['PATCH', '/runs/t1', { state: 'finished' }],
    status: 409,
  },
  {
    name: 'nor logged to',
    before: [['POST', '/launch', { id: 't1' }]],
    ask: ['POST', '/runs/t1/log', { metrics: { a: 1 } }],
    status: 409,
  },
];

describe('runs over HTTP', () => {
  test.each(scenarios)('$ask.0 $ask.1: $name', async ({ before = [], ask, status, body }) => {
    const server = await startServer();
    for (const step of before) await expectGood(server, step);
    const answer = await server.send(...ask);
    expect(answer).toMatchObject({ status, ...(body !== undefined && { body }) });
  });
});

async function expectGood(server: TestServer, request: [Method, string, unknown?]): Promise<void> {
  const { status, body } = await server.send(...request);
  if (status >= 300) throw new Error(`${request.join(' ')} answered ${status} ${JSON.stringify(body)}`);
}
