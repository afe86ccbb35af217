import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { startServer, type TestServer } from '../../support/start-server.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
const CONFIG = {
  dataset: { name: 'moons', limit: 200, noise: 0.3 },
  network: { hidden: [8, 6] },
  optimizer: { name: 'adam', learningRate: 0.01 },
  batchSize: 16,
  length: { unit: 'epochs', count: 6 },
  checkpointEvery: 1,
  histogramEvery: 0,
};

const start = () => startServer({ threadFile: TRAINS, workers: 1 });

async function trained(server: TestServer, id: string, more: object = {}) {
  const { status, body } = await server.send('POST', '/launch', { id, name: id, project: 'p', ...CONFIG, ...more });
  expect([status, body.error?.message]).toEqual([201, undefined]);
  return server.untilState(id, 'finished');
}

const steps = async ({ send }: TestServer, run: string) =>
  (await send('GET', `/runs/${run}/checkpoints`)).body.checkpoints.map(({ step }: { step: number }) => step);

/** The points of a training's loss by their steps, of all that it goes on from too where that is asked for. */
const lossOf = async ({ send }: TestServer, run: string, ancestors = false) => {
  const part = {
    kind: 'curves',
    runs: [run],
    keys: ['train/loss'],
    columns: ['step', 'mean'],
    pixels: 4000,
    ancestors,
  };
  const { body } = await send('POST', '/query/panels', { parts: [part] });
  const { step, mean } = body.parts[0].series[0].columns;
  return new Map<number, number>(step.map((each: number, i: number) => [each, mean[i]]));
};

const marksOf = async ({ send }: TestServer, run: string) => {
  const { body } = await send('GET', `/runs/${run}/events`);
  return body.events.filter(({ kind }: { kind: string }) => kind === 'resume');
};

test('a fork goes on from the newest checkpoint of its parent, with another rate, and both are one line', async () => {
  const server = await start();
  const parent = await trained(server, 'parent');
  const last = parent.progress?.totalSteps ?? 0;
  const answer = await server.send('POST', '/runs/parent/fork', {
    id: 'child',
    changes: { optimizer: { learningRate: 0.001 }, length: { count: 8 } },
  });
  expect(answer.status).toBe(201);
  expect(answer.body).toMatchObject({
    name: 'parent-fork',
    project: 'p',
    parentRun: 'parent',
    forkStep: last,
    start: { run: 'parent', step: last, mode: 'resume' },
    config: { optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9 }, length: { unit: 'epochs', count: 8 } },
  });
  const child = await server.untilState('child', 'finished');
  expect(child.summary['train/loss']).toMatchObject({ count: last / 3, lastStep: (last / 6) * 8 });
  expect(await marksOf(server, 'child')).toMatchObject([
    { step: last, text: `goes on from step ${last} of run parent` },
  ]);
  expect([...(await lossOf(server, 'child', true)).keys()]).toEqual(
    Array.from({ length: (last / 6) * 8 }, (_, i) => i + 1),
  );
  expect((await server.run('parent')).children).toBe(1);
}, 60_000);

test('a fork without changes takes the steps that its parent would have taken, also from the middle of it', async () => {
  const server = await start();
  await trained(server, 'short', { length: { unit: 'epochs', count: 3 } });
  await server.send('POST', '/runs/short/fork', { id: 'long', changes: { length: { count: 6 } } });
  await server.untilState('long', 'finished');
  await trained(server, 'whole');
  const [whole, long] = [await lossOf(server, 'whole'), await lossOf(server, 'long')];
  expect(long.size).toBe(whole.size / 2);
  for (const [step, loss] of long) expect([step, loss]).toEqual([step, whole.get(step)]);
}, 60_000);

test('what does not fit is said before, in the log and on the curve, and never stops the fork', async () => {
  const server = await start();
  await trained(server, 'parent');
  const request = {
    mode: 'warm',
    changes: { network: { hidden: [8, 10] }, optimizer: { name: 'sgd' }, seed: 4 },
  };
  const plan = await server.send('POST', '/runs/parent/fork/plan', request);
  expect(plan.status).toBe(200);
  expect(plan.body).toMatchObject({
    mode: 'warm',
    unfit: [
      'layer2.weight 6×8 ≠ 10×8: initialized anew',
      'layer2.bias 6 ≠ 10: initialized anew',
      'output.weight 2×6 ≠ 2×10: initialized anew',
      'the data differs from what the state was trained on',
    ],
  });
  expect(plan.body.changes).toContainEqual({ path: 'optimizer.name', from: 'adam', to: 'sgd' });
  expect(plan.body.changes).toContainEqual({ path: 'network.hidden', from: [8, 6], to: [8, 10] });
  const { body } = await server.send('POST', '/runs/parent/fork', { id: 'warm', ...request });
  expect(body).toMatchObject({ parentRun: 'parent', forkStep: null, start: { mode: 'warm' } });
  await server.untilState('warm', 'finished');
  const [mark] = await marksOf(server, 'warm');
  expect(mark).toMatchObject({ step: 0, text: expect.stringContaining('layer2.weight 6×8 ≠ 10×8: initialized anew') });
  expect(mark.text).toContain('the data differs: its digest was');
  const logs = (await server.send('GET', '/runs/warm/logs')).body.lines;
  expect(logs).toContainEqual(
    expect.objectContaining({ level: 'warn', text: 'output.weight 2×6 ≠ 2×10: initialized anew' }),
  );
}, 60_000);

test('a launch begins with a state of another run, which may be removed afterwards', async () => {
  const server = await start();
  await trained(server, 'parent');
  const [, before] = await steps(server, 'parent');
  await server.send('POST', '/launch', { id: 'busy', ...CONFIG, length: { unit: 'steps', count: 1_000_000 } });
  const { status } = await server.send('POST', '/launch', {
    id: 'child',
    ...CONFIG,
    length: { unit: 'epochs', count: 7 },
    from: { run: 'parent', step: before },
  });
  expect(status).toBe(201);
  expect(existsSync(join(server.data, 'checkpoints/child/start.lbck'))).toBe(true);
  for (const step of await steps(server, 'parent')) await server.send('DELETE', `/runs/parent/checkpoints/${step}`);
  expect(await steps(server, 'parent')).toEqual([]);
  await server.send('POST', '/runs/busy/stop');
  const child = await server.untilState('child', 'finished');
  expect(child).toMatchObject({ parentRun: 'parent', forkStep: before });
  const { body } = await server.send('GET', '/runs/child/checkpoints');
  expect(body.bytes).toBeGreaterThan(
    body.checkpoints.reduce((sum: number, each: { bytes: number }) => sum + each.bytes, 0),
  );
}, 60_000);

test('what cannot be forked is refused by name, and leaves nothing', async () => {
  const server = await start();
  const { totalSteps = 0 } = (await trained(server, 'parent')).progress ?? {};
  await server.send('POST', '/runs', { id: 'remote' });
  await server.send('POST', '/launch', {
    id: 'descent',
    surface: { name: 'beale' },
    length: { unit: 'steps', count: 3 },
    checkpointEvery: 0,
  });
  await server.untilState('descent', 'finished');
  const cases: [run: string, body: object, status: number, message: string | RegExp][] = [
    ['remote', {}, 409, 'Run "remote" is not trained here: there are no states of it to begin with.'],
    ['descent', {}, 409, 'Run "descent" has no checkpoint to begin with.'],
    ['parent', {}, 400, /^body \/length must be longer than \d+ steps, where the fork begins; it is \d+ steps\.$/],
    ['parent', { step: 3 }, 404, /has no checkpoint at step 3: there are \d+, \d+/],
    [
      'parent',
      { changes: { optimizer: { learningRate: -1 } } },
      400,
      'body /changes/optimizer/learningRate must be > 0.',
    ],
    ['parent', { changes: { optimizer: { name: 'magic' } } }, 400, /^body \/changes\/optimizer\/name must be one of/],
    ['parent', { changes: { colour: 'red' } }, 400, 'body /changes/colour is not a known field.'],
    ['parent', { changes: {}, job: {} }, 400, 'body /job is given with /changes: only one of them can be.'],
    ['parent', { changes: { dataset: { name: 'nothing' }, length: { count: 99 } } }, 400, /must be one of mnist/],
    ['parent', { mode: 'cold' }, 400, /must be one of resume, warm/],
  ];
  for (const [run, body, status, message] of cases) {
    const answer = await server.send('POST', `/runs/${run}/fork`, body);
    expect([answer.status, answer.body.error.message]).toEqual([
      status,
      typeof message === 'string' ? message : expect.stringMatching(message),
    ]);
  }
  await server.send('DELETE', '/runs/parent');
  expect((await server.send('POST', '/runs/parent/fork', {})).body.error.code).toBe('in_trash');
  expect((await server.send('POST', '/launch', { ...CONFIG, from: { run: 'parent' } })).body.error.code).toBe(
    'in_trash',
  );
  expect((await server.send('POST', '/launch', { ...CONFIG, from: { run: 'gone' } })).status).toBe(404);
  expect(readdirSync(join(server.data, 'checkpoints')).sort()).toEqual(['parent']);
  expect(totalSteps).toBeGreaterThan(0);
}, 60_000);

test('a running training saves its state when it is asked to, and is forked from there while it goes on', async () => {
  const server = await start();
  await server.send('POST', '/launch', {
    id: 'long',
    ...CONFIG,
    checkpointEvery: 0,
    length: { unit: 'steps', count: 2_000_000 },
  });
  await server.untilState('long', 'running');
  const [one, two] = await Promise.all([
    server.send('POST', '/runs/long/checkpoints'),
    server.send('POST', '/runs/long/checkpoints'),
  ]);
  expect([one.status, two.status]).toEqual([201, 201]);
  expect(one.body).toMatchObject({ cause: 'asked', kept: ['pinned'], step: expect.any(Number) });
  expect(await steps(server, 'long')).toContain(one.body.step);
  const fork = await server.send('POST', '/runs/long/fork', {
    id: 'aside',
    step: one.body.step,
    changes: { length: { count: one.body.step + 5 } },
  });
  expect(fork.body).toMatchObject({ state: 'queued', forkStep: one.body.step });
  await server.send('POST', '/runs/long/stop');
  expect((await server.untilState('aside', 'finished')).summary['train/loss']).toMatchObject({ count: 5 });
  const late = await server.send('POST', '/runs/long/checkpoints');
  expect([late.status, late.body.error.message]).toEqual([
    409,
    'Run "long" is stopped, and trains in no thread of this server: nothing to save.',
  ]);
}, 60_000);

test('a paused parent is forked, too, and goes on by itself', async () => {
  const server = await start();
  await server.send('POST', '/launch', { id: 'long', ...CONFIG, length: { unit: 'steps', count: 50_000 } });
  await server.untilState('long', 'running');
  await server.send('POST', '/runs/long/checkpoints');
  await server.send('POST', '/runs/long/pause');
  await server.untilState('long', 'paused');
  const [newest = 0] = await steps(server, 'long');
  const { body } = await server.send('POST', '/runs/long/fork', {
    id: 'c',
    changes: { length: { count: newest + 2 } },
  });
  expect(body.forkStep).toBe(newest);
  await server.untilState('c', 'finished');
  expect(await server.run('long')).toMatchObject({ state: 'paused', children: 1 });
  const gone = await server.send('DELETE', `/runs/long/checkpoints/${newest}`);
  expect([gone.status, gone.body.error.message]).toEqual([
    409,
    `Run "long" is paused and would go on from its checkpoint at step ${newest}: stop it first, or delete an older one.`,
  ]);
}, 60_000);

test('the best and the newest are kept and say why; one that is pinned stays through the next run of the thread', async () => {
  const server = await start();
  await trained(server, 'r', { optimizer: { name: 'sgd', learningRate: 0.5 }, length: { unit: 'epochs', count: 9 } });
  const { checkpoints } = (await server.send('GET', '/runs/r/checkpoints')).body;
  const best = checkpoints.find(({ kept }: { kept: string[] }) => kept.includes('best'));
  const { min, argmin } = (await server.run('r')).summary['val/loss'] ?? {};
  expect(best).toMatchObject({ step: argmin, score: { metric: 'val/loss', value: min } });
  expect(checkpoints.filter(({ kept }: { kept: string[] }) => kept.includes('newest'))).toHaveLength(2);
  expect(checkpoints[0]).toMatchObject({ cause: 'end' });
  const oldest = checkpoints.at(-1).step;
  const pinned = await server.send('PATCH', `/runs/r/checkpoints/${oldest}`, { pinned: true });
  expect(pinned.body.kept).toContain('pinned');
  expect(readdirSync(join(server.data, 'checkpoints/r'))).toContain(`pinned-${oldest}.lbck`);
  const released = await server.send('PATCH', `/runs/r/checkpoints/${oldest}`, { pinned: false });
  expect(released.body.kept).not.toContain('pinned');
  expect((await server.app.inject(`/api/v1/runs/r/checkpoints/${oldest}`)).statusCode).toBe(200);
  expect((await server.send('DELETE', `/runs/r/checkpoints/${oldest}`)).status).toBe(204);
  expect((await server.send('DELETE', `/runs/r/checkpoints/${oldest}`)).status).toBe(404);
}, 60_000);

test('a lineage has ancestors and descendants, without what is in the trash', async () => {
  const server = await start();
  await trained(server, 'root', { length: { unit: 'epochs', count: 2 } });
  const fork = async (of: string, id: string, count: number, mode = 'resume') => {
    await server.send('POST', `/runs/${of}/fork`, { id, mode, changes: { length: { count } } });
    await server.untilState(id, 'finished');
  };
  await fork('root', 'a', 3);
  await fork('root', 'b', 3, 'warm');
  await fork('a', 'a1', 4);
  await fork('a', 'a2', 4);
  const family = async (id: string) =>
    (await server.send('GET', `/runs/${id}/lineage`)).body.runs.map((run: { id: string }) => run.id);
  expect(await family('root')).toEqual(['root', 'a', 'b', 'a1', 'a2']);
  expect(await family('a2')).toEqual(['root', 'a', 'a2', 'b', 'a1']);
  await server.send('DELETE', '/runs/root');
  expect(await family('a2')).toEqual(['a', 'a2', 'a1']);
  await server.send('POST', '/runs', { id: 'x', parentRun: 'y' });
  await server.send('POST', '/runs', { id: 'y', parentRun: 'x' });
  expect((await family('x')).sort()).toEqual(['x', 'y']);
}, 60_000);
