import { expect, test } from 'vitest';
import { parameterShapes } from '../../../shared/training/parameter-shapes.ts';
import { createEngine } from '../../../worker/jobs/run-job.ts';
import { createModel } from '../../../worker/training/model.ts';
import { configOf, splitsOf } from '../support.ts';

test.each([
  { network: { hidden: [7, 7, 3], residual: 'yes' } },
  { network: { hidden: [] } },
  { network: { hidden: [6], normalization: 'batch' } },
  { network: { hidden: [5], normalization: 'layer', dropout: 0.1 } },
  { dataset: { name: 'mnist', limit: 40 }, network: { convolutions: [3, 4], hidden: [6] } },
  {
    dataset: { name: 'mnist', limit: 40 },
    network: { convolutions: [2], stride: 2, kernel: 5, pooling: 'none', hidden: [] },
  },
  {
    dataset: { name: 'mnist', limit: 40 },
    network: { convolutions: [3, 4], normalization: 'batch', pooling: 'average', hidden: [6] },
  },
])('the parameters of %j are those that the engine builds, by name and shape', (given) => {
  const config = configOf(given);
  const splits = splitsOf(config);
  const model = createModel(createEngine('relaxed', 2 ** 26), config.network, splits, 1);
  const built = model.parameters.all.map(({ name, value }) => ({ name, shape: [...value.shape], length: value.size }));
  expect(parameterShapes(config.network, splits)).toEqual(built);
});
