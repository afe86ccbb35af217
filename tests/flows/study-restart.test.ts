import { expect, test } from 'vitest';
import type { StudyWithTrials } from '../../shared/studies/trial.ts';
import { begin, untilStudy } from '../server/studies/support/studies.ts';
import { freePort, spawnServer } from '../support/server-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const SPEC = {
  name: 'beale',
  project: 'p',
  base: { surface: { name: 'beale' }, optimizer: { name: 'momentum' }, length: { count: 40 } },
  objective: { metric: 'loss' },
  parameters: [
    { kind: 'range', at: '/optimizer/learningRate', low: 1e-5, high: 0.1, log: true },
    { kind: 'range', at: '/optimizer/momentum', low: 0, high: 0.99 },
  ],
  method: { name: 'tpe', startup: 3 },
  pruner: { name: 'asha', first: 5, factor: 2 },
  budget: { runs: 8 },
  parallel: 2,
  seed: 7,
};

const chosen = ({ trials }: StudyWithTrials) =>
  trials.map(({ number, values, informedBy }) => [number, values, informedBy]);
const flagsOf = async (workers: number) => [
  ...['--data', temporaryFolder(), '--port', String(await freePort()), '--workers', String(workers)],
];
const isOver = ({ state }: StudyWithTrials) => state === 'finished';

test('a study goes on after kill -9 with the trials that it would have had', async () => {
  const undisturbed = await spawnServer(await flagsOf(1));
  const expected = await untilStudy(undisturbed, (await begin(undisturbed, SPEC)).id, isOver, 'finishes');
  await undisturbed.kill();

  const flags = await flagsOf(2);
  let server = await spawnServer(flags);
  const { id } = await begin(server, SPEC);
  for (const count of [2, 5]) {
    await untilStudy(server, id, ({ trials }) => trials.length >= count, `has ${count} trials`);
    await server.kill();
    server = await spawnServer(flags);
  }
  const study = await untilStudy(server, id, isOver, 'finishes');
  expect(chosen(study)).toEqual(chosen(expected));
  expect(study.trials).toHaveLength(8);
  expect(study.best).toMatchObject({ number: expected.best?.number, value: expected.best?.value });
  const { body } = await server.send('GET', '/runs?limit=100');
  expect(body.total).toBe(8);
}, 90_000);
