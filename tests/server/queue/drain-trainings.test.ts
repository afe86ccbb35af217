import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { expect, test } from 'vitest';
import { checkpointHeadOf } from '../../../server/services/checkpoint-files.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import { checkpointFile, checkpointStep, runFolder } from '../../../shared/training/run-files.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
/** A busy machine starts several threads in some seconds. */
const PATIENCE_MS = 60_000;

/** Trainings that save no state by themselves for as long as they are looked at. */
const NETWORK = {
  dataset: { name: 'moons', limit: 500, noise: 0.3 },
  network: { hidden: [32], normalization: 'batch' },
  batchSize: 8,
  length: { unit: 'epochs', count: 1_000_000 },
  checkpointEvery: 1_000_000,
  histogramEvery: 0,
};
const SURFACE = {
  surface: { name: 'rosenbrock' },
  length: { count: 1_000_000 },
  checkpointEvery: 1_000_000,
  noise: 0.1,
};
/** A step of it takes far longer than it is given here to end. */
const LARGE = {
  dataset: { name: 'mnist', limit: 2000 },
  network: { hidden: [1024, 1024] },
  batchSize: 1000,
  length: { unit: 'steps', count: 1_000_000 },
  checkpointEvery: 0,
  histogramEvery: 0,
};

async function launchAll({ send }: TestServer, jobs: Record<string, object>): Promise<void> {
  for (const [id, job] of Object.entries(jobs))
    expect((await send('POST', '/launch', { id, ...job })).status).toBe(201);
}

/** Resolves with the runs once each has taken steps. */
const untilTraining = ({ run }: TestServer, ids: readonly string[]) =>
  until(
    async () => {
      const runs = await Promise.all(ids.map(run));
      return runs.every(({ state, progress }) => state === 'running' && (progress?.step ?? 0) > 0) && runs;
    },
    'all of them train',
    PATIENCE_MS,
  );

/** What a server that was closed left of its runs: their states, and the steps of their checkpoints. */
function leftOf(data: string): Record<string, { state: string; steps: number[] }> {
  const db = new Database(join(data, 'lossboard.sqlite'), { readonly: true });
  const rows = db.prepare<[], { id: string; state: string }>('SELECT id, state FROM runs').all();
  db.close();
  const filesOf = (id: string) => {
    const folder = join(data, 'checkpoints', id);
    return existsSync(folder) ? readdirSync(folder) : [];
  };
  return Object.fromEntries(
    rows.map(({ id, state }) => [id, { state, steps: filesOf(id).flatMap((file) => checkpointStep(file) ?? []) }]),
  );
}

/** The mark of where a training goes on. */
const resumeOf = ({ send }: TestServer, id: string) =>
  until(
    async () => {
      const { events } = (await send('GET', `/runs/${id}/events`)).body;
      return events.find(({ kind }: { kind: string }) => kind === 'resume');
    },
    `${id} goes on`,
    PATIENCE_MS,
  );

test('a server that is ended has each of its trainings save its state, and the next one goes on with all of them there', async () => {
  const server = await startServer({ threadFile: TRAINS, workers: 3 });
  const ids = ['first', 'second', 'descent'];
  await launchAll(server, { first: NETWORK, second: { ...NETWORK, seed: 2 }, descent: SURFACE, waiting: NETWORK });
  await untilTraining(server, ids);
  await server.app.close();

  const left = leftOf(server.data);
  expect(Object.values(left).map(({ state }) => state)).toEqual(Array(4).fill('queued'));
  expect(left.waiting?.steps).toEqual([]);
  for (const id of ids) {
    const [step = 0, ...others] = left[id]?.steps ?? [];
    expect([id, others, step > 0]).toEqual([id, [], true]);
    const head = await checkpointHeadOf(createFolderBlobs(server.data), `${runFolder(id)}${checkpointFile(step)}`);
    expect(head?.place).toMatchObject({ run: id, step, cause: 'pause' });
  }

  // as a thread leaves it that is ended while it writes
  const unfinished = join(server.data, 'checkpoints/first/.step-9.lbck.part');
  writeFileSync(unfinished, 'half');
  const again = await startServer({ threadFile: TRAINS, workers: 3, data: server.data });
  for (const id of ids) {
    const step = left[id]?.steps[0];
    expect(await resumeOf(again, id)).toMatchObject({ step, text: `goes on from the checkpoint of step ${step}` });
    expect(await again.run(id)).toMatchObject({ state: 'running', attempt: 2, reason: null });
  }
  expect(existsSync(unfinished)).toBe(false);
  expect((await again.run('waiting')).state).toBe('queued'); // those that were interrupted come first
}, 120_000);

test('however large the networks are that train, each is ended after the time that it is given, and goes on later', async () => {
  const stopPatienceMs = 20;
  const server = await startServer({ threadFile: TRAINS, workers: 2, stopPatienceMs });
  const ids = ['one', 'two'];
  await launchAll(server, { one: LARGE, two: { ...LARGE, seed: 2 } });
  await untilTraining(server, ids);
  await server.app.close();

  // none came to save its state
  const left = leftOf(server.data);
  for (const id of ids) expect(left[id]).toMatchObject({ state: 'queued', steps: [] });
  const again = await startServer({ threadFile: TRAINS, workers: 2, data: server.data });
  for (const id of ids) await until(async () => (await again.run(id)).attempt === 2, `${id} begins anew`, PATIENCE_MS);
}, 120_000);
