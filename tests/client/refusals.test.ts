import { expect, test } from 'vitest';
import { CreateRun, PatchRun } from '../../shared/run.ts';
import { fieldErrors } from '../../shared/validate.ts';
import type { Fault } from './support/protocol-server.ts';
import { onBatches, spoolsIn, startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

test('a refused batch is counted, said once, and its place taken by a line that says so', async () => {
  const server = await temporaryServer(onBatches({ status: 400, code: 'bad_point', message: 'too odd' }));
  const { run, warnings } = await startRun({ url: server.url, spool: temporaryFolder() });

  run.log({ loss: 1, accuracy: 2 });
  await run.flush();
  run.log({ loss: 3 });
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 3, acked: 1, lost: 2, complete: true });
  expect(server.lines()).toEqual([expect.stringContaining('2 logged records are missing here')]);
  expect(server.steps('loss')).toEqual([2]);
  expect(warnings).toEqual([expect.stringContaining('too odd')]);
});

test('of a refused batch only what the server names is left out, and its number carries the rest', async () => {
  const server = await temporaryServer(
    onBatches(
      { status: 400, code: 'bad_point', details: { series: 'loss', column: 'value', index: 1, value: 2 } },
      { status: 400, code: 'bad_point', details: { series: 'odd', column: 'key', index: 0 } },
      { status: 400, code: 'bad_point', details: { series: 'h', column: 'counts', index: 0 } },
      { status: 400, code: 'invalid', details: { fields: [{ path: '/logs/0/text' }, { path: '/events/1/kind' }] } },
    ),
  );
  const { run, warnings } = await startRun({ url: server.url, spool: false });

  for (const loss of [1, 2, 3]) run.log({ loss });
  run.log({ odd: 1 });
  run.histogram('h', [1]);
  run.histogram('kept', [1]);
  run.text('wrong');
  run.text('right');
  run.event('note', 'right');
  run.event('note', 'wrong');
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 10, acked: 5, lost: 5, complete: true });
  expect(server.batches).toMatchObject([
    {
      seq: 1,
      series: { loss: { step: [1, 3], value: [1, 3] } },
      histograms: [{ key: 'kept' }],
      events: [{ text: 'right' }],
      logs: [{ text: 'right' }, { text: expect.stringContaining('5 logged records are missing here') }],
    },
  ]);
  expect(server.batches[0]?.series).not.toHaveProperty('odd');
  expect(warnings).toEqual([expect.stringContaining('refused 1 of 10 records')]);
});

test('a repaired batch is sent again as it was when its answer is lost', async () => {
  const bodies: unknown[] = [];
  const details = { series: 'loss', column: 'value', index: 0 };
  const faults: Fault[] = [{ status: 400, code: 'bad_point', details }, { status: 500 }, { status: 500 }];
  const server = await temporaryServer(({ batch }) => {
    if (!batch) return undefined;
    bodies.push(batch);
    return faults.shift();
  });
  const { run } = await startRun({ url: server.url, spool: false, retry: { minMs: 30, maxMs: 60 } });

  for (const loss of [1, 2]) run.log({ loss });
  await run.finish();

  expect(bodies).toHaveLength(4);
  expect(bodies[2]).toEqual(bodies[1]);
  expect(bodies[3]).toEqual(bodies[1]);
});

test.each([
  ['names a field', { status: 400, code: 'invalid', details: { fields: [{ path: '/config/lr' }] } }, ['config']],
  ['is too large', { status: 413, code: 'too_large' }, ['notes', 'config']],
  ['is too large for a proxy', { status: 413, raw: '<html>' }, ['notes', 'config']],
])('a run whose request %s is created without it', async (_why, fault, without) => {
  let asked = 0;
  const server = await temporaryServer(({ path }) => (path === 'POST /runs' && asked++ === 0 ? fault : undefined));
  const given = { name: 'kept', notes: 'n', config: { lr: 1 } };
  const { run, warnings } = await startRun({ url: server.url, spool: false, id: 'r1', ...given });

  run.log({ loss: 1 });

  expect(await run.finish()).toMatchObject({ acked: 1, complete: true });
  const created = server.created.get('r1');
  expect(created).toMatchObject({ id: 'r1', name: 'kept' });
  expect(['notes', 'config'].filter((field) => !(field in (created ?? {})))).toEqual(without);
  expect(warnings).toEqual([expect.stringContaining(`created without ${without.join(', ')}`)]);
});

test.each([
  ['another attempt', { status: 410, code: 'fenced' }],
  ['no longer on the server', { status: 404, code: 'not_found' }],
  ['in the trash', { status: 409, code: 'in_trash', message: 'The run is in the trash.' }],
])('when there is nothing to log to (%s) the script goes on and the data is set aside', async (words, fault) => {
  const server = await temporaryServer(onBatches(fault));
  const spool = temporaryFolder();
  const { run, warnings } = await startRun({ url: server.url, spool });

  run.log({ loss: 1 });
  await run.flush();
  for (let i = 0; i < 100; i++) run.log({ loss: i });
  expect(await run.finish()).toMatchObject({ acked: 0, complete: false });

  expect(server.batches).toEqual([]);
  expect(warnings).toEqual([expect.stringContaining(words)]);
  expect(spoolsIn(spool)).toEqual([expect.stringMatching(/\.spool\.refused$/)]);
});

test.each([['spool'], ['memory']])(
  'a server restored from an older copy gets the rest under a new name (%s)',
  async (kind) => {
    const server = await temporaryServer();
    const { run, warnings } = await startRun({ url: server.url, spool: kind === 'spool' ? temporaryFolder() : false });
    run.log({ loss: 1 });
    await run.flush();

    server.forget();
    run.log({ loss: 2 });
    await run.flush();
    run.log({ loss: 3 });
    const delivery = await run.finish();

    expect(server.steps('loss')).toEqual([1, 2, 3]);
    expect(new Set(server.batches.map(({ writer }) => writer)).size).toBe(2);
    expect(delivery).toMatchObject({ acked: 3, complete: true });
    expect(warnings).toEqual([expect.stringContaining('misses batches from number 1 on')]);
  },
);

test('name, group, tags, notes and results can be set afterwards', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });

  run.log({ loss: 1 }, { step: 7 });
  run.describe({ name: 'a\nname', tags: ['x', 'x', ''], notes: 'n'.repeat(70_000) });
  run.describe({ group: 'g' });
  run.describe({});
  run.summary({ 'test/accuracy': 0.9 });
  await run.finish();

  expect(server.patches.slice(0, -1)).toEqual([
    { name: 'a name', tags: ['x'], notes: 'n'.repeat(65_536) },
    { group: 'g' },
  ]);
  for (const patch of server.patches) expect(fieldErrors(PatchRun, patch)).toEqual([]);
  expect(server.steps('test/accuracy')).toEqual([7]);
});

test('settings that the server would refuse are cut to fit: they do not cost the run its data', async () => {
  const server = await temporaryServer();
  let deep: Record<string, unknown> = {};
  for (let level = 0; level < 10_000; level++) deep = { deep };
  const { run, warnings } = await startRun({
    url: server.url,
    spool: false,
    id: 'r1',
    name: 'n'.repeat(129),
    group: '',
    tags: ['a', 'a', '', 'b'],
    seed: 0.5,
    totalSteps: 0,
    heartbeatSeconds: 1,
    config: { deep },
  });
  run.log({ loss: 1 });
  expect(await run.finish()).toMatchObject({ acked: 1, complete: true });

  const created = server.created.get('r1');
  expect(fieldErrors(CreateRun, created)).toEqual([]);
  expect(created).toMatchObject({ name: 'n'.repeat(128), tags: ['a', 'b'], heartbeatSeconds: 5 });
  expect(created).not.toHaveProperty('group');
  expect(JSON.stringify(created)).toContain('[too deep]');
  expect(warnings.join()).toMatch(/name is cut.*seed is left out.*totalSteps is left out/);
});
