import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { createTrainingData } from '../../server/datasets/training-data.ts';
import type { Run } from '../../shared/run.ts';
import { startServer, type TestServer } from '../support/start-server.ts';
import { until } from '../support/until.ts';

const threadFile = fileURLToPath(new URL('../../worker/thread/train.ts', import.meta.url));
const SMALL = { dataset: { name: 'mnist', limit: 600 }, network: { hidden: [16] }, batchSize: 50, histogramEvery: 5 };

async function launch(server: TestServer, body: object): Promise<Run> {
  const answer = await server.send('POST', '/launch', { ...SMALL, ...body });
  expect(answer.status).toBe(201);
  return answer.body;
}

async function losses(server: TestServer, run: Run) {
  const { body } = await server.send('POST', '/query/series', { runs: [run.id], keys: ['train/loss'], pixels: 1000 });
  return body.series[0].buckets.last;
}

test('three optimizers train side by side on real images, each with its curves, histograms and lines', async () => {
  const server = await startServer({ threadFile, workers: 2 });
  const names = ['momentum', 'rmsprop', 'adam'];
  const runs: Run[] = [];
  for (const name of names)
    runs.push(await launch(server, { optimizer: { name }, length: { unit: 'epochs', count: 3 } }));
  for (const { id } of runs) {
    const run = await server.untilState(id, 'finished', 'failed');
    expect(run).toMatchObject({ state: 'finished', reason: null, progress: { step: 30, totalSteps: 30 } });
    expect(run.summary['train/loss']?.count).toBe(30);
    expect(run.summary['val/accuracy']?.count).toBe(3);
    expect(run.summary['test/accuracy']?.last).toBeGreaterThan(0.3);
    expect((await server.send('GET', `/runs/${id}/logs`)).body.total).toBeGreaterThan(0);
    const { keys } = (await server.send('GET', `/runs/${id}/histograms`)).body;
    expect(keys.map(({ key }: { key: string }) => key)).toContain('weights/output');
  }
});

test('a point descends on surfaces, each run with its path from step 0 on, and one that runs away has diverged', async () => {
  const server = await startServer({ threadFile, workers: 1 });
  const launched = async (body: object) => (await server.send('POST', '/launch', body)).body as Run;
  const down = await launched({ surface: { name: 'beale' }, optimizer: { name: 'adam', learningRate: 0.1 } });
  const away = await launched({
    surface: { name: 'formula', text: '(x - 1)^4' },
    start: [9],
    optimizer: { name: 'gd', learningRate: 1 },
  });

  const run = await server.untilState(down.id, 'finished', 'failed');
  expect(run).toMatchObject({ state: 'finished', reason: null, progress: { step: 300, totalSteps: 300 } });
  expect(run.origin).toMatchObject({ kernels: 'reference', dataDigest: null });
  expect(run.summary['point/x']).toMatchObject({ count: 301, lastStep: 300 });
  expect(run.summary['point/x']?.last).toBeCloseTo(2.97707, 4);
  expect(run.summary.loss?.last).toBeLessThan(1e-4);
  expect(await server.untilState(away.id, 'finished', 'failed')).toMatchObject({
    state: 'failed',
    reason: { code: 'diverged' },
  });
});

test('the same settings and seed give the same numbers, another seed others', async () => {
  const server = await startServer({ threadFile, workers: 1 });
  const length = { unit: 'steps', count: 15 };
  const [first, second, other] = await Promise.all([
    launch(server, { length, seed: 7 }),
    launch(server, { length, seed: 7 }),
    launch(server, { length, seed: 8 }),
  ]);
  for (const { id } of [first, second, other]) await server.untilState(id, 'finished');
  expect(await losses(server, second)).toEqual(await losses(server, first));
  expect(await losses(server, other)).not.toEqual(await losses(server, first));
});

test('runs on one upload decode it once, also those that begin at the same time, and hold one copy of each split', async () => {
  const trainingData = createTrainingData({ budgetBytes: 2 ** 26 });
  const server = await startServer({ threadFile, workers: 2, trainingData });
  const payload = `x,y\n${Array.from({ length: 400 }, (_, i) => `${i / 7},${i % 2}`).join('\n')}\n`;
  const headers = { 'content-type': 'text/csv' };
  await server.app.inject({ method: 'PUT', url: '/api/v1/datasets/mine', headers, payload });
  const onMine = (seed: number, split?: number) =>
    launch(server, {
      dataset: { name: 'mine', target: 'y', ...(split !== undefined && { seed: split }) },
      length: { unit: 'steps', count: 3 },
      seed,
    });
  const runs = await Promise.all([onMine(1), onMine(2), onMine(3, 1), onMine(4, 1), onMine(1)]);
  const digests: unknown[] = [];
  for (const { id } of runs) {
    const { state, origin } = await server.untilState(id, 'finished', 'failed');
    expect(state).toBe('finished');
    digests.push(origin?.dataDigest);
  }
  const [first, second, ...held] = digests;
  expect(held).toEqual([first, first, first]);
  expect(second).not.toBe(first);
  const rows = 400 * (8 + 4);
  const split = 400 * (4 + 4);
  expect(trainingData.held).toEqual({ count: 3, bytes: rows + 2 * split, decodings: 1 });
});

test('an upload replaced under its name shows in the origin of a run, though its settings are equal', async () => {
  const server = await startServer({ threadFile, workers: 1 });
  const originWith = async (slope: number) => {
    const rows = Array.from({ length: 60 }, (_, i) => `${i / 7},${(slope * i) / 7 + (i % 3)}`);
    const payload = `x,y\n${rows.join('\n')}\n`;
    const headers = { 'content-type': 'text/csv' };
    await server.app.inject({ method: 'PUT', url: '/api/v1/datasets/mine', headers, payload });
    const dataset = { name: 'mine', target: 'y', task: 'regression' };
    const { id, origin } = await launch(server, { dataset, length: { unit: 'steps', count: 2 } });
    expect(origin).toBeNull();
    const run = await server.untilState(id, 'finished', 'failed');
    return { config: run.config, origin: run.origin };
  };
  const [first, replaced] = [await originWith(2), await originWith(3)];
  expect(first.origin).toMatchObject({ version: expect.any(String), node: process.versions.node });
  expect(replaced.config).toEqual(first.config);
  expect(replaced.origin?.dataDigest).not.toBe(first.origin?.dataDigest);
  expect(replaced.origin?.targetScale).not.toBe(first.origin?.targetScale);
});

test('a run that diverges says so, and is marked where it did', async () => {
  const server = await startServer({ threadFile });
  const optimizer = { name: 'sgd', learningRate: 1e6 };
  const { id } = await launch(server, { optimizer, length: { unit: 'epochs', count: 50 } });
  expect(await server.untilState(id, 'failed')).toMatchObject({ reason: { code: 'diverged' } });
  const { events } = (await server.send('GET', `/runs/${id}/events`)).body;
  expect(events).toContainEqual(expect.objectContaining({ kind: 'nan' }));
});

test('a stop ends a run that would train for ever', async () => {
  const server = await startServer({ threadFile });
  const { id } = await launch(server, { length: { unit: 'steps', count: 1_000_000_000 } });
  await until(async () => (await server.run(id)).ledger.stored > 0, 'the run trains');
  await server.send('POST', `/runs/${id}/stop`);
  expect(await server.untilState(id, 'stopped')).toMatchObject({ reason: { code: 'stopped_by_user' } });
});

test('a CSV of the user can be uploaded and learned from', async () => {
  const server = await startServer({ threadFile });
  const rows = Array.from(
    { length: 80 },
    (_, index) => `${index},${(index * 7) % 13},${index % 2 === 0 ? 'even' : 'odd'}`,
  );
  const headers = { 'content-type': 'text/csv' };
  const uploaded = await server.app.inject({
    method: 'PUT',
    url: '/api/v1/datasets/mine',
    headers,
    payload: `a,b,parity\n${rows.join('\n')}\n`,
  });
  expect([uploaded.statusCode, uploaded.json().rows]).toEqual([201, 80]);
  const dataset = { name: 'mine', target: 'parity' };
  const { id } = await launch(server, { dataset, batchSize: 8, length: { unit: 'epochs', count: 2 } });
  const run = await server.untilState(id, 'finished', 'failed');
  expect(run).toMatchObject({ state: 'finished', reason: null });
  expect(run.summary['val/accuracy']?.count).toBe(2);
});
