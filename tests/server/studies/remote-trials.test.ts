import { expect, test } from 'vitest';
import type { Trial } from '../../../shared/studies/trial.ts';
import { startServer } from '../../support/start-server.ts';
import { until } from '../../support/until.ts';
import { ask, begin, LOCAL, REMOTE, read, untilStudy } from './support/studies.ts';

const log = (server: Awaited<ReturnType<typeof startServer>>, { run }: Trial, ...values: number[]) =>
  Promise.all(
    values.map((loss, index) => server.send('POST', `/runs/${run}/log`, { step: index + 1, metrics: { loss } })),
  );

test('a script asks for a trial, logs to its run, and what that logged best is its value', async () => {
  const server = await startServer();
  const { id } = await begin(server, REMOTE);
  const trial = await ask(server, id);
  expect(trial).toMatchObject({ number: 1, run: `${id}-1`, state: 'running', values: { lr: expect.any(Number) } });
  expect(await server.run(trial.run)).toMatchObject({
    kind: 'remote',
    group: 'scripts',
    tags: [`study:${id}`],
    config: trial.values,
    state: 'running',
  });
  await log(server, trial, 3, 1, 2);
  await server.send('PATCH', `/runs/${trial.run}`, { state: 'finished' });
  const study = await untilStudy(server, id, ({ counts }) => counts.finished === 1, 'has a result');
  expect(study.best).toMatchObject({ number: 1, value: 1, steps: 3 });
});

test('a script may tell the value instead, which the run shows too', async () => {
  const server = await startServer();
  const { id } = await begin(server, REMOTE);
  await ask(server, id);
  const told = await server.send('POST', `/studies/${id}/trials/1`, { value: 0.25 });
  expect([told.status, told.body]).toMatchObject([200, { state: 'finished', value: 0.25 }]);
  const run = await server.run(`${id}-1`);
  expect([run.state, run.summary.loss?.last]).toEqual(['finished', 0.25]);
  expect((await server.send('POST', `/studies/${id}/trials/1`, { value: 9 })).status).toBe(409);
  expect((await server.send('POST', `/studies/${id}/trials/2`, { value: 9 })).status).toBe(404);
  expect((await server.send('POST', `/studies/${id}/trials/1`, {})).status).toBe(400);
});

test('a script may tell that a trial failed', async () => {
  const server = await startServer();
  const { id } = await begin(server, REMOTE);
  await ask(server, id);
  await server.send('POST', `/studies/${id}/trials/1`, { state: 'failed', reason: 'out of memory' });
  expect((await read(server, id)).trials).toMatchObject([{ state: 'failed', value: null, reason: 'out of memory' }]);
});

test('without a further trial it answers 204, and the study finishes with its last one', async () => {
  const server = await startServer();
  const { id } = await begin(server, { ...REMOTE, budget: { runs: 2 } });
  await ask(server, id);
  await ask(server, id);
  expect((await server.send('POST', `/studies/${id}/trials`)).status).toBe(204);
  for (const number of [1, 2]) await server.send('POST', `/studies/${id}/trials/${number}`, { value: number });
  const study = await untilStudy(server, id, ({ state }) => state === 'finished', 'finishes');
  expect(study.best?.number).toBe(1);
  expect((await server.send('POST', `/studies/${id}/trials`)).status).toBe(204);
});

test('while as many run as may, or it is paused, it says to ask again', async () => {
  const server = await startServer();
  const { id } = await begin(server, { ...REMOTE, parallel: 1 });
  await ask(server, id);
  const later = await server.send('POST', `/studies/${id}/trials`);
  expect([later.status, later.headers['retry-after']]).toEqual([429, '5']);
  await server.send('PATCH', `/studies/${id}`, { state: 'paused' });
  await server.send('POST', `/studies/${id}/trials/1`, { value: 1 });
  expect((await server.send('POST', `/studies/${id}/trials`)).body.error.message).toContain('it is paused');
});

test('two scripts that ask at once get different trials', async () => {
  const server = await startServer();
  const { id } = await begin(server, REMOTE);
  const asked = await Promise.all([ask(server, id), ask(server, id), ask(server, id)]);
  expect(asked.map(({ number }) => number).sort()).toEqual([1, 2, 3]);
});

test('a trial of which nothing is heard for as long as its study allows is given up, and one that logs is not', async () => {
  let clock = 1_800_000_000_000;
  const server = await startServer({ now: () => clock, elapsed: () => clock, heartbeatCheckMs: 5 });
  const { id } = await begin(server, { ...REMOTE, silenceSeconds: 5 });
  const [silent, heard] = [await ask(server, id), await ask(server, id)];
  let step = 0;
  const study = await until(
    async () => {
      clock += 100;
      step += 1;
      await server.send('POST', `/runs/${heard.run}/log`, { step, metrics: { loss: 1 / step } });
      const found = await read(server, id);
      return found.counts.failed > 0 && found;
    },
    'the study gave it up',
    60_000,
  );
  expect(study.trials).toMatchObject([
    { run: silent.run, state: 'failed', value: null, reason: 'Nothing was heard for 5 s.' },
    { run: heard.run, state: 'running' },
  ]);
  expect(await server.run(silent.run)).toMatchObject({ state: 'crashed', reason: { code: 'heartbeat_lost' } });
}, 60_000);

test('a study that the server trains hands out no trials', async () => {
  const server = await startServer();
  const { id } = await begin(server, LOCAL);
  expect((await server.send('POST', `/studies/${id}/trials`)).status).toBe(409);
  expect((await server.send('POST', '/studies/none/trials')).status).toBe(404);
});

test('a trial that is worse than the median after as many values is asked to stop, and why is said', async () => {
  const server = await startServer();
  const { id } = await begin(server, {
    ...REMOTE,
    pruner: { name: 'median', peers: 3, warmup: 0 },
    budget: { runs: 5 },
  });
  const trials: Trial[] = [];
  for (let index = 0; index < 4; index++) trials.push(await ask(server, id));
  const [bad, ...good] = trials as [Trial, ...Trial[]];
  for (const [index, each] of good.entries()) await log(server, each, 1 + index, 0.5);
  await log(server, bad, 9);
  const study = await untilStudy(server, id, ({ trials: [first] }) => first?.reason !== null, 'stops it');
  const why = '9 after 1 value; the median of 3 trials was 2';
  expect(study.trials[0]).toMatchObject({ state: 'running', reason: why });
  expect(await server.run(bad.run)).toMatchObject({ stopRequested: true });
  await server.send('PATCH', `/runs/${bad.run}`, { state: 'stopped' });
  const ended = await untilStudy(server, id, ({ counts }) => counts.pruned === 1, 'pruned it');
  expect(ended.trials[0]).toMatchObject({ state: 'pruned', value: 9 });
  expect(ended.best).toBe(null);
});
