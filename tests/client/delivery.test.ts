import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { onBatches, range, spoolsIn, startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

test('what is logged arrives in one run, with its settings, and the spool is gone at the end', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();
  const { run, warnings } = await startRun({
    url: `${server.url}/`,
    spool,
    id: 'r1',
    project: 'moons',
    name: 'first',
    group: 'seeds',
    tags: ['a'],
    config: { lr: 0.1, limit: Number.POSITIVE_INFINITY },
  });

  run.log({ 'train/loss': 0.5, 'train/accuracy': 0.1 });
  run.log({ 'train/loss': Number.NaN });
  run.log({ 'val/loss': 0.4 }, { step: 10 });
  run.log({ 'val/loss': 0.3 });
  run.histogram('weights/layer1', [1, 2, 2, 3], { bins: 2 });
  run.text('hello');
  run.event('checkpoint', 'saved');
  run.config({ epochs: 3 });
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 8, acked: 8, lost: 0, dropped: 0, complete: true });
  expect(server.created.get('r1')).toEqual({
    id: 'r1',
    project: 'moons',
    name: 'first',
    group: 'seeds',
    tags: ['a'],
    config: { lr: 0.1, limit: 'Infinity' },
    heartbeatSeconds: 120,
  });
  const series = server.batches.flatMap((batch) => Object.entries(batch.series ?? {}));
  expect(series.map(([key, { step, value }]) => [key, step, value])).toEqual([
    ['train/loss', [1, 2], [0.5, 'NaN']],
    ['train/accuracy', [1], [0.1]],
    ['val/loss', [10, 11], [0.4, 0.3]],
  ]);
  expect(server.batches[0]).toMatchObject({
    histograms: [{ key: 'weights/layer1', step: 11, edges: [1, 2, 3], counts: [1, 3], nonFinite: 0, mean: 2 }],
    events: [{ kind: 'checkpoint', step: 11, text: 'saved' }],
    logs: [{ level: 'info', text: 'hello' }],
  });
  expect(server.patches).toEqual([{ state: 'running' }, { config: { epochs: 3 } }, { state: 'finished' }]);
  expect(spoolsIn(spool)).toEqual([]);
  expect(warnings).toEqual([]);
});

test.each([['spool'], ['memory']])(
  'a server that is down at the start gets everything later, once and in order (%s)',
  async (kind) => {
    const server = await temporaryServer();
    await server.stop();
    const { run, warnings } = await startRun({ url: server.url, spool: kind === 'spool' ? temporaryFolder() : false });

    for (const step of range(1, 50)) {
      run.log({ loss: 1 / step }, { step });
      await sleep(2);
    }
    expect(run.delivery()).toMatchObject({ logged: 50, acked: 0, complete: false });
    await server.restart();
    const delivery = await run.finish();

    expect(delivery).toMatchObject({ acked: 50, complete: true });
    expect(server.steps('loss')).toEqual(range(1, 50));
    expect(warnings.filter((text) => text.includes('did not take data'))).toHaveLength(1);
  },
);

test('a server that is stopped and started in the middle loses nothing and gets nothing twice', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: temporaryFolder() });

  for (const step of range(1, 90)) {
    run.log({ loss: step });
    if (step === 30) await server.stop();
    if (step === 60) await server.restart();
    await sleep(2);
  }
  await run.finish();

  expect(server.steps('loss')).toEqual(range(1, 90));
});

test('a batch whose answer was lost after its commit is sent again and stored once', async () => {
  const server = await temporaryServer(onBatches('cut-after-commit', 'cut-after-commit'));
  const { run } = await startRun({ url: server.url, spool: temporaryFolder() });

  run.log({ loss: 1 });
  await run.flush();
  run.log({ loss: 2 });
  const delivery = await run.finish();

  expect(server.steps('loss')).toEqual([1, 2]);
  expect(server.requests.filter(({ path }) => path.endsWith('/ingest')).length).toBeGreaterThan(2);
  expect(delivery).toMatchObject({ logged: 2, acked: 2 });
});

test('one batch is in flight at a time, also while many wait', async () => {
  let inFlight = 0;
  let most = 0;
  const server = await temporaryServer();
  const fetch: typeof globalThis.fetch = async (...request) => {
    inFlight += 1;
    most = Math.max(most, inFlight);
    const response = await globalThis.fetch(...request);
    inFlight -= 1;
    return response;
  };
  const { run } = await startRun({ url: server.url, spool: false, fetch });

  for (let i = 0; i < 20_000; i++) run.log({ loss: i });
  await run.finish();

  expect(server.batches.map(({ seq }) => seq)).toEqual(range(1, server.batches.length));
  expect(server.batches.length).toBeGreaterThanOrEqual(4);
  expect(server.steps('loss')).toHaveLength(20_000);
  expect(most).toBe(1);
});

test('an overloaded server is left alone for as long as it asks', async () => {
  const server = await temporaryServer(onBatches({ status: 429, code: 'overloaded', headers: { 'retry-after': '1' } }));
  const { run } = await startRun({ url: server.url, spool: false });

  run.log({ loss: 1 });
  await run.finish();

  const [first, second] = server.requests.filter(({ path }) => path.endsWith('/ingest'));
  expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThanOrEqual(990);
  expect(server.steps('loss')).toEqual([1]);
});

test.each([500, 503, 507, 408])('status %i is tried again', async (status) => {
  const server = await temporaryServer(onBatches({ status, code: 'internal' }, { status, code: 'internal' }));
  const { run } = await startRun({ url: server.url, spool: false });

  run.log({ loss: 1 });

  expect(await run.finish()).toMatchObject({ acked: 1, complete: true });
});

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
  ['in the trash', { status: 409, code: 'conflict', message: 'The run is in the trash.' }],
])('when there is nothing to log to (%s) the script goes on and the data is set aside', async (words, fault) => {
  const server = await temporaryServer(onBatches(fault));
  const spool = temporaryFolder();
  const { run, warnings } = await startRun({ url: server.url, spool });

  run.log({ loss: 1 });
  await run.flush();
  for (let i = 0; i < 100; i++) run.log({ loss: i });
  await run.finish();

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

test('without a spool the memory is bounded, and what does not fit is counted and said once', async () => {
  const server = await temporaryServer();
  await server.stop();
  const { run, warnings } = await startRun({ url: server.url, spool: false, maxMemoryBytes: 200_000 });

  for (let i = 0; i < 50_000; i++) run.log({ loss: i });
  await sleep(30);
  const { logged, dropped } = run.delivery();
  await server.restart();
  const delivery = await run.finish();

  expect(logged + dropped).toBe(50_000);
  expect(dropped).toBeGreaterThan(40_000);
  expect(server.steps('loss')).toEqual(range(1, logged));
  expect(delivery).toMatchObject({ acked: logged, complete: true });
  expect(warnings.filter((text) => text.includes('no room'))).toHaveLength(1);
});

test('a spool that is full drops and counts, and what it holds arrives', async () => {
  const server = await temporaryServer();
  await server.stop();
  const { run } = await startRun({ url: server.url, spool: temporaryFolder(), maxSpoolBytes: 300_000 });

  for (let i = 0; i < 50_000; i++) run.log({ loss: i });
  await sleep(30);
  const { logged, dropped } = run.delivery();
  await server.restart();
  await run.finish();

  expect(logged + dropped).toBe(50_000);
  expect(dropped).toBeGreaterThan(0);
  expect(server.steps('loss')).toEqual(range(1, logged));
});

test('a silent run says that it is alive', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false, heartbeatSeconds: 0.3 });

  await vi.waitFor(() => expect(server.batches.length).toBeGreaterThanOrEqual(2), 5000);
  run.log({ loss: 1 });
  await run.finish();

  expect(server.batches[0]).toEqual({ writer: expect.any(String), epoch: 1, seq: 1 });
  expect(server.steps('loss')).toEqual([1]);
});

test('misuse is said, counted and survived', async () => {
  const server = await temporaryServer();
  const { run, warnings } = await startRun({ url: server.url, spool: false });
  const circular: Record<string, unknown> = { big: 10n };
  circular.self = circular;

  run.log({ '': 1 });
  run.log({ loss: '0.5' as unknown as number });
  run.log({ loss: 1 }, { step: 1.5 });
  run.log({ loss: 1 }, { time: Number.NaN });
  run.log(undefined as unknown as Record<string, number>);
  run.histogram('w', { edges: [0, 1], counts: [1, 2] });
  run.histogram('w', undefined as unknown as number[]);
  run.event('party' as 'note', 'x');
  run.text('x', { level: 'loud' as 'info' });
  run.config(circular);
  await run.finish();
  run.log({ loss: 1 });

  expect(run.delivery()).toMatchObject({ logged: 0, dropped: 9, complete: true });
  expect(warnings).toHaveLength(9);
  expect(server.batches).toEqual([]);
  expect(server.patches[0]).toEqual({ config: { big: '10', self: '[circular]' } });
});

test.each([['not a url'], ['http://127.0.0.1:1'], ['']])(
  'init with the address "%s" gives a run that can be logged to',
  async (url) => {
    const { run } = await startRun({ url, spool: false });

    run.log({ loss: 1 });

    expect(await run.finish({ timeoutMs: 50 })).toMatchObject({ logged: 1, acked: 0, complete: false });
  },
);

test('a run that failed says why', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });

  await run.fail(new RangeError('loss is NaN'));
  await run.finish();

  expect(server.patches).toEqual([{ state: 'failed', reason: 'RangeError: loss is NaN' }]);
});

test('a line longer than the server takes arrives in parts', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });

  run.text('x'.repeat(40_000));
  run.text('');
  await run.finish();

  expect(server.lines().map(({ length }) => length)).toEqual([16_384, 16_384, 7232, 0]);
});
