/**
 * Logs each run so many times a second, in a process of its own: `node live-writer.ts ADDRESS first-step (log|broadcast)`.
 * It prints each step of the first run with the time at which it was sent, which is also the time of its points.
 */
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { RUNS, UPDATES_PER_SECOND, valuesOf } from './live-load.ts';

const [address = '', first = '1', kind = 'log'] = process.argv.slice(2);
const EVERY_MS = 1000 / UPDATES_PER_SECOND;
const agent = new Agent({ keepAlive: true, maxSockets: RUNS.length });
const startAt = performance.now();

function post(path: string, body: unknown): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json' };
    const sent = request(`${address}${path}`, { method: 'POST', agent, headers }, (answer) => {
      if (answer.statusCode !== 200) reject(new Error(`POST ${path} answered ${answer.statusCode}`));
      answer.resume().on('end', resolve);
    });
    sent.on('error', reject).end(JSON.stringify(body));
  });
}

/** The runs take turns, as those of different machines do. */
async function write(id: string, index: number): Promise<void> {
  let at = startAt + (index / RUNS.length) * EVERY_MS;
  for (let step = Number(first); ; step++) {
    await sleep(Math.max(0, at - performance.now()));
    at = Math.max(at + EVERY_MS, performance.now()); // what a busy machine delays is not made up for
    const time = Date.now();
    const point = { step, time, metrics: valuesOf(index, step) };
    if (kind === 'log') await post(`/api/v1/runs/${id}/log`, point);
    else await post('/', { run: index, ...point });
    if (index === 0) console.log(`${step} ${time}`);
  }
}

await Promise.all(RUNS.map(write));
