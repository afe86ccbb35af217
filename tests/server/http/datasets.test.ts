import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import Fastify, { type FastifyInstance } from 'fastify';
import { afterEach, beforeEach, expect, onTestFinished, test } from 'vitest';
import { createDatasetService, type DatasetService } from '../../../server/datasets/dataset-service.ts';
import { datasetRoutes } from '../../../server/http/datasets.ts';
import { handleErrors } from '../../../server/http/error-handler.ts';
import { checkingSerializerCompiler, validatorCompiler } from '../../../server/http/validation.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import inspect from '../../../worker/thread/inspect-csv.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const CSV = 'age,score\n36,1.5\n41,2.5\n29,0.5\n';

let app: FastifyInstance;
let datasets: DatasetService;
let network: PromiseWithResolvers<Response>;

beforeEach(async () => {
  network = Promise.withResolvers();
  network.promise.catch(() => {}); // refused before anyone listens: not an error of the test
  datasets = createDatasetService({
    dataFolder: temporaryFolder(),
    blobs: createFolderBlobs(temporaryFolder()),
    maxUploadBytes: 2_000_000,
    inspect: async (path, reading) => inspect({ path, reading }),
    fetch: () => network.promise,
    tries: 1,
  });
  app = Fastify();
  app.setValidatorCompiler(validatorCompiler).setSerializerCompiler(checkingSerializerCompiler);
  handleErrors(app);
  await app.register(datasetRoutes, { prefix: '/api/v1', datasets });
});
afterEach(async () => {
  await datasets.close();
  await app.close();
});

const upload = (name: string, payload: string | Buffer, type = 'text/csv') =>
  app.inject({ method: 'PUT', url: `/api/v1/datasets/${name}`, headers: { 'content-type': type }, payload });

test('the list and each entry answer as declared', async () => {
  const list = await app.inject('/api/v1/datasets');
  expect(list.statusCode).toBe(200);
  const entry = await app.inject('/api/v1/datasets/fashion-mnist');
  expect(entry.json()).toMatchObject({
    state: 'downloadable',
    examples: 60_000,
    testExamples: 10_000,
    classNames: expect.arrayContaining(['Ankle boot']),
    options: { limit: 60_000, noise: null, testShare: false, target: null },
  });
  expect(list.json().datasets).toContainEqual(entry.json());
});

test.each([
  ['GET', '/api/v1/datasets/cifar', 404, 'not_found'],
  ['POST', '/api/v1/datasets/cifar/download', 404, 'not_found'],
  ['DELETE', '/api/v1/datasets/nothing', 404, 'not_found'],
  ['DELETE', '/api/v1/datasets/..%2Fsecret', 400, 'invalid'],
  ['PUT', '/api/v1/datasets/Not%20a%20name', 400, 'invalid'],
] as const)('%s %s answers %i %s', async (method, url, status, code) => {
  const answer = await app.inject({ method, url });
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
});

test('a download answers at once, and its failure is read from the dataset', async () => {
  const answer = await app.inject({ method: 'POST', url: '/api/v1/datasets/airfoil/download' });
  expect([answer.statusCode, answer.json().state]).toEqual([202, 'downloading']);
  network.reject(new Error('no network'));
  await expect.poll(async () => (await app.inject('/api/v1/datasets/airfoil')).json().state).toBe('failed');
  const { error } = (await app.inject('/api/v1/datasets/airfoil')).json();
  expect(error).toMatch(/no network.*get it from https:.*airfoil_self_noise\.dat and put it into /);
});

test.each([
  ['text/csv', CSV],
  ['text/plain', CSV],
  ['text/csv; charset=utf-8', CSV],
  ['application/gzip', gzipSync(CSV)],
])('a CSV sent as %s is taken in', async (type, payload) => {
  const answer = await upload('people', payload, type);
  expect(answer.statusCode).toBe(201);
  expect(answer.json()).toMatchObject({ rows: 3, badRows: [], badRowCount: 0, dataset: { name: 'people' } });
  expect((await app.inject('/api/v1/datasets/people')).json()).toEqual(answer.json().dataset);
});

test('a file larger than the default body limit is taken in, one above its own limit is not', async () => {
  const rows = (count: number) => `a,b\n${'123456789,123456789\n'.repeat(count)}`;
  expect((await upload('large', rows(80_000))).json().rows).toBe(80_000);
  const refused = await upload('larger', rows(110_000));
  expect([refused.statusCode, refused.json().error.code]).toEqual([413, 'too_large']);
});

test.each([
  ['a body of another type', 'people', '{}', 'image/png', 415, 'unsupported_media_type'],
  ['JSON', 'people', '{}', 'application/json', 415, 'unsupported_media_type'],
  ['a name of the catalog', 'mnist', CSV, 'text/csv', 409, 'conflict'],
  ['a file without rows', 'people', 'a,b\n', 'text/csv', 400, 'invalid'],
])('%s is refused', async (_, name, payload, type, status, code) => {
  const answer = await upload(name, payload, type);
  expect([answer.statusCode, answer.json().error.code]).toEqual([status, code]);
});

test('an upload without a body is refused', async () => {
  const answer = await app.inject({ method: 'PUT', url: '/api/v1/datasets/people' });
  expect([answer.statusCode, answer.json().error.code]).toEqual([400, 'invalid']);
  expect(answer.json().error.message).toContain('found no row in it');
});

test('a damaged gzip file is refused without telling where the server keeps it', async () => {
  const answer = await upload('mine', gzipSync(CSV).subarray(0, -9), 'application/gzip');
  expect(answer.statusCode).toBe(400);
  expect(answer.json().error.message).toBe('The file cannot be used: damaged gzip file (unexpected end of file).');
});

test('a file that takes longer to read than a connection may idle is answered all the same', async () => {
  const slow = createDatasetService({
    dataFolder: temporaryFolder(),
    blobs: createFolderBlobs(temporaryFolder()),
    inspect: async (path, reading) => {
      await sleep(600);
      return inspect({ path, reading });
    },
  });
  const impatient = Fastify({ connectionTimeout: 150 });
  onTestFinished(() => impatient.close());
  await impatient.register(datasetRoutes, { datasets: slow });
  const address = await impatient.listen({ host: '127.0.0.1', port: 0 });
  const headers = { 'content-type': 'text/csv' };
  const answer = await fetch(`${address}/datasets/mine`, { method: 'PUT', body: CSV, headers });
  expect(answer.status).toBe(201);
});

test('an upload can be removed', async () => {
  await upload('people', CSV);
  const answer = await app.inject({ method: 'DELETE', url: '/api/v1/datasets/people' });
  expect([answer.statusCode, answer.body]).toEqual([204, '']);
  expect((await app.inject('/api/v1/datasets/people')).statusCode).toBe(404);
});
