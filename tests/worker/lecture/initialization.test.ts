import { describe, expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import type { Draw } from '../../../worker/engine/init.ts';
import { he, type InitializationName, initialize, lecun, normal, xavier, zero } from '../../../worker/engine/init.ts';
import { ACTIVATIONS, type ActivationName } from '../../../worker/engine/layers/activation.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { abs } from '../../../worker/engine/ops/elementwise.ts';
import { linear } from '../../../worker/engine/ops/matmul.ts';
import { max, mean } from '../../../worker/engine/ops/reduce.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';

const [WIDTH, BATCH] = [256, 512];

interface Deep {
  /** Standard deviation and mean absolute value of each layer's activations. */
  std: number[];
  meanAbs: number[];
  /** Largest absolute gradient with respect to each layer's output. */
  gradientMax: number[];
}

/** A deep network of equal layers at its initialization, fed with normal numbers. */
function deep(depth: number, how: Draw | InitializationName, activation: ActivationName | null, seed: number): Deep {
  const host = loadTier('relaxed', 2 ** 27);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  const engine = new Engine(host);
  const [init, noise] = [new Generator(seed, 'init'), new Generator(seed, 'noise')];
  const outputs: Tensor[] = [];
  let value = engine.tensor(
    Array.from({ length: BATCH * WIDTH }, () => noise.normal()),
    [BATCH, WIDTH],
  );
  for (let layer = 0; layer < depth; layer++) {
    const weights = engine.tensor(new Float32Array(WIDTH * WIDTH), [WIDTH, WIDTH], true);
    initialize(weights, how, init);
    value = linear(value, weights, null);
    if (activation) value = ACTIVATIONS[activation](value);
    outputs.push(value);
  }
  const moments = outputs.map((output) => engine.kernels.moments(output.data));
  const found = gradients(sum(value), outputs);
  return {
    std: moments.map(({ std }) => std),
    meanAbs: outputs.map((output) => mean(abs(output)).item),
    gradientMax: found.map((gradient) => max(abs(gradient)).item),
  };
}

const SEEDS = [1, 2, 3, 4, 5];
const ratio = ({ std }: Deep) => std[std.length - 1] / std[0];

describe('the notebook of initializations, width 256, ten layers', () => {
  test.each(SEEDS)('linear: N(0, 0.01) shrinks by 0.16 a layer, N(0, 1) grows by 16, LeCun stays, seed %i', (seed) => {
    const perLayer = (how: Draw) => ratio(deep(10, how, null, seed)) ** (1 / 9);
    expect(Math.abs(perLayer(normal(0.01)) - 0.16)).toBeLessThan(0.003);
    expect(Math.abs(perLayer(normal(1)) - 16)).toBeLessThan(0.2);
    const kept = ratio(deep(10, lecun('normal'), null, seed));
    expect(kept).toBeGreaterThan(0.9);
    expect(kept).toBeLessThan(1.1);
  });

  test('ReLU: He keeps the scale, Xavier loses half the variance a layer', () => {
    const over = (how: Draw) => SEEDS.reduce((sum, seed) => sum + ratio(deep(10, how, 'relu', seed)), 0) / SEEDS.length;
    const kept = over(he('normal'));
    expect(kept).toBeGreaterThan(0.5);
    expect(kept).toBeLessThan(1.3);
    const lost = over(xavier('normal'));
    expect(lost).toBeGreaterThan(0.02);
    expect(lost).toBeLessThan(0.06);
  });

  test.each(SEEDS)('ReLU at depth 30: Xavier has vanished, He has not, seed %i', (seed) => {
    const vanished = ratio(deep(30, xavier('normal'), 'relu', seed));
    expect(vanished).toBeGreaterThan(1e-5);
    expect(vanished).toBeLessThan(1e-4);
    const kept = ratio(deep(30, he('normal'), 'relu', seed));
    expect(kept).toBeGreaterThan(0.4);
    expect(kept).toBeLessThan(1.6);
  });

  test('tanh with N(0, 1) is saturated', () => {
    for (const std of deep(10, normal(1), 'tanh', 1).std) expect(std).toBeGreaterThan(0.96);
  });

  test('zero weights give nothing, or one half through a sigmoid, and pass no gradient below the last layer', () => {
    const relu = deep(10, zero, 'relu', 1);
    expect(new Set(relu.meanAbs)).toEqual(new Set([0]));
    const sigmoid = deep(10, zero, 'sigmoid', 1);
    expect(new Set(sigmoid.meanAbs)).toEqual(new Set([0.5]));
    expect(sigmoid.gradientMax.at(-1)).toBe(1);
    expect(new Set(sigmoid.gradientMax.slice(0, -1))).toEqual(new Set([0]));
  });
});
