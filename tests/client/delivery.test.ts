import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { onBatches, range, spoolsIn, startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

test('what is logged arrives in one run, with its settings, and the spool is gone at the end', async () => {
  const server = await temporaryServer();
  const spool = temporaryFolder();
  const { run, warnings } = await startRun({
    url: `${server.url}/`,
    spool,
    batchMs: 60_000, // what is looked at is one batch, however slow the machine
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
  run.alert('spike', 'of the loss');
  run.config({ epochs: 3 });
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 10, acked: 10, lost: 0, dropped: 0, complete: true });
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
    events: [
      { kind: 'checkpoint', step: 11, text: 'saved' },
      { kind: 'alert', step: 11, text: 'spike: of the loss' },
    ],
    logs: [
      { level: 'info', text: 'hello' },
      { level: 'warn', text: 'spike: of the loss' },
    ],
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

test('a silent run says that it is alive', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false, heartbeatSeconds: 0.3 });

  await vi.waitFor(() => expect(server.batches.length).toBeGreaterThanOrEqual(2), 5000);
  run.log({ loss: 1 });
  await run.finish();

  expect(server.batches[0]).toEqual({ writer: expect.any(String), attempt: 1, seq: 1 });
  expect(server.steps('loss')).toEqual([1]);
});
