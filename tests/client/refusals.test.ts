import { expect, test } from 'vitest';
import { CreateRun } from '../../shared/run.ts';
import { fieldErrors } from '../../shared/validate.ts';
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
