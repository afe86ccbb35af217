import { expect, test } from 'vitest';
import { leastTensorBytes } from '../../../shared/training/memory.ts';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { configOf, splitsOf, train } from '../support.ts';

/** What a training needs at least by its settings, and the most that it had in use. */
function measure(given: Record<string, unknown>): { least: number; used: number } {
  const host = loadTier('relaxed', 2 ** 28);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  const engine = new Engine(host);
  const config = configOf({ length: { unit: 'steps', count: 1 }, ...given });
  train({ length: { unit: 'steps', count: 1 }, ...given }, { engine });
  const { lasting, batch } = leastTensorBytes(config, splitsOf(config), config.batchSize);
  return { least: lasting + batch, used: engine.arena.usage.peakBytes };
}

const names = Optimizer.anyOf.map(({ properties }) => properties.name.const);

test.each(names)('%s has no less in use than the least that is refused by', (name) => {
  const optimizer = withDefaults(Optimizer, { name });
  const { least, used } = measure({ optimizer, network: { hidden: [512, 512] }, batchSize: 64 });
  expect(used).toBeGreaterThanOrEqual(least);
});

test.each([
  { network: { hidden: [2000] }, batchSize: 900 },
  { network: { hidden: [300, 300], normalization: 'layer', dropout: 0.5 }, batchSize: 900 },
  { network: { hidden: [300, 300], residual: 'yes', activation: 'gelu' }, batchSize: 900, layersEvery: 0 },
  { dataset: { name: 'mnist', limit: 300 }, network: { convolutions: [16, 32], hidden: [64] }, batchSize: 200 },
  {
    dataset: { name: 'mnist', limit: 300 },
    network: { convolutions: [16], pooling: 'none', stride: 2 },
    batchSize: 200,
  },
])('nor has %j, of which it is more than a twentieth', (given) => {
  const { least, used } = measure(given);
  expect(used).toBeGreaterThanOrEqual(least);
  expect(least).toBeGreaterThan(used / 20);
});
