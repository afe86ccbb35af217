import { expect, onTestFinished, test, vi } from 'vitest';
import { init } from '../../client/client.ts';
import type { Run } from '../../client/run.ts';
import { startRun, temporaryFolder, temporaryServer } from './support/run-fixture.ts';

const bare = Object.create(null);
const throwing = {
  get x(): number {
    throw new Error('getter');
  },
};
const hostile = new Proxy(
  {},
  {
    ownKeys() {
      throw new Error('ownKeys');
    },
    get() {
      throw new Error('get');
    },
  },
);
const VALUES: unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  10n,
  '',
  'text \ud800',
  true,
  Symbol('s'),
  () => 1,
  [],
  [1, 'a', null],
  new Map([['x', 1]]),
  new Set([1]),
  new Date(Number.NaN),
  new Error('e'),
  new Float32Array(2),
  new DataView(new ArrayBuffer(1)),
  bare,
  throwing,
  hostile,
  { length: Number.POSITIVE_INFINITY },
  { length: -1 },
  { edges: 1 },
  { edges: [0, 1n], counts: [Symbol('s')] },
  { step: bare, time: Symbol('t'), timeoutMs: 'soon', bins: 10n, level: bare },
  Promise.resolve(1),
];
const THIRDS = [undefined, null, throwing, hostile];
const METHODS = ['log', 'histogram', 'text', 'event', 'alert', 'config', 'describe', 'summary'] as const;

test.each(METHODS)('%s throws for no combination of arguments, and later points arrive', async (method) => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });
  const call = run[method] as (...values: unknown[]) => void;

  const seconds = ['config', 'describe'].includes(method) ? [undefined] : VALUES; // each of these is a request
  for (const first of VALUES) {
    for (const second of seconds) for (const third of THIRDS) call(first, second, third);
    call(first, 1, { step: first, time: first, level: first, bins: first });
  }
  run.log({ last: 1 }, { step: 5 });
  const delivery = await run.finish();

  expect(server.steps('last')).toEqual([5]);
  expect(delivery).toMatchObject({ lost: 0, complete: true });
});

test.each(VALUES.map((value, index) => [index, value]))(
  'flush, finish and fail survive argument %i',
  async (_index, value) => {
    const server = await temporaryServer();
    const ends = ['flush', 'finish', 'fail'] as const;
    for (const end of ends) {
      const { run } = await startRun({ url: server.url, spool: false });
      run.log({ loss: 1 });
      await expect((run[end] as (value: unknown) => Promise<unknown>)(value)).resolves.toMatchObject({ acked: 1 });
    }
  },
);

const OPTIONS = ['project', 'name', 'id', 'group', 'jobType', 'tags', 'notes', 'config', 'seed', 'createdBy'].concat([
  'totalSteps',
  'heartbeatSeconds',
  'batchMs',
  'maxSpoolBytes',
  'maxMemoryBytes',
  'retry',
  'onStop',
]);

test.each(OPTIONS)('init takes anything as %s and the points arrive', async (option) => {
  const server = await temporaryServer();
  for (const value of VALUES) {
    const options = { url: server.url, spool: false, onWarning: () => {}, [option]: value };
    const run: Run = await init(options as never);
    run.log({ loss: 1 });
    const isTiny = option === 'maxMemoryBytes' && value === 0;
    expect((await run.finish()).acked).toBe(isTiny ? 0 : 1);
  }
  expect(server.created.size).toBeGreaterThan(0);
});

test('init takes options that cannot be read, and listeners that fail', async () => {
  const server = await temporaryServer();
  vi.stubEnv('LOSSBOARD_URL', server.url);
  vi.stubEnv('LOSSBOARD_SPOOL', temporaryFolder());
  onTestFinished(() => void vi.unstubAllEnvs());
  for (const options of [null, 5, 'x', hostile, throwing]) {
    const run = await init(options as never);
    expect(run.id).toMatch(/^\w+$/);
    expect(await run.finish()).toMatchObject({ complete: true });
  }
  const failing = () => {
    throw new Error('the listener fails');
  };
  const { run } = await startRun({ url: server.url, spool: false, onWarning: failing, onStop: failing });
  server.askToStop();
  run.log({ '': 1, loss: 1 });
  await run.flush();
  expect(run.stopRequested).toBe(true);
  expect(await run.finish()).toMatchObject({ acked: 1, dropped: 1 });
});

test('an id with other characters is cleaned the same way each time, and cannot leave the spool folder', async () => {
  const server = await temporaryServer();
  const ids = [];
  for (let i = 0; i < 2; i++) {
    const { run, warnings } = await startRun({ url: server.url, spool: false, id: '../../etc/run #1' });
    ids.push(run.id);
    expect(warnings).toEqual([expect.stringContaining('ids have letters')]);
    await run.finish();
  }

  expect(ids).toEqual(['------etc-run--1', '------etc-run--1']);
});

test('a bad value costs the other values of its call nothing', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });

  run.log(
    Object.defineProperties({ a: 1, b: 'x', c: 3n, d: 4 } as never, {
      e: { enumerable: true, get: () => bare.missing.deep },
    }),
  );
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ acked: 3, dropped: 2 });
  expect(server.batches[0]?.series).toMatchObject({ a: { value: [1] }, c: { value: [3] }, d: { value: [4] } });
});

test('after the last step that there is, only points without a step are dropped', async () => {
  const server = await temporaryServer();
  const { run, warnings } = await startRun({ url: server.url, spool: false });

  run.log({ good: 1 }, { step: 1 });
  run.log({ x: 1 }, { step: Number.MAX_SAFE_INTEGER });
  run.log({ x: 2 });
  run.log({ good: 2 }, { step: 2 });
  const delivery = await run.finish();

  expect(delivery).toMatchObject({ logged: 3, acked: 3, lost: 0, dropped: 1 });
  expect(server.steps('good')).toEqual([1, 2]);
  expect(warnings).toEqual([expect.stringContaining('a step is a whole number')]);
});

test('a long line is not cut within a character', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });
  const line = `x${'😀'.repeat(20_000)}`;

  run.text(line);
  run.event('note', line);
  run.describe({ name: line });
  await run.finish();

  expect(server.lines().join('')).toBe(line);
  expect(JSON.stringify([server.batches, server.patches])).not.toMatch(/\\ud[89a-f]/);
});

test('a histogram of 64-bit integers counts them', async () => {
  const server = await temporaryServer();
  const { run } = await startRun({ url: server.url, spool: false });

  run.histogram('h', new BigInt64Array([0n, 1n, 1n]) as never, { bins: 2 });
  await run.finish();

  expect(server.batches[0]).toMatchObject({ histograms: [{ counts: [1, 2], nonFinite: 0 }] });
});
