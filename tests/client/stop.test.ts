import { setImmediate as turn } from 'node:timers/promises';
import { expect, test, vi } from 'vitest';
import { startRun, temporaryServer } from './support/run-fixture.ts';

test('a run that is asked to stop raises its flag, calls back once, and ends as stopped', async () => {
  const server = await temporaryServer();
  const onStop = vi.fn();
  const { run } = await startRun({ url: server.url, spool: false, onStop });
  expect(run.stopRequested).toBe(false);

  let step = 0;
  while (!run.stopRequested) {
    step += 1;
    run.log({ loss: 1 / step });
    if (step === 100) server.askToStop();
    await turn();
  }
  run.log({ loss: 0 });
  await run.finish();

  expect(onStop).toHaveBeenCalledTimes(1);
  expect(server.steps('loss')).toHaveLength(step + 1);
  expect(server.patches.at(-1)).toEqual({ state: 'stopped', reason: 'Stopped by its script, as asked.' });
});

test('a run that logs nothing is asked with the answer to its sign of life', async () => {
  const server = await temporaryServer();
  server.askToStop();
  const onStop = vi.fn();
  const { run } = await startRun({ url: server.url, spool: false, heartbeatSeconds: 5, onStop });

  await vi.waitFor(() => expect(onStop).toHaveBeenCalledTimes(1), 10_000);
  await run.fail('gave up');

  expect(server.patches.at(-1)).toEqual({ state: 'failed', reason: 'gave up' });
});

test('a callback that fails is reported and the run goes on', async () => {
  const server = await temporaryServer();
  server.askToStop();
  const { run, warnings } = await startRun({
    url: server.url,
    spool: false,
    onStop: async () => Promise.reject(new Error('no')),
  });

  run.log({ loss: 1 });
  expect(await run.finish()).toMatchObject({ acked: 1, complete: true });

  expect(warnings).toEqual([expect.stringContaining('onStop failed: Error: no')]);
});
