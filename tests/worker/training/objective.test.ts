import { expect, test } from 'vitest';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { slice } from '../../../worker/training/batches.ts';
import { createModel } from '../../../worker/training/model.ts';
import { createObjective } from '../../../worker/training/objective.ts';
import { configOf, splitsOf } from '../support.ts';

function engineOf(): Engine {
  const host = loadTier('relaxed', 2 ** 27);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  return new Engine(host);
}

test('an evaluation in parts is that of all examples at once, without dropout', () => {
  const engine = engineOf();
  const config = configOf({
    dataset: { name: 'moons', limit: 2400, validation: 0, test: 0 },
    network: { hidden: [16], dropout: 0.5 },
  });
  const splits = splitsOf(config);
  const model = createModel(engine, config.network, splits, 1);
  const objective = createObjective(engine, config, splits);

  const { train } = splits;
  const whole = slice(engine, train, 0, train.count);
  const output = model.forward(whole.inputs, 'evaluate');
  const right = Array.from(whole.targets).filter((target, row) => {
    return Number(output.data[2 * row + 1] > output.data[2 * row]) === target;
  });

  const { scores, confusion } = objective.evaluate(model, train);
  expect(scores.loss).toBeCloseTo(objective.loss(output, whole).item, 6);
  expect(scores.accuracy).toBe(right.length / train.count);
  expect(confusion?.reduce((sum, count) => sum + count, 0)).toBe(2400);
});

test('label smoothing is for training: runs with and without it are evaluated by the same loss', () => {
  const engine = engineOf();
  const config = configOf({ dataset: { name: 'moons', limit: 64, validation: 0, test: 0 } });
  const splits = splitsOf(config);
  const model = createModel(engine, config.network, splits, 1);
  const plain = createObjective(engine, config, splits);
  const smoothed = createObjective(engine, { ...config, labelSmoothing: 0.3 }, splits);

  const whole = slice(engine, splits.train, 0, splits.train.count);
  const output = model.forward(whole.inputs, 'evaluate');
  const [plainLoss, smoothedLoss] = [plain, smoothed].map((objective) => objective.loss(output, whole).item);
  expect(Math.abs(smoothedLoss - plainLoss)).toBeGreaterThan(0.001);
  expect(smoothed.evaluate(model, splits.train).scores.loss).toBeCloseTo(plainLoss, 6);
});
