/** A reader in a thread of its own, which nothing of the sender keeps waiting: asks for one address again and again. */
import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';

const { url, everyMs } = workerData as { url: string; everyMs: number };
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
let waits: number[] = [];

function ask(): Promise<number> {
  const start = performance.now();
  return new Promise((resolve, reject) => {
    get(url, { agent }, (answer) => answer.resume().once('end', () => resolve(performance.now() - start))).once(
      'error',
      reject,
    );
  });
}

parentPort?.on('message', () => {
  parentPort?.postMessage(waits);
  waits = [];
});

for (;;) {
  waits.push(await ask());
  await sleep(everyMs);
}
