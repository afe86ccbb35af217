import { describe, expect, test } from 'vitest';
import { Network } from '../../../shared/training/network.ts';
import { parameterCount } from '../../../shared/training/parameter-count.ts';
import { plannedLayers } from '../../../web/launch/planned-layers.ts';
import type { Splits } from '../../../worker/data/examples.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { createModel } from '../../../worker/training/model.ts';
import { Recorder } from '../../../worker/training/recorder.ts';
import { trainModel } from '../../../worker/training/trainer.ts';
import { readOptdigits } from '../lecture/optdigits.ts';
import { configOf, splitsOf } from '../support.ts';

const splits = readOptdigits();

function engineOf(): Engine {
  const host = loadTier('relaxed', 2 ** 27);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  return new Engine(host);
}

function modelOf(network: object, of: Splits = splits) {
  return createModel(engineOf(), configOf({ network }).network, of, 1);
}

/** Accuracy on the test digits after a few steps. */
function accuracyOf(network: object): number {
  let accuracy = Number.NaN;
  const recorder = new Recorder({
    writer: 'w',
    attempt: 1,
    now: () => 0,
    send: ({ series = {} }) => {
      accuracy = Number(series['test/accuracy']?.value[0] ?? accuracy);
    },
  });
  const config = configOf({
    network: { hidden: [], ...network },
    optimizer: { name: 'adam', learningRate: 0.01 },
    length: { unit: 'steps', count: 60 },
  });
  const options = { engine: engineOf(), recorder, shouldStop: () => false, onStep: () => {}, clock: () => 0 };
  trainModel(config, splits, options);
  recorder.flush();
  return accuracy;
}

const enumOf = (key: 'kernel' | 'stride' | 'pooling') =>
  (Network.properties[key] as unknown as { enum: (string | number)[] }).enum.map((value) => ({ [key]: value }));

test.each([
  ...enumOf('kernel'),
  ...enumOf('stride').map((stride) => ({ ...stride, pooling: 'none' })),
  ...enumOf('pooling'),
])('convolutions with %j learn digits', (given) => {
  expect(accuracyOf({ convolutions: [8], ...given })).toBeGreaterThan(0.6); // a guess is right one time in ten
});

test('convolutions without pooling, normalized, learn digits too', () => {
  const network = { convolutions: [8, 8], kernel: 5, stride: 2, pooling: 'none', normalization: 'batch' };
  expect(accuracyOf(network)).toBeGreaterThan(0.6);
});

describe('what is planned is what is built', () => {
  const windows = [
    {},
    { kernel: 1, pooling: 'none' },
    { kernel: 5, pooling: 'average' },
    { kernel: 7, stride: 2, pooling: 'none' },
    { stride: 3, pooling: 'none' },
    { stride: 2, pooling: 'max', convolutions: [4] },
    { stride: 4, pooling: 'average', convolutions: [4] },
  ];
  const networks = windows.flatMap((window) =>
    ['none', 'batch'].map((normalization) => ({ convolutions: [4, 6], hidden: [7], normalization, ...window })),
  );
  test.each(networks)('%j', (given) => {
    const model = modelOf(given);
    const { network } = configOf({ network: given });
    expect(model.parameters.count).toBe(parameterCount(network, splits));

    const planned = plannedLayers(network, splits);
    for (const { name, kind, outputShape } of model.layers) {
      // max pooling that is done with its convolution is planned as a layer of its own
      const fused = kind.includes('+ max pool');
      const row = planned.find((each) => each.name === (fused ? name.replace('conv', 'pool') : name));
      expect([row?.kind, row?.output], name).toEqual([fused ? 'max pool 2×2' : kind, outputShape]);
    }
    const output = model.forward(model.engine.full([2, 64], 1), 'train');
    expect(output.shape).toEqual([2, 10]);
  });
});

test('convolutions of a run from before windows could be chosen are 3×3 with the largest of 2×2', () => {
  const model = modelOf({ convolutions: [8, 16] });
  expect(model.layers.map(({ name, kind }) => [name, kind]).slice(1, 3)).toEqual([
    ['conv1', 'convolution 3×3 + max pool 2×2 + relu'],
    ['conv2', 'convolution 3×3 + max pool 2×2 + relu'],
  ]);
});

test('convolutions come before the hidden layers', () => {
  const model = modelOf({ convolutions: [8, 16], hidden: [32], normalization: 'batch' });
  expect(model.layers.map(({ name, outputShape }) => [name, outputShape.join('×')])).toEqual([
    ['image', '8×8×1'],
    ['conv1', '8×8×8'],
    ['conv1-norm', '8×8×8'],
    ['conv1-relu', '8×8×8'],
    ['pool1', '4×4×8'],
    ['conv2', '4×4×16'],
    ['conv2-norm', '4×4×16'],
    ['conv2-relu', '4×4×16'],
    ['pool2', '2×2×16'],
    ['flatten', '64'],
    ['layer1', '32'],
    ['layer1-norm', '32'],
    ['layer1-relu', '32'],
    ['output', '10'],
  ]);
});

test('convolutions need images, and images large enough', () => {
  const moons = splitsOf(configOf({}));
  expect(() => modelOf({ convolutions: [8, 16] }, moons)).toThrow(
    'convolutions 8, 16 must be none: this dataset has no images',
  );
  expect(() => modelOf({ convolutions: [8, 8, 8, 8] })).toThrow(/^convolutions 8, 8, 8, 8 must be at most 3 .*8×8/);
  expect(() => modelOf({ convolutions: [8, 8], stride: 3 })).toThrow(/must be at most 1 /);
  expect(modelOf({ convolutions: [8, 8, 8, 8], pooling: 'none', stride: 3 }).layers.at(-2)?.outputShape).toEqual([128]);
});
