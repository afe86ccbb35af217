import { describe, expect, test } from 'vitest';
import { openPage } from '../../support/live-page.ts';
import { startServer } from '../../support/start-server.ts';
import { type Operation, operationsIn, readDocument, type Schema, schemasIn } from '../http/support/openapi.ts';

const NOT_FOUND = [404, 'not_found'] as const;
const IN_TRASH = [409, 'in_trash'] as const;
type Answer = number | readonly [status: number, code: string];

interface Use {
  body?: (id: string) => unknown;
  query?: string;
  missing: Answer;
  trashed: Answer;
  there: Answer;
}

/** Refused unless the run is there: the rule. */
const ordinary = (there: Answer, sent: Pick<Use, 'body' | 'query'> = {}): Use => ({
  ...sent,
  missing: NOT_FOUND,
  trashed: IN_TRASH,
  there,
});

const batch = { writer: 'w', attempt: 1, seq: 1, series: { loss: { step: [2], time: [1], value: [1] } } };

/** What each operation does with a run, by its id. */
const USES: Record<string, Use> = {
  updateRun: ordinary(200, { body: () => ({ notes: 'n' }) }),
  stopRun: ordinary(202),
  // the run there is logged from elsewhere
  pauseRun: ordinary([409, 'conflict']),
  resumeRun: ordinary([409, 'conflict']),
  reproduceRun: ordinary([409, 'conflict']),
  readReproduction: ordinary(200),
  placeRun: ordinary([409, 'conflict'], { body: () => ({ priority: 1 }) }),
  steerRun: ordinary([409, 'conflict'], { body: () => ({ set: { clipNorm: 1 } }) }),
  logStep: ordinary(200, { body: () => ({ step: 2, metrics: { loss: 1 } }) }),
  ingestBatch: ordinary(200, { body: () => batch }),
  listSeries: ordinary(200),
  listLogs: ordinary(200),
  listEvents: ordinary(200),
  listNonFinite: ordinary(200, { query: '?key=loss' }),
  listHistogramKeys: ordinary(200),
  queryHistograms: ordinary(200, { body: (run) => ({ run, keys: ['w'] }) }),
  exportCurves: ordinary(200, { body: (id) => ({ runs: [id], format: 'csv' }) }),
  exportRun: ordinary(200),
  deleteSeries: ordinary(200, { query: '?key=loss' }),
  renameSeries: ordinary(200, { body: () => ({ from: 'loss', to: 'other' }) }),
  // the run there goes on
  replaceConfig: ordinary([409, 'conflict'], { body: () => ({ config: {} }) }),
  truncateRun: ordinary(200, { body: () => ({ after: 1 }) }),
  listCheckpoints: ordinary(200),
  downloadCheckpoint: ordinary([404, 'not_found']), // it has none
  saveCheckpoint: ordinary([409, 'conflict']), // it does not train here
  pinCheckpoint: ordinary([404, 'not_found'], { body: () => ({ pinned: true }) }),
  deleteCheckpoint: ordinary([404, 'not_found']),
  listRunFiles: ordinary(200),
  uploadRunFile: ordinary(201, { query: '?name=a.txt' }),
  downloadRunFile: ordinary([404, 'not_found'], { query: '?name=a.txt' }), // it has none
  deleteRunFile: ordinary([404, 'not_found'], { query: '?name=a.txt' }),
  forkRun: ordinary([409, 'conflict'], { body: () => ({}) }),
  planFork: ordinary([409, 'conflict'], { body: () => ({}) }),
  getLineage: ordinary(200),
  getEvaluation: ordinary(200),
  getGraph: ordinary(200),
  getInspectable: ordinary(200),
  getBoundary: ordinary([404, 'not_found']), // none was kept
  predict: ordinary([409, 'conflict'], { body: () => ({ inputs: 'test' }) }), // it has no network here
  getScores: ordinary([409, 'conflict']),
  getFilters: ordinary([409, 'conflict']),
  getCurvature: ordinary([409, 'conflict']),
  getLossSurface: ordinary([404, 'not_found'], { body: () => ({}) }), // it has no checkpoint
  downloadWeights: ordinary([409, 'conflict']),
  exportPredictions: ordinary([409, 'conflict']),
  // The run's own page, and the ways into the trash and out of it.
  getRun: { missing: NOT_FOUND, trashed: 200, there: 200 },
  deleteRun: { missing: NOT_FOUND, trashed: 204, there: 204 },
  restoreRun: { missing: NOT_FOUND, trashed: 200, there: 200 },
  // An id that is free, taken by a run in the trash, or taken.
  createRun: { body: (id) => ({ id }), missing: 201, trashed: IN_TRASH, there: 200 },
  launchRun: { body: (id) => ({ id }), missing: 201, trashed: IN_TRASH, there: [409, 'conflict'] },
  // A panel that cannot be read leaves the others of its page as they are.
  queryPanels: {
    body: (id) => ({ parts: [{ kind: 'curves', runs: [id], keys: ['loss'], columns: ['step', 'mean'] }] }),
    missing: 200,
    trashed: 200,
    there: 200,
  },
  // A comparison outlives one of its runs: they are left out of the answer.
  querySeries: { body: (id) => ({ runs: [id], keys: ['loss'] }), missing: 200, trashed: 200, there: 200 },
  queryGroups: {
    body: (id) => ({ groups: [{ name: 'all', runs: [id] }], key: 'loss' }),
    missing: 200,
    trashed: 200,
    there: 200,
  },
  queryRace: {
    body: (id) => ({ tasks: [{ name: 't', groups: [{ name: 'all', runs: [id] }] }], key: 'loss', goal: 'min' }),
    missing: 200,
    trashed: 200,
    there: 200,
  },
};

const document = await readDocument();
const operations = operationsIn(document).filter(hasRun);

/** Whether a request names a run, in its path or anywhere in its body. Documents of a project and recipes read no run that they name; `runs` of a study is its budget. */
function hasRun({ path, requestBody }: Operation): boolean {
  if (/\/(projects\/|recipes\/|studies)/.test(path)) return false;
  const names = reachableFrom(requestBody?.content?.['application/json']?.schema).flatMap(({ properties = {} }) =>
    Object.keys(properties),
  );
  return path.includes('/runs/{id}') || names.some((name) => /^(run|runs|id)$/.test(name));
}

/** Every schema within a schema, also of those that it refers to. */
function reachableFrom(schema: Schema | undefined): Schema[] {
  const inner = schemasIn(schema);
  const named = inner.flatMap(({ $ref }) => document.components.schemas[$ref?.split('/').at(-1) ?? ''] ?? []);
  return [...inner, ...named.flatMap(reachableFrom)];
}

async function aServer() {
  const server = await startServer();
  for (const id of ['there', 'trashed']) {
    await server.send('POST', '/runs', { id });
    await server.send('POST', `/runs/${id}/log`, { step: 1, metrics: { loss: 1 }, text: 'a line' });
  }
  await server.send('DELETE', '/runs/trashed');
  return server;
}

describe('over HTTP', () => {
  test('every operation with a run is walked, and no other', () => {
    expect(operations.map(({ operationId }) => operationId).sort()).toEqual(Object.keys(USES).sort());
  });

  test.each(operations)('$operationId, with a run that is missing, in the trash, and there', async (operation) => {
    const { method, path, operationId = '' } = operation;
    const use = USES[operationId] as Use;
    const { send } = await aServer();

    for (const id of ['missing', 'trashed', 'there'] as const) {
      const url = `${path.replace('{id}', id).replace('{step}', '1')}${use.query ?? ''}`;
      const { status, body } = await send(method, url, use.body?.(id));
      const expected = use[id];
      if (typeof expected === 'number') expect([id, status]).toEqual([id, expected]);
      else expect([id, status, body.error.code]).toEqual([id, ...expected]);
      if (expected === IN_TRASH)
        expect(body.error).toEqual({
          code: 'in_trash',
          message: 'Run "trashed" is in the trash: bring it back with POST /api/v1/runs/trashed/restore.',
          details: { id: 'trashed', deletedAt: expect.stringMatching(/Z$/) },
        });
      if (id === 'missing' && expected === NOT_FOUND)
        expect(body.error).toEqual({
          code: 'not_found',
          message: 'There is no run "missing".',
          details: { id: 'missing' },
        });
    }
  });

  test('a run in the trash tells since when, until it is restored', async () => {
    const { send, run } = await aServer();
    expect(await run('trashed')).toMatchObject({ deletedAt: expect.stringMatching(/^\d{4}-.*Z$/) });
    await send('POST', '/runs/trashed/restore');
    expect(await run('trashed')).toMatchObject({ deletedAt: null });
  });

  test('comparisons leave out what is missing or in the trash', async () => {
    const { send } = await aServer();
    const runs = ['missing', 'trashed', 'there'];
    const series = await send('POST', '/query/series', { runs, keys: ['loss'] });
    expect(series.body.series.map(({ run }: { run: string }) => run)).toEqual(['there']);
    const groups = await send('POST', '/query/groups', { groups: [{ name: 'all', runs }], key: 'loss' });
    expect(groups.body.groups[0].runs).toBe(1);
  });
});

test('over the WebSocket, a missing run and one in the trash are removed, and send no commits', async () => {
  const { app, send } = await aServer();
  const page = await openPage(await app.listen({ host: '127.0.0.1', port: 0 }));
  const watch = { after: 0, series: 'all' as const, logs: true, histograms: true };
  page.watch({ missing: watch, trashed: watch, there: watch });

  for (const id of ['missing', 'trashed'])
    await page.until((message) => message.type === 'removed' && message.ids.includes(id));
  await page.untilRun('there', ({ deletedAt }) => deletedAt === null);
  await send('POST', '/runs/there/log', { step: 2, metrics: { loss: 1 } });
  await page.untilRev('there', 2);

  expect(page.commits('there').map(({ rev }) => rev)).toEqual([1, 2]);
  expect([...page.commits('missing'), ...page.commits('trashed')]).toEqual([]);
  const shown = page.received.flatMap((message) => (message.type === 'runs' ? message.runs.map(({ id }) => id) : []));
  expect(new Set(shown)).toEqual(new Set(['there']));
});
