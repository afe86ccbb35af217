import { expect, test } from 'vitest';
import type { Examples } from '../../../worker/data/examples.ts';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { meanSquaredError } from '../../../worker/engine/losses.ts';
import { linear } from '../../../worker/engine/ops/matmul.ts';
import { weightsOnly } from '../../../worker/engine/optimizers/optimizer.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { Batches, slice } from '../../../worker/training/batches.ts';
import { float64Engine } from '../engine/support.ts';

const FEATURES = 200;

/** y = 0.05 + 0.01·Σx + noise of standard deviation 0.01. */
function made(count: number, random: Generator): Examples {
  const inputs = Float32Array.from({ length: count * FEATURES }, () => random.normal());
  const targets = Float32Array.from({ length: count }, (_, row) => {
    const sumOfRow = inputs.subarray(row * FEATURES, (row + 1) * FEATURES).reduce((sum, x) => sum + x, 0);
    return 0.05 + 0.01 * sumOfRow + 0.01 * random.normal();
  });
  return { count, inputs, targets };
}

/** Linear regression on 20 examples of 200 features; the outcome after ten epochs. */
function train(lambda: number, seed: number) {
  const engine = float64Engine();
  const random = new Generator(seed, 'noise');
  const [training, validation] = [made(20, random), made(100, random)];
  const parameters = new Parameters(engine, [
    { name: 'w', role: 'weight', shape: [1, FEATURES] },
    { name: 'b', role: 'bias', shape: [1] },
  ]);
  const [w, b] = parameters.tensors;
  for (let i = 0; i < FEATURES; i++) w.data[i] = 0.01 * random.normal();
  const optimizer = new Sgd(parameters, { weightDecay: lambda, decays: weightsOnly });
  const loss = ({ inputs, targets, count }: { inputs: Tensor; targets: ArrayLike<number>; count: number }) =>
    meanSquaredError(linear(inputs, w, b), engine.tensor(targets, [count, 1]), { half: true });
  const batches = new Batches(training, 5, new Generator(seed, 'order'));
  for (let step = 0; step < 10 * batches.perEpoch; step++) {
    engine.scope(() => gradients(loss(batches.next(engine)), parameters.tensors));
    optimizer.step(0.01);
  }
  const on = (set: Examples) => engine.scope(() => loss(slice(engine, set, 0, set.count)).item);
  return { size: w.toArray().reduce((sum, x) => sum + x * x, 0) / 2, train: on(training), validation: on(validation) };
}

test('weight decay halves what overfitting costs: 20 examples of 200 features', () => {
  const mean = (lambda: number, what: 'size' | 'train' | 'validation') =>
    [1, 2, 3, 4, 5].reduce((sum, seed) => sum + train(lambda, seed)[what], 0) / 5;
  expect(mean(0, 'size')).toBeGreaterThan(0.008);
  expect(mean(0, 'size')).toBeLessThan(0.012);
  expect(mean(0, 'train')).toBeLessThan(1e-4);
  expect(mean(3, 'size')).toBeGreaterThan(0.0009);
  expect(mean(3, 'size')).toBeLessThan(0.0022);
  expect(mean(3, 'validation') / mean(0, 'validation')).toBeLessThan(0.75);
});
