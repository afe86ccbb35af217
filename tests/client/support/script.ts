/** A training script as a process of its own: `script.ts MODE URL SPOOL`. Says `ready` when it may be killed. */
import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';
import { init } from '../../../client/client.ts';

const [mode = '', url = '', spool = ''] = process.argv.slice(2);
const run = await init({ url, spool, id: mode, batchMs: 20, retry: { minMs: 10, maxMs: 50 } });

const ready = (): void => {
  process.stdout.write('ready\n');
};

async function logSteps(count: number): Promise<void> {
  for (let step = 1; step <= count; step++) {
    run.log({ loss: 1 / step }, { step });
    await turn();
  }
}

function logWithoutPause(): never {
  for (let step = 1; ; step++) {
    run.log({ loss: 1 / step }, { step });
    if (step === 100_000) ready();
  }
}

const modes: Record<string, () => Promise<void>> = {
  ends: () => logSteps(100),
  async 'exit-code'() {
    await logSteps(10);
    process.exitCode = 3;
  },
  async 'exit-call'() {
    await logSteps(10);
    process.exit(0);
  },
  async throws() {
    await logSteps(10);
    throw new TypeError('the loss is odd');
  },
  async waits() {
    await logSteps(100);
    await sleep(100);
    ready();
    await sleep(60_000);
  },
  async 'own-handler'() {
    process.on('SIGTERM', async () => {
      process.stdout.write('handled\n');
      await sleep(200);
      run.log({ loss: 0 }, { step: 11 });
      await run.finish();
      process.exit(7);
    });
    await logSteps(10);
    ready();
    await sleep(60_000);
  },
  async 'no-pause'() {
    await logSteps(10);
    logWithoutPause();
  },
};

await modes[mode]?.();
