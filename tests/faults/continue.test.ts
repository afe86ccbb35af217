import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';
import { type FaultyServer, startServer } from './server.ts';
import { ask } from './writer.ts';

const KILLS = 3;
const STEPS = 12_000;
/** More steps than lie between two checkpoints: an attempt that ends before one of its own counts as a crash. */
const PROGRESS = 200;
const PATIENCE_MS = 120_000;
/** Series of time, and of what the machine does, are of each attempt. */
const OF_TIME = ['train/examples_per_second', 'system/cpu_percent', 'system/memory_mb'];

const CONFIG = {
  dataset: { name: 'moons', limit: 500, noise: 0.3 },
  network: { hidden: [32, 32], normalization: 'batch', dropout: 0.2 },
  optimizer: { name: 'adam' },
  schedule: { name: 'plateau', patience: 1 },
  batchSize: 16,
  length: { unit: 'steps', count: STEPS },
  checkpointEvery: 1,
  histogramEvery: 100,
};

/** Every point of every series but those of time, without when it was logged. */
async function pointsOf(server: FaultyServer, run: string): Promise<Record<string, string[]>> {
  const csv = await (await fetch(`${server.address}/api/v1/runs/${run}/export?format=csv`)).text();
  const [header = '', ...lines] = csv.trim().split(/\r?\n/);
  const names = header.split(',');
  const points: Record<string, string[]> = {};
  for (const line of lines) {
    const fields = Object.fromEntries(line.split(',').map((field, index) => [names[index], field]));
    if (OF_TIME.includes(fields.series ?? '')) continue;
    const name = fields.series ?? '';
    points[name] ??= [];
    points[name].push(`${fields.step} ${fields.value}`);
  }
  return points;
}

test(`a training that is killed ${KILLS} times with its server, and ended once politely, has the curve of one that was not`, async () => {
  const data = join(temporaryFolder(), 'data');
  let server = await startServer(data);
  onTestFinished(() => server.kill());
  await ask(server.address, '/launch', { id: 'cut', ...CONFIG });
  let reached = 0;
  for (let time = 0; time <= KILLS; time++) {
    const { attempt, progress } = await until(
      async () => {
        const run = await ask(server.address, '/runs/cut');
        return run.state === 'running' && run.progress?.step > reached + PROGRESS && run;
      },
      `attempt after ${time} ends trains`,
      PATIENCE_MS,
    );
    expect([attempt, progress.step < STEPS]).toEqual([time + 1, true]);
    reached = progress.step;
    await sleep(Math.random() * 100);
    if (time < KILLS) await server.kill();
    else expect(await server.stop()).toBe(0);
    server = await startServer(data);
  }
  const ended = (run: string) =>
    until(
      async () => ((await ask(server.address, `/runs/${run}`)).state === 'finished' ? true : undefined),
      `${run} is finished`,
      PATIENCE_MS,
    );
  await ended('cut');
  await ask(server.address, '/launch', { id: 'whole', ...CONFIG });
  await ended('whole');
  expect(await pointsOf(server, 'cut')).toEqual(await pointsOf(server, 'whole'));
  const { events } = await ask(server.address, '/runs/cut/events');
  expect(events.filter(({ kind }: { kind: string }) => kind === 'resume').length).toBeGreaterThan(0);
}, 400_000);
