import { join } from 'node:path';
import Database from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { openPage } from '../../support/live-page.ts';
import { type Ask, error, play, type Scenario, wrongField } from '../../support/scenarios.ts';
import { startServer } from '../../support/start-server.ts';

const columns = (from: number, ...values: number[]) => ({
  step: values.map((_, index) => from + index),
  time: values.map((_, index) => 1000 + index),
  value: values,
});
const before: Ask[] = [
  ['POST', '/runs', { id: 'r1' }],
  [
    'POST',
    '/runs/r1/ingest',
    { writer: 'w', attempt: 1, seq: 1, series: { 'train/loss': columns(1, 4, 3, 2), loss: columns(3, 9, 8) } },
  ],
];

describe('what was logged can be changed', () => {
  test.each<Scenario>([
    { name: 'delete', ask: ['DELETE', '/runs/r1/series?key=train/loss'], status: 200, body: { rev: 2 } },
    { name: 'rename', ask: ['PATCH', '/runs/r1/series', { from: 'loss', to: 'b' }], status: 200, body: { rev: 2 } },
    { name: 'cut', ask: ['POST', '/runs/r1/truncate', { after: 2 }], status: 200, body: { rev: 2 } },
    {
      name: 'a series that is not there',
      ask: ['DELETE', '/runs/r1/series?key=nothing'],
      status: 404,
      body: error('not_found', { details: { key: 'nothing' } }),
    },
    {
      name: 'no key',
      ask: ['DELETE', '/runs/r1/series'],
      status: 400,
      body: wrongField('/key'),
    },
    {
      name: 'renaming what is not there',
      ask: ['PATCH', '/runs/r1/series', { from: 'nothing', to: 'b' }],
      status: 404,
      body: error('not_found'),
    },
    {
      name: 'renaming to one that is there',
      ask: ['PATCH', '/runs/r1/series', { from: 'loss', to: 'train/loss' }],
      status: 409,
      body: error('conflict', { details: { key: 'train/loss' } }),
    },
    {
      name: 'renaming to a name that poisons',
      ask: ['PATCH', '/runs/r1/series', { from: 'loss', to: '__proto__' }],
      status: 400,
      body: error('invalid'),
    },
    {
      name: 'renaming to nothing',
      ask: ['PATCH', '/runs/r1/series', { from: 'loss', to: '' }],
      status: 400,
      body: error('invalid'),
    },
    {
      name: 'a cut before any step',
      ask: ['POST', '/runs/r1/truncate', { after: -1 }],
      status: 400,
      body: wrongField('/after'),
    },
    { name: 'a run that is not there', ask: ['POST', '/runs/r2/truncate', { after: 1 }], status: 404 },
    {
      name: 'a run in the trash',
      before: [['DELETE', '/runs/r1']],
      ask: ['POST', '/runs/r1/truncate', { after: 1 }],
      status: 409,
      body: error('in_trash'),
    },
  ])('$name: $status', (scenario) => play({ ...scenario, before: [...before, ...(scenario.before ?? [])] }));

  async function editedServer() {
    const server = await startServer();
    const address = await server.listen();
    for (const ask of before) await server.send(...ask);
    const stepsOf = async (key: string) => {
      const { body } = await server.send('POST', '/query/series', { runs: ['r1'], keys: [key] });
      return body.series[0]?.buckets.last;
    };
    return { ...server, address, stepsOf };
  }

  test('merging keeps the points of both, those of the renamed one where both have a step', async () => {
    const { send, stepsOf, run } = await editedServer();
    const answer = await send('PATCH', '/runs/r1/series', { from: 'loss', to: 'train/loss', merge: true });
    expect(answer.status).toBe(200);
    expect(await stepsOf('train/loss')).toEqual([4, 3, 9, 8]);
    expect(Object.keys((await run('r1')).summary)).toEqual(['train/loss']);
  });

  test('a cut takes the tail of every series, and logging goes on from there', async () => {
    const { send, stepsOf, run } = await editedServer();
    await send('POST', '/runs/r1/truncate', { after: 2 });
    expect(await stepsOf('train/loss')).toEqual([4, 3]);
    expect(Object.keys((await run('r1')).summary)).toEqual(['train/loss']);
    expect((await send('POST', '/runs/r1/log', { metrics: { 'train/loss': 7 } })).body.step).toBe(3);
  });

  test('each change leaves a mark that says what was changed, which a later cut leaves there', async () => {
    const { send } = await editedServer();
    await send('PATCH', '/runs/r1/series', { from: 'loss', to: 'val/loss' });
    await send('DELETE', '/runs/r1/series?key=val/loss');
    await send('POST', '/runs/r1/truncate', { after: 1 });
    const { events } = (await send('GET', '/runs/r1/events')).body;
    expect(events.map(({ kind, text }: { kind: string; text: string }) => [kind, text])).toEqual([
      ['edit', 'renamed loss to val/loss'],
      ['edit', 'deleted val/loss'],
      ['edit', 'removed what was logged after step 1'],
    ]);
  });

  test('what is refused leaves no mark', async () => {
    const { send } = await editedServer();
    await send('DELETE', '/runs/r1/series?key=nothing');
    expect((await send('GET', '/runs/r1/events')).body.total).toBe(0);
  });

  test('a page that watches is told to read again, at once', async () => {
    const { send, address } = await editedServer();
    const page = await openPage(address);
    page.watch({ r1: { after: 1, series: 'all', logs: false, histograms: false } });
    await page.untilRun('r1', () => true);
    await send('DELETE', '/runs/r1/series?key=loss');
    await page.until((message) => message.type === 'reset' && message.run === 'r1');
    await page.untilRun('r1', ({ summary }) => !('loss' in summary));
  });
});

describe('the settings of a run', () => {
  const withConfig: Ask[] = [['POST', '/runs', { id: 'r1', config: { lr: 0.1, net: { depth: 2 }, old: true } }]];
  const ended: Ask[] = [...withConfig, ['PATCH', '/runs/r1', { state: 'finished' }]];
  const config = { lr: 0.01, net: { depth: 2 }, batch: 64 };

  test.each<Scenario>([
    {
      name: 'are replaced once it has ended',
      before: ended,
      ask: ['PUT', '/runs/r1/config', { config }],
      status: 200,
      body: { config, state: 'finished' },
    },
    {
      name: 'are left alone while it goes on',
      before: withConfig,
      ask: ['PUT', '/runs/r1/config', { config }],
      status: 409,
      body: error('conflict', { details: { state: 'running' } }),
    },
    {
      name: 'are settings by name',
      before: ended,
      ask: ['PUT', '/runs/r1/config', { config: [1] }],
      status: 400,
      body: wrongField('/config'),
    },
    {
      name: 'have their size',
      before: ended,
      ask: ['PUT', '/runs/r1/config', { config: { text: 'x'.repeat(1024 ** 2) } }],
      status: 413,
      body: error('too_large'),
    },
  ])('$name: $status', (scenario) => play(scenario));

  test('keep what they were in a mark; settings that stay leave none', async () => {
    const { send } = await startServer();
    for (const ask of ended) await send(...ask);
    await send('PUT', '/runs/r1/config', { config });
    await send('PUT', '/runs/r1/config', { config });
    const { events } = (await send('GET', '/runs/r1/events')).body;
    expect(events).toMatchObject([{ kind: 'edit', text: 'config: batch added: 64; lr 0.1 → 0.01; old removed: true' }]);
  });
});

test.each<[what: string, ...ask: Ask]>([
  ['a series', 'DELETE', '/runs/r1/series?key=loss'],
  ['the end of a run', 'POST', '/runs/r1/truncate', { after: 1 }],
  ['its settings', 'PUT', '/runs/r1/config', { config: { lr: 2 } }],
])('%s is not changed where the mark of that cannot be kept', async (_, ...ask) => {
  const server = await startServer();
  for (const each of before) await server.send(...each);
  await server.send('PATCH', '/runs/r1', { state: 'finished', config: { lr: 1 } });
  const db = new Database(join(server.data, 'lossboard.sqlite'));
  onTestFinished(() => void db.close());
  db.exec("CREATE TRIGGER refuse BEFORE INSERT ON run_events BEGIN SELECT raise(ABORT, 'refused'); END");
  const seen = await server.run('r1');
  expect((await server.send(...ask)).status).toBe(500);
  expect(await server.run('r1')).toEqual(seen);
  db.exec('DROP TRIGGER refuse');
  expect((await server.send(...ask)).status).toBe(200);
  expect((await server.send('GET', '/runs/r1/events')).body.total).toBe(1);
});
