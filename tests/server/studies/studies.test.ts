import { describe, expect, test } from 'vitest';
import { trialJob } from '../../../shared/studies/trial-job.ts';
import { BEHAVIOUR } from '../../fixtures/threads/behaviours.ts';
import { startServer } from '../../support/start-server.ts';
import { begin, LOCAL, read, untilStudy } from './support/studies.ts';

const LONG = { ...LOCAL, base: { ...LOCAL.base, length: { count: 100_000 } } };
const isOver = ({ state }: { state: string }) => state === 'finished';
const allEnded = ({ counts }: { counts: Record<string, number> }) => !counts.running && !counts.waiting;

describe('a study that the server trains', () => {
  test('launches its trials as ordinary runs with their values, and finishes with the best', async () => {
    const server = await startServer({ workers: 2 });
    const { id } = await begin(server, LOCAL);
    const study = await untilStudy(server, id, isOver, 'finishes');
    expect(study).toMatchObject({ reason: 'Its budget is spent.', counts: { finished: 4, failed: 0 }, steps: 20 });
    expect(study.trials.map(({ run }) => run)).toEqual([1, 2, 3, 4].map((number) => `${id}-${number}`));
    expect(study.best).toMatchObject({ number: 1, value: 0.2 }); // all alike: the first
    for (const { run, values } of study.trials) {
      const found = await server.run(run);
      const { surface, optimizer } = trialJob(LOCAL.base, study.spec.parameters, values);
      expect(found).toMatchObject({ project: 'p', group: 'bowl', tags: [`study:${id}`], state: 'finished' });
      expect(found.config).toMatchObject({ surface, optimizer });
      expect(found.name).toContain(`learningRate ${values['/optimizer/learningRate']}`);
    }
  });

  test('never has more trials at once than it may', async () => {
    const server = await startServer({ workers: 1 });
    const { id } = await begin(server, { ...LONG, parallel: 3, budget: { runs: 9 } });
    const study = await untilStudy(server, id, ({ counts }) => counts.running === 3, 'has three');
    expect(study.trials).toHaveLength(3);
  });

  test('pauses, goes on, and stops with its trials', async () => {
    const server = await startServer({ workers: 2 });
    const { id } = await begin(server, { ...LONG, budget: { runs: 5 } });
    await untilStudy(server, id, ({ counts }) => counts.running === 2, 'has two trials');
    const paused = await server.send('PATCH', `/studies/${id}`, { state: 'paused' });
    expect(paused.body).toMatchObject({ state: 'paused', reason: 'Paused by the user.' });
    await server.send('POST', `/runs/${id}-1/stop`);
    await untilStudy(server, id, ({ counts }) => counts.stopped === 1, 'has one that somebody stopped');
    expect((await read(server, id)).trials).toHaveLength(2);

    await server.send('PATCH', `/studies/${id}`, { state: 'running' });
    await untilStudy(server, id, ({ trials }) => trials.length === 3, 'goes on');
    await server.send('PATCH', `/studies/${id}`, { state: 'stopped' });
    const stopped = await untilStudy(server, id, allEnded, 'is still');
    expect(stopped).toMatchObject({ state: 'stopped', counts: { stopped: 3 } });
    expect((await server.run(`${id}-3`)).reason).toMatchObject({ message: 'Its study was stopped.' });
    expect((await server.send('PATCH', `/studies/${id}`, { state: 'paused' })).status).toBe(409);
  });

  test('goes on with a larger budget', async () => {
    const server = await startServer({ workers: 2 });
    const { id } = await begin(server, { ...LOCAL, budget: { runs: 1 } });
    await untilStudy(server, id, isOver, 'finishes');
    await server.send('PATCH', `/studies/${id}`, { budget: { runs: 3 } });
    const study = await untilStudy(server, id, ({ counts }) => counts.finished === 3, 'has three');
    expect(study.trials.map(({ number }) => number)).toEqual([1, 2, 3]);
  });

  test('ends when its steps are spent', async () => {
    const server = await startServer();
    const { id } = await begin(server, { ...LOCAL, parallel: 1, budget: { steps: 12 } });
    const study = await untilStudy(server, id, isOver, 'finishes');
    expect(study).toMatchObject({ steps: 15, counts: { finished: 3 } });
  });

  test('ends when its minutes are spent, of which pauses are none', async () => {
    let clock = 0;
    const server = await startServer({ elapsed: () => clock, now: Date.now });
    const { id } = await begin(server, { ...LONG, parallel: 1, budget: { minutes: 1 } });
    await untilStudy(server, id, ({ counts }) => counts.running === 1, 'has a trial');
    clock += 30_000;
    await untilStudy(server, id, ({ spentMs }) => spentMs === 30_000, 'counts time');
    await server.send('PATCH', `/studies/${id}`, { state: 'paused' });
    clock += 90_000;
    await server.send('POST', `/runs/${id}-1/stop`);
    await untilStudy(server, id, allEnded, 'is still');
    expect(await read(server, id)).toMatchObject({ state: 'paused', spentMs: 30_000 });
    await server.send('PATCH', `/studies/${id}`, { state: 'running' });
    await untilStudy(server, id, ({ counts }) => counts.running === 1, 'goes on');
    clock += 40_000;
    await untilStudy(server, id, ({ spentMs }) => spentMs === 70_000, 'counts time');
    await server.send('POST', `/runs/${id}-2/stop`);
    expect(await untilStudy(server, id, isOver, 'finishes')).toMatchObject({ counts: { stopped: 2 } });
  });

  test('counts trials that fail as the worst, and goes on', async () => {
    const server = await startServer();
    const { id } = await begin(server, {
      ...LOCAL,
      parameters: [{ kind: 'choice', at: '/seed', values: [BEHAVIOUR.throws, BEHAVIOUR.trains] }],
      method: { name: 'grid' },
    });
    const study = await untilStudy(server, id, isOver, 'finishes');
    expect(study.reason).toBe('Every combination was tried.');
    expect(study.trials).toMatchObject([
      { state: 'failed', value: null, reason: 'the layers do not fit' },
      { state: 'finished', value: 0.2 },
    ]);
    expect(study.best?.number).toBe(2);
  });

  test('counts a trial without its objective, or whose run was deleted, as failed', async () => {
    const server = await startServer({ workers: 2 });
    const without = await begin(server, { ...LOCAL, objective: { metric: 'val/none' }, budget: { runs: 1 } });
    const { trials } = await untilStudy(server, without.id, isOver, 'finishes');
    expect(trials).toMatchObject([{ state: 'failed', reason: 'It ended without a value of val/none.' }]);
    const { id } = await begin(server, { ...LONG, budget: { runs: 1 } });
    await untilStudy(server, id, ({ counts }) => counts.running === 1, 'has a trial');
    await server.send('DELETE', `/runs/${id}-1`);
    expect(await untilStudy(server, id, isOver, 'finishes')).toMatchObject({
      trials: [{ state: 'failed', reason: 'Its run was deleted.' }],
    });
  });

  test('is deleted with its runs left, and comes back', async () => {
    const server = await startServer();
    const { id } = await begin(server, { ...LONG, budget: { runs: 2 } });
    await untilStudy(server, id, ({ counts }) => counts.running === 2, 'has trials');
    expect((await server.send('DELETE', `/studies/${id}`)).status).toBe(204);
    expect((await server.send('GET', `/studies/${id}`)).status).toBe(404);
    expect((await server.send('GET', '/studies?project=p')).body.studies).toEqual([]);
    await server.untilState(`${id}-1`, 'stopped');
    expect((await server.send('POST', `/studies/${id}/restore`)).body).toMatchObject({ id, state: 'stopped' });
    expect((await server.send('POST', `/studies/${id}/restore`)).status).toBe(404);
    expect((await server.send('GET', '/studies?project=p')).body.studies).toMatchObject([{ id }]);
    expect((await server.send('GET', '/studies?project=q')).body.studies).toEqual([]);
  });
});

describe('a study is refused', () => {
  test.each<[string, object, object]>([
    [
      'a pointer to nothing',
      { parameters: [{ ...LOCAL.parameters[0], at: '/optimizer/rate' }] },
      { path: '/parameters/0/at', message: 'names nothing in the job' },
    ],
    ['a grid over an open range', { method: { name: 'grid' } }, { path: '/parameters/0/levels' }],
    ['no budget', { budget: {} }, { path: '/budget' }],
    ['an unknown field', { extra: 1 }, { path: '/extra', message: 'is not a known field' }],
    ['an unknown method', { method: { name: 'guess' } }, { path: '/method/name' }],
  ])('for %s, by its field', async (_, more, field) => {
    const { send } = await startServer();
    const { status, body } = await send('POST', '/studies', { ...LOCAL, ...more });
    expect([status, body.error.code]).toEqual([400, 'invalid']);
    expect(body.error.details.fields).toMatchObject([field]);
    expect((await send('GET', '/studies')).body.studies).toEqual([]);
  });

  test('for a dataset that is not here, and nothing is stored', async () => {
    const { send } = await startServer();
    const { status, body } = await send('POST', '/studies', { ...LOCAL, base: { dataset: { name: 'fashion-mnist' } } });
    expect([status, body.error.code]).toEqual([422, 'dataset_unavailable']);
    expect((await send('GET', '/studies')).body.studies).toEqual([]);
  });

  test('when it is changed into one that is impossible', async () => {
    const server = await startServer();
    const { id } = await begin(server, LOCAL);
    expect((await server.send('PATCH', `/studies/${id}`, { budget: {} })).status).toBe(400);
    expect((await read(server, id)).spec.budget).toEqual({ runs: 4 });
    expect((await server.send('PATCH', '/studies/none', { state: 'paused' })).status).toBe(404);
    expect((await server.send('DELETE', '/studies/none')).status).toBe(404);
  });
});
