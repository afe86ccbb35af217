import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { decodeBoundary } from '../../../shared/inspect/boundary-file.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';

const threadFile = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
const MOONS = {
  dataset: { name: 'moons', limit: 200 },
  network: { hidden: [16] },
  length: { unit: 'epochs', count: 20 },
};

async function trained(body: object): Promise<TestServer> {
  const server = await startServer({ threadFile, workers: 1 });
  const answer = await server.send('POST', '/launch', { id: 'r', histogramEvery: 0, layersEvery: 0, ...body });
  expect(answer.status).toBe(201);
  expect((await server.untilState('r', 'finished', 'failed')).state).toBe('finished');
  return server;
}

const sum = (numbers: number[]) => numbers.reduce((total, each) => total + each, 0);

test('what is predicted of the test set gives the scores that the training found, and can be filtered by class and error', async () => {
  const server = await trained({
    dataset: { name: 'mnist', limit: 400 },
    network: { hidden: [16] },
    length: { unit: 'epochs', count: 2 },
  });
  const { evaluation } = (await server.send('GET', '/runs/r/evaluation')).body;
  const ask = async (more: object) =>
    (await server.send('POST', '/runs/r/predict', { inputs: 'test', limit: 1000, ...more })).body;

  const all = await ask({});
  expect(all).toMatchObject({ step: evaluation.step, count: 40, total: 40, image: [28, 28, 1], probabilities: true });
  const losses = all.predictions.map(({ loss }: { loss: number }) => loss);
  expect(sum(losses) / 40).toBeCloseTo(evaluation.scores.loss, 5);
  for (const { scores } of all.predictions) expect(sum(scores)).toBeCloseTo(1, 5);

  const wrong = await ask({ outcome: 'wrong', sort: 'loss', show: true, limit: 3 });
  expect(wrong.total).toBe(Math.round(40 * (1 - evaluation.scores.accuracy)));
  expect(wrong.predictions[0].loss).toBeGreaterThanOrEqual(wrong.predictions[1].loss);
  expect(Buffer.from(wrong.predictions[0].image, 'base64')).toHaveLength(784);
  expect((await ask({ sort: 'loss', limit: 1 })).predictions[0].loss).toBe(Math.max(...losses));

  const taken = await ask({ target: 3, predicted: 5 });
  expect(taken.total).toBe(evaluation.confusion[3][5]);
  expect((await ask({ from: 39 })).predictions.map(({ row }: { row: number }) => row)).toEqual([39]);
});

test('rows in the units of the data are scaled as those that were learned from', async () => {
  const server = await trained(MOONS);
  const shown = await server.send('POST', '/runs/r/predict', { inputs: 'validation', show: true });
  const rows = shown.body.predictions.map(({ inputs }: { inputs: number[] }) => inputs);
  const answer = await server.send('POST', '/runs/r/predict', { inputs: rows });
  expect(answer).toMatchObject({ status: 200, body: { featureNames: ['x', 'y'], count: 20, total: 20 } });
  answer.body.predictions.forEach((found: { outputs: number[]; target: null }, index: number) => {
    expect(found.target).toBeNull();
    found.outputs.forEach((each, output) => {
      expect(each).toBeCloseTo(shown.body.predictions[index].outputs[output], 4);
    });
  });
});

test('checkpoint 0 is the network as it was drawn; others are asked for by their step', async () => {
  const server = await trained({ ...MOONS, checkpointEvery: 10 });
  const lossAt = async (checkpoint?: number) => {
    const { body } = await server.send('POST', '/runs/r/predict', { inputs: 'train', checkpoint, limit: 1000 });
    return [body.step, sum(body.predictions.map(({ loss }: { loss: number }) => loss)) / body.count];
  };
  const steps = (await server.send('GET', '/runs/r/checkpoints')).body.checkpoints.map(
    ({ step }: { step: number }) => step,
  );
  expect(await lossAt()).toEqual(await lossAt(steps[0]));
  const [first, later, last] = [await lossAt(0), await lossAt(steps[1]), await lossAt(steps[0])];
  expect([first[0], later[0], last[0]]).toEqual([0, steps[1], steps[0]]);
  expect(first[1]).toBeGreaterThan(later[1] as number);
  expect(later[1]).toBeGreaterThan(last[1] as number);
});

test('values are predicted in their own unit', async () => {
  const server = await trained({
    dataset: { name: 'line', limit: 300, noise: 0.01 },
    network: { hidden: [] },
    optimizer: { name: 'adam', learningRate: 0.1 },
    length: { unit: 'epochs', count: 60 },
  });
  const { body } = await server.send('POST', '/runs/r/predict', { inputs: [[0], [2]] });
  expect(body).toMatchObject({ task: 'regression', classNames: null, probabilities: false });
  expect(body.predictions.map(({ predicted }: { predicted: number }) => Math.round(10 * predicted) / 10)).toEqual([
    1, 5,
  ]);
  const refused = await server.send('POST', '/runs/r/predict', { inputs: 'test', outcome: 'wrong' });
  expect([refused.status, refused.body.error.message]).toEqual([
    400,
    'body /outcome is of classes, and this run predicts values.',
  ]);
});

test('what cannot be predicted is refused by name', async () => {
  const server = await trained(MOONS);
  const refusal = async (body: object) => {
    const answer = await server.send('POST', '/runs/r/predict', body);
    return [answer.status, answer.body.error.code, answer.body.error.message];
  };
  expect(await refusal({ inputs: [[1, 2], [1]] })).toEqual([
    400,
    'invalid',
    'body /inputs/1 has 1 numbers, expected 2: x, y.',
  ]);
  expect((await refusal({ inputs: 'everything' }))[2]).toContain('/inputs');
  expect(await refusal({ inputs: 'test', target: 2 })).toEqual([
    400,
    'invalid',
    'body /target must be a class from 0 to 1, not 2.',
  ]);
  expect(await refusal({ inputs: 'test', checkpoint: 7 })).toEqual([
    404,
    'not_found',
    'Run "r" has no checkpoint at step 7.',
  ]);
  await server.send('POST', '/launch', { id: 's', surface: { name: 'beale' }, length: { count: 3 } });
  expect((await server.send('POST', '/runs/s/predict', { inputs: 'test' })).body.error).toMatchObject({
    code: 'conflict',
    message: 'Run "s" descends on a surface: there is no network here to look into.',
  });
});

test('predictions of a set are a CSV of a row an example, with classes by their names', async () => {
  const server = await trained(MOONS);
  const { status, body, headers } = await server.send('GET', '/runs/r/predictions?set=train');
  expect([status, headers['content-type']]).toEqual([200, 'text/csv; charset=utf-8']);
  const lines = body.trimEnd().split('\r\n');
  expect(lines).toHaveLength(161);
  expect(lines[0]).toBe('row,target,predicted,loss,p 0,p 1');
  expect(lines[1]).toMatch(/^0,[01],[01],[\d.e-]+,[\d.e-]+,[\d.e-]+$/);
});

test('what can be looked into is listed, and the fields of two inputs come as they were kept', async () => {
  const server = await trained(MOONS);
  const { body } = await server.send('GET', '/runs/r/inspect');
  expect([body.boundary, body.checkpoints[0], body.checkpoints.at(-1)]).toEqual([true, 60, 0]);
  const answer = await server.app.inject('/api/v1/runs/r/boundary');
  const { frames, header } = decodeBoundary(answer.rawPayload);
  expect([frames[0]?.step, frames.at(-1)?.step, header.points]).toEqual([
    0,
    60,
    { train: 160, validation: 20, test: 20 },
  ]);
});

test('scores, filters, curvature, weights and a loss surface of a network of convolutions', async () => {
  const server = await trained({
    dataset: { name: 'mnist', limit: 200 },
    network: { convolutions: [3], hidden: [8], normalization: 'batch' },
    length: { unit: 'epochs', count: 2 },
    checkpointEvery: 1,
  });
  const get = async (path: string) => (await server.send('GET', `/runs/r/${path}`)).body;
  const { evaluation } = await get('evaluation');
  const scores = await get('scores?set=test');
  expect(scores.confusion).toEqual(evaluation.confusion);
  expect(scores.curves).toHaveLength(11);
  expect(scores.macro.rocAuc).toBeGreaterThan(0.5);
  const { layers } = await get('filters');
  expect(layers).toMatchObject([{ name: 'conv1', units: 3, channels: 1, height: 3, width: 3 }]);
  expect(Buffer.from(layers[0].weights, 'base64')).toHaveLength(4 * 27);
  const curvature = await get('curvature');
  expect(curvature.sharpness).toBeGreaterThan(curvature.smallest);
  expect(curvature.noise.scale).toBeGreaterThan(0);

  const file = (await server.app.inject(`/api/v1/runs/r/checkpoints/${scores.step}/weights.safetensors`)).rawPayload;
  const header = JSON.parse(file.toString('utf8', 8, 8 + Number(file.readBigUInt64LE(0))));
  expect(header['conv1.weight'].shape).toEqual([3, 1, 3, 3]);
  expect(header['conv1-norm.running_mean'].shape).toEqual([3]);
  expect(header['conv1-norm.num_batches_tracked']).toMatchObject({ dtype: 'I64', shape: [] });

  const kept = (await server.send('GET', '/runs/r/inspect')).body.checkpoints.length;
  for (const directions of ['random', 'path']) {
    const surface = await until(async () => {
      await sleep(100); // each look reads the folder of the run
      const answer = await server.send('POST', '/runs/r/loss-surface', { directions, side: 5 });
      expect(answer.status).toBe(200);
      return answer.body.surface ?? undefined;
    }, 'the surface is computed');
    expect([surface.loss.length, surface.loss[0].length]).toEqual([5, 5]);
    expect(surface.path === null).toBe(directions === 'random');
    if (surface.path) expect(surface.path.length).toBeGreaterThan(kept);
    if (directions === 'random') expect(Math.min(...surface.loss.flat())).toBeGreaterThan(0);
  }
}, 60_000);
