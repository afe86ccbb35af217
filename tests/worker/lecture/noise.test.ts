import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { linear } from '../../../worker/engine/ops/matmul.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { Batches, slice } from '../../../worker/training/batches.ts';
import { readOptdigits } from './optdigits.ts';

test('noise leaves SGD with variance lr/(2 − lr) around the minimum, so a drop of the rate is a cliff', () => {
  const random = new Generator(1, 'noise');
  const replicas = new Float64Array(4000);
  const variance = () => replicas.reduce((sum, x) => sum + x * x, 0) / replicas.length;
  const settle = (rate: number, steps: number) => {
    for (let step = 0; step < steps; step++) {
      for (let i = 0; i < replicas.length; i++) replicas[i] -= rate * (replicas[i] + random.normal());
    }
    return variance();
  };
  const [high, low, lowest] = [settle(0.1, 100), settle(0.01, 300), settle(0.001, 3500)];
  expect(Math.abs(high / 0.05263 - 1)).toBeLessThan(0.1);
  expect(Math.abs(low / 0.005025 - 1)).toBeLessThan(0.1);
  expect(Math.abs(lowest / 0.00050025 - 1)).toBeLessThan(0.1);
  expect(Math.abs(high / low / 10.47 - 1)).toBeLessThan(0.1);
});

/** Softmax regression on optdigits at fixed random weights: the gradient of any batch. */
function softmaxGradient() {
  const host = loadTier('relaxed', 2 ** 26);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  const engine = new Engine(host);
  const { train: examples } = readOptdigits();
  const parameters = new Parameters(engine, [{ name: 'w', role: 'weight', shape: [10, 64] }]);
  const { value, gradient } = parameters.get('w');
  const draw = new Generator(2, 'init');
  for (let i = 0; i < value.size; i++) value.data[i] = 0.05 * draw.normal();
  const of = (batches: Batches | null) =>
    engine.scope(() => {
      const batch = batches ? batches.next(engine) : slice(engine, examples, 0, examples.count);
      gradients(crossEntropy(linear(batch.inputs, value, null), batch.targets), [value]);
      return Float64Array.from(gradient.data);
    });
  return { examples, of };
}

const squaredDistance = (a: Float64Array, b: Float64Array) => a.reduce((sum, x, i) => sum + (x - b[i]) ** 2, 0);

test('the variance of a batch gradient falls as 1/B, times (N − B)/(N − 1) without replacement', () => {
  const { examples, of } = softmaxGradient();
  const full = of(null);
  const draws = 400;
  const variance = (size: number, withReplacement: boolean) => {
    let sum = 0;
    for (let draw = 0; draw < draws; draw++) {
      const random = new Generator(draw + 1, 'order');
      sum += squaredDistance(of(new Batches(examples, size, random, { withReplacement })), full);
    }
    return sum / draws;
  };
  const sizes = [1, 4, 16, 64, 256, 1024];
  const variances = sizes.map((size) => variance(size, true));
  const slope = Math.log(variances[5] / variances[0]) / Math.log(1024);
  expect(Math.abs(slope + 1)).toBeLessThan(0.03);
  const trace = sizes.reduce((sum, size, i) => sum + size * variances[i], 0) / sizes.length;
  sizes.forEach((size, i) => {
    expect(Math.abs((size * variances[i]) / trace - 1)).toBeLessThan(0.07);
  });
  const ratio = (1024 * variance(1024, false)) / trace;
  expect(Math.abs(ratio - (3823 - 1024) / 3822)).toBeLessThan(0.05);
});

test('the mean over the batches of an epoch is the full gradient', () => {
  const { examples, of } = softmaxGradient();
  const batches = new Batches(examples, 1, new Generator(1, 'order'));
  const mean = new Float64Array(640);
  for (let i = 0; i < batches.perEpoch; i++) {
    of(batches).forEach((g, j) => {
      mean[j] += g / batches.perEpoch;
    });
  }
  expect(Math.sqrt(squaredDistance(mean, of(null)))).toBeLessThan(1e-6);
});
