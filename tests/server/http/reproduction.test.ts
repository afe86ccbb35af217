import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const threadFile = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
const SMALL = {
  dataset: { name: 'moons', limit: 200 },
  network: { hidden: [6], dropout: 0.1 },
  batchSize: 16,
  layersEvery: 5,
  checkpointEvery: 1,
};
const LONG = {
  ...SMALL,
  length: { unit: 'steps', count: 100_000_000 },
  layersEvery: 0,
  histogramEvery: 0,
  checkpointEvery: 0,
};

async function reproduce(server: TestServer, id: string) {
  const { status, body } = await server.send('POST', `/runs/${id}/reproduce`);
  expect(status).toBe(201);
  const copy = await server.untilState(body.id, 'finished', 'stopped', 'failed');
  return { copy, result: (await server.send('GET', `/runs/${id}/reproduction`)).body };
}

const stepsOf = async (server: TestServer, id: string) => (await server.run(id)).progress?.step ?? 0;

test('a run trained again is equal in every point, and the first point that was edited is found', async () => {
  const server = await startServer({ threadFile });
  await server.send('POST', '/launch', { id: 'r', ...SMALL, length: { unit: 'epochs', count: 4 } });
  await server.untilState('r', 'finished');
  const { copy, result } = await reproduce(server, 'r');
  expect(copy).toMatchObject({ state: 'finished', reproduces: 'r', tags: ['reproduction'] });
  expect(result).toMatchObject({ original: 'r', copy: copy.id, state: 'equal', first: null, origins: [] });
  const { series } = (await server.send('GET', '/runs/r/series')).body;
  const compared = Object.keys(series).filter(
    (key) => !key.startsWith('system/') && key !== 'train/examples_per_second',
  );
  expect(result.series).toBe(compared.length);
  expect(result.points).toBe(compared.reduce((sum, key) => sum + series[key].count, 0));
  expect((await server.send('GET', `/runs/${copy.id}/reproduction`)).body).toEqual(result);

  await server.send('DELETE', '/runs/r/series?key=val/accuracy');
  const edited = (await server.send('GET', '/runs/r/reproduction')).body;
  expect(edited).toMatchObject({
    state: 'different',
    first: { key: 'val/accuracy', was: null, is: expect.any(Number) },
  });
}, 60_000);

test('a run is not reproduced while as many wait as may, and nothing is left of the try', async () => {
  const server = await startServer({ threadFile, maxWaitingRuns: 1 });
  await server.send('POST', '/launch', { id: 'r', ...SMALL, length: { unit: 'steps', count: 3 } });
  await server.untilState('r', 'finished');
  await server.send('PUT', '/workers', { count: 0 });
  await server.send('POST', '/launch', { id: 'waits', ...SMALL });
  expect(await server.send('POST', '/runs/r/reproduce')).toMatchObject({
    status: 429,
    body: { error: { code: 'overloaded', message: '1 runs wait already, of at most 1: launch it later.' } },
  });
  expect((await server.send('GET', '/runs')).body.total).toBe(2);
}, 60_000);

test('a run that was steered, paused, resumed and stopped is equal as far as it went', async () => {
  const server = await startServer({ threadFile });
  await server.send('POST', '/launch', { id: 'r', ...LONG, optimizer: { name: 'adam' } });
  await until(async () => (await stepsOf(server, 'r')) > 50, 'it trains');
  const { body: first } = await server.send('POST', '/runs/r/steer', {
    set: { learningRate: { times: 0.1 }, clipNorm: 0.2 },
  });
  await until(async () => (await stepsOf(server, 'r')) > first.step + 50, 'it is steered');
  await server.send('POST', '/runs/r/pause');
  await server.untilState('r', 'paused');
  await server.send('POST', '/runs/r/resume');
  await until(
    async () => (await server.run('r')).attempt === 2 && (await server.run('r')).phase?.name === 'training',
    'it goes on',
  );
  const { body: second } = await server.send('POST', '/runs/r/steer', { set: { momentum: 0.5 } });
  await until(async () => (await stepsOf(server, 'r')) > second.step + 50, 'it is steered again');

  const going = await server.send('POST', '/runs/r/reproduce');
  expect([going.status, going.body.error.message]).toEqual([
    409,
    expect.stringMatching(/running: .* once it has ended/),
  ]);
  await server.send('POST', '/runs/r/stop');
  await server.untilState('r', 'stopped');
  const { copy, result } = await reproduce(server, 'r');
  expect(copy.steering).toEqual((await server.run('r')).steering);
  expect(copy).toMatchObject({ state: 'stopped', progress: { step: await stepsOf(server, 'r') } });
  expect(result).toMatchObject({ state: 'equal', first: null });
  expect(result.points).toBeGreaterThan(1000);
}, 60_000);

test('a descent on a surface is reproduced too', async () => {
  const server = await startServer({ threadFile });
  await server.send('POST', '/launch', {
    id: 's',
    surface: { name: 'beale' },
    noise: 0.1,
    length: { unit: 'steps', count: 50 },
  });
  await server.untilState('s', 'finished');
  expect((await reproduce(server, 's')).result.state).toBe('equal');
}, 60_000);

test('on data that has changed it is refused, with both digests', async () => {
  const server = await startServer({ threadFile });
  const csv = (shift: number) =>
    `a,b\n${Array.from({ length: 60 }, (_, i) => `${i},${i * 2 + (i % 3) * shift}`).join('\n')}\n`;
  const upload = (shift: number) => server.send('PUT', '/datasets/mine', csv(shift), { 'content-type': 'text/csv' });
  expect((await upload(0)).status).toBeLessThan(300);
  const { body: launched } = await server.send('POST', '/launch', {
    id: 'r',
    dataset: { name: 'mine', target: 'b' },
    network: { hidden: [4] },
    length: { unit: 'steps', count: 10 },
  });
  expect(launched.id).toBe('r');
  const { origin } = await server.untilState('r', 'finished');
  await upload(7);
  const { copy, result } = await reproduce(server, 'r');
  expect(copy).toMatchObject({ state: 'failed', reason: { message: expect.stringMatching(/data has changed/) } });
  expect(result).toMatchObject({
    state: 'refused',
    origins: [{ what: 'Data', was: origin?.dataDigest, is: copy.origin?.dataDigest }],
  });
  expect(copy.reason?.message).toContain(`${origin?.dataDigest}`);
}, 60_000);

test('a run logged from elsewhere, or that never began, is not reproduced', async () => {
  const server = await startServer();
  await server.send('POST', '/runs', { id: 'remote' });
  expect((await server.send('POST', '/runs/remote/reproduce')).body.error.message).toMatch(/trained elsewhere/);
  expect((await server.send('GET', '/runs/remote/reproduction')).body).toMatchObject({ state: 'none', copy: null });
});
