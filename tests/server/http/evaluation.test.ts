import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startServer } from '../../support/start-server.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const EVALUATIONS = {
  classes: {
    step: 40,
    examples: 6,
    scores: { loss: 0.25, accuracy: 5 / 6 },
    classNames: ['cat', 'dog'],
    confusion: [
      [3, 1],
      [0, 2],
    ],
  },
  values: {
    step: 9,
    examples: 4,
    scores: { loss: 'NaN', rmse: 'Infinity', r2: -1 },
    classNames: null,
    confusion: null,
  },
};

async function serverWithEvaluations() {
  const data = temporaryFolder();
  const server = await startServer({ data });
  await server.send('POST', '/runs', { id: 'bare' });
  for (const [id, evaluation] of Object.entries(EVALUATIONS)) {
    await server.send('POST', '/runs', { id });
    mkdirSync(join(data, 'checkpoints', id), { recursive: true });
    writeFileSync(join(data, 'checkpoints', id, 'evaluation.json'), JSON.stringify(evaluation));
  }
  return server;
}

test.each([
  ['/runs/classes/evaluation', { evaluation: EVALUATIONS.classes }],
  ['/runs/values/evaluation', { evaluation: EVALUATIONS.values }],
  ['/runs/bare/evaluation', { evaluation: null }],
])('GET %s answers what the training kept', async (url, body) => {
  const { send } = await serverWithEvaluations();
  expect(await send('GET', url)).toMatchObject({ status: 200, body });
});

test.each([
  ['/runs/absent/evaluation', 404, 'not_found'],
  ['/runs/..%2f..%2fclasses/evaluation', 400, 'invalid'],
])('GET %s answers %i %s', async (url, status, code) => {
  const { send } = await serverWithEvaluations();
  const answer = await send('GET', url);
  expect([answer.status, answer.body.error.code]).toEqual([status, code]);
});
