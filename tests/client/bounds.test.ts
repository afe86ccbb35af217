import { setTimeout as sleep } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

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
  const steps = server.steps('loss');
  expect(steps).toHaveLength(logged);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
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
  const steps = server.steps('loss');
  expect(steps).toHaveLength(logged);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
});

test('misuse is said, counted and survived', async () => {
  const server = await temporaryServer();
  const { run, warnings } = await startRun({ url: server.url, spool: false });
  const circular: Record<string, unknown> = { big: 10n };
  circular.self = circular;

  run.log({ '': 1 });
  run.log({ '\ud800': 1 });
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

  expect(run.delivery()).toMatchObject({ logged: 0, dropped: 10, complete: true });
  expect(warnings).toHaveLength(10);
  expect(server.batches).toEqual([]);
  expect(server.patches[0]).toEqual({ config: { big: '10', self: '[circular]' } });
});

test.each([['not a url'], ['http://127.0.0.1:1'], [''], [42 as unknown as string]])(
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
