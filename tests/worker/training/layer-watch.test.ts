import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { conv2d } from '../../../worker/engine/layers/conv2d.ts';
import type { LayerKind } from '../../../worker/engine/layers/layer.ts';
import { layerNorm } from '../../../worker/engine/layers/layer-norm.ts';
import { linear } from '../../../worker/engine/layers/linear.ts';
import { residual } from '../../../worker/engine/layers/residual.ts';
import { Sequential } from '../../../worker/engine/layers/sequential.ts';
import { activation, flatten, image } from '../../../worker/engine/layers/simple.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { LayerWatch } from '../../../worker/training/layer-watch.ts';
import { float64Engine } from '../engine/support.ts';
import { train } from '../support.ts';

const INPUTS = [1, 0.01, 2, -3];

/** What is seen of a network without biases for the two examples [1, 0.01] and [2, −3], whose loss is the sum of its outputs. */
function seenOf(kinds: LayerKind[], weights: Record<string, number[]>, update: (x: number) => number = (x) => x) {
  const engine = float64Engine();
  const model = new Sequential(engine, [2], kinds, new Generator(1, 'dropout'));
  for (const [name, values] of Object.entries(weights)) model.parameters.get(name).value.data.set(values);
  const watch = new LayerWatch(model, 1);
  gradients(sum(model.forward(engine.tensor(INPUTS, [2, 2]), 'train', watch.watch(1))), model.parameters.tensors);
  watch.beforeStep();
  for (const name of Object.keys(weights)) {
    const { data } = model.parameters.get(name).value;
    data.set(data.map(update));
  }
  return watch.afterStep() ?? new Map<string, number>();
}

test('the numbers of a layer are those of its formulas', () => {
  const weights = { 'layer.weight': [3, 0, 0, 1] }; // outputs tanh(3x₁), tanh(x₂)
  const seen = seenOf([linear('layer', 2, 'tanh')], weights, (x) => 0.99 * x);

  const y = [Math.tanh(3), Math.tanh(0.01), Math.tanh(6), Math.tanh(-3)];
  const mean = y.reduce((total, each) => total + each) / 4;
  const slope = y.map((each) => 1 - each ** 2);
  // ∂Σy/∂w = Σ over examples of slope · input
  const gradient = [
    slope[0] * 1 + slope[2] * 2,
    slope[0] * 0.01 + slope[2] * -3,
    slope[1] * 1 + slope[3] * 2,
    slope[1] * 0.01 + slope[3] * -3,
  ];
  const expected: Record<string, number> = {
    'activations/layer/mean': mean,
    'activations/layer/std': Math.sqrt(y.reduce((total, each) => total + (each - mean) ** 2, 0) / 4),
    'activations/layer/zero': 0,
    'activations/layer/saturated': 3 / 4, // |y| > 0.97: all but tanh(0.01)
    'layers/layer/grad_norm': Math.hypot(...gradient),
    'layers/layer/update_ratio': 0.01,
  };
  expect([...seen.keys()].sort()).toEqual(Object.keys(expected).sort());
  for (const [key, value] of Object.entries(expected)) expect(seen.get(key), key).toBeCloseTo(value, 12);
});

test('the share of zeros counts what relu cut', () => {
  const seen = seenOf([linear('layer', 2, 'relu')], { 'layer.weight': [1, 0, 0, 1] });
  expect(seen.get('activations/layer/zero')).toBe(0.25);
});

test.each(['relu', 'gelu', 'gelu-tanh', 'silu'] as const)(
  '%s has no upper limit, so nothing of it saturates',
  (name) => {
    const seen = seenOf([linear('layer', 2, name), activation('alone', name)], { 'layer.weight': [9, 0, 0, 9] });
    expect([...seen.keys()].filter((key) => key.endsWith('saturated'))).toEqual([]);
  },
);

test('sigmoid saturates at 0 and at 1', () => {
  const seen = seenOf([linear('layer', 2), activation('alone', 'sigmoid')], { 'layer.weight': [9, 0, 0, 9] });
  expect(seen.get('activations/layer/saturated')).toBe(0.75); // of 9, 0.09, 18, −27
});

test('layers inside a residual block are seen like any other, and so is the block', () => {
  const block = residual('block', [linear('inner', 2), activation('inner-relu', 'relu')]);
  const seen = seenOf([block], { 'inner.weight': [-1, 0, 0, -1] });
  expect(seen.get('activations/inner/zero')).toBe(0.75);
  expect(seen.get('activations/block/mean')).toBeCloseTo((1 + 0.01 + 2 + 0) / 4, 12);
});

test.each([
  ['in one layer', () => [linear('layer', 2, 'relu')]],
  ['as a layer of its own', () => [linear('layer', 2), activation('layer-relu', 'relu')]],
  ['after a normalization', () => [linear('layer', 2), layerNorm('layer-norm'), activation('layer-relu', 'relu')]],
])('an activation %s is what the layer is measured by, under one name', (_, kinds) => {
  const seen = seenOf(kinds(), { 'layer.weight': [1, 0, 0, 1] });
  const keys = [...seen.keys()].filter((key) => key.startsWith('activations/'));
  expect(keys).toEqual(['mean', 'std', 'zero', 'dead'].map((name) => `activations/layer/${name}`));
  expect(seen.get('activations/layer/zero')).toBeGreaterThan(0); // before it, no output is exactly 0
});

test('dead are the units that are 0 for every example, however many outputs are 0', () => {
  const deadOf = (weight: number[]) =>
    seenOf([linear('layer', 2, 'relu')], { 'layer.weight': weight }).get('activations/layer/dead');
  expect(deadOf([1, 0, 0, 1])).toBe(0); // x₁ is positive in both examples, x₂ in one
  expect(deadOf([1, 0, 0, -1])).toBe(0);
  expect(deadOf([-1, 0, 0, 1])).toBe(0.5);
  expect(deadOf([-1, 0, 0, 0])).toBe(1);
});

test('the dead units of a convolution are its channels', () => {
  const seen = seenOf(
    [image('image', [2, 1, 1]), conv2d('conv', 2, { kernel: 1, activation: 'relu' }), flatten('flatten')],
    { 'conv.weight': [1, -1] },
  );
  expect(seen.get('activations/conv/zero')).toBe(0.5); // 1, 0.01, 2 of one channel, 3 of the other
  expect(seen.get('activations/conv/dead')).toBe(0);
});

test('weights that are all 0 have no update ratio, whether they move or not', () => {
  for (const moved of [0, 1]) {
    const seen = seenOf([linear('layer', 2)], { 'layer.weight': [0, 0, 0, 0] }, () => moved);
    expect(seen.has('layers/layer/update_ratio')).toBe(false);
    expect(seen.get('layers/layer/grad_norm')).toBeGreaterThan(0);
  }
});

test('gradient norms of layers are those before clipping, as is the norm of all', () => {
  const given = { network: { hidden: [8] }, optimizer: { name: 'sgd' }, length: { unit: 'steps', count: 1 } };
  const key = 'layers/output/grad_norm';
  expect(train({ ...given, clipNorm: 1e-6 }).series[key]).toEqual(train(given).series[key]);
});
