import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import type { CheckpointList } from '../../../shared/checkpoint.ts';
import { startServer, type TestServer } from '../../support/start-server.ts';

const TRAINS = fileURLToPath(new URL('../../../worker/thread/train.ts', import.meta.url));
/** The best accuracy comes long before the best loss, and both before the last two epochs. */
const CONFIG = {
  dataset: { name: 'moons', limit: 200, noise: 0.3 },
  network: { hidden: [16] },
  optimizer: { name: 'sgd', learningRate: 1 },
  batchSize: 16,
  length: { unit: 'epochs', count: 12 },
  checkpointEvery: 1,
  histogramEvery: 0,
  seed: 4,
};

async function checkpointsOf({ send }: TestServer, run: string): Promise<CheckpointList> {
  return (await send('GET', `/runs/${run}/checkpoints`)).body;
}

/** The step with the best value of a series, the earliest of several, as its summary has it. */
async function bestStep({ run }: TestServer, id: string, metric: string, stat: 'argmin' | 'argmax') {
  return (await run(id)).summary[metric]?.[stat];
}

test('the best checkpoint is that of the goal of the project, which the list names, else of the loss', async () => {
  const server = await startServer({ threadFile: TRAINS, workers: 1 });
  await server.send('PATCH', '/metric-settings', { project: 'ranked', metric: 'val/accuracy', goal: 'max' });
  for (const id of ['ranked', 'usual']) await server.send('POST', '/launch', { id, project: id, ...CONFIG });
  for (const [id, metric, direction, stat] of [
    ['ranked', 'val/accuracy', 'max', 'argmax'],
    ['usual', 'val/loss', 'min', 'argmin'],
  ] as const) {
    await server.untilState(id, 'finished');
    const { criterion, checkpoints } = await checkpointsOf(server, id);
    expect(criterion).toEqual({ metric, direction });
    const best = checkpoints.find(({ kept }) => kept.includes('best'));
    expect(best?.step, id).toBe(await bestStep(server, id, metric, stat));
    expect(best?.score?.metric).toBe(metric);
    // one more where the points of the newest two were not stored yet when these were saved
    const steps = checkpoints.map(({ step }) => step);
    expect(steps).toEqual(expect.arrayContaining([best?.step, 110, 120]));
    expect(steps.length).toBeLessThanOrEqual(4);
  }

  // a goal that is set later chooses among those that were kept
  await server.send('PATCH', '/metric-settings', { project: 'usual', metric: 'val/accuracy', goal: 'max' });
  expect((await checkpointsOf(server, 'usual')).criterion).toEqual({ metric: 'val/accuracy', direction: 'max' });
}, 60_000);
