import { expect, test } from 'vitest';
import { Network } from '../../../shared/training/network.ts';
import { parameterCount } from '../../../shared/training/parameter-count.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { plannedLayers } from '../../../web/launch/planned-layers.ts';

const MNIST = { features: 784, outputs: 10, image: [28, 28, 1] } as const;
const network = (changes: Partial<Network>) => withDefaults<Network>(Network, changes);

test('a convolutional network is planned layer by layer, each with its shapes and parameters', () => {
  const layers = plannedLayers(network({ convolutions: [16], hidden: [32], normalization: 'batch' }), MNIST);

  expect(layers.map(({ name, kind, output, parameters }) => [name, kind, output.join('×'), parameters])).toEqual([
    ['image', 'image', '28×28×1', 0],
    ['conv1', 'convolution 3×3', '28×28×16', 160],
    ['conv1-norm', 'batch norm', '28×28×16', 32],
    ['conv1-relu', 'relu', '28×28×16', 0],
    ['pool1', 'max pool 2×2', '14×14×16', 0],
    ['flatten', 'flatten', '3136', 0],
    ['layer1', 'linear', '32', 100_384],
    ['layer1-norm', 'batch norm', '32', 64],
    ['layer1-relu', 'relu', '32', 0],
    ['output', 'linear', '10', 330],
  ]);
});

test('strides and the kind of pooling are planned as chosen', () => {
  const planned = (changes: Partial<Network>) =>
    plannedLayers(network({ convolutions: [16], hidden: [], ...changes }), MNIST).map(
      ({ kind, output, parameters }) => `${kind} ${output.join('×')} ${parameters}`,
    );

  expect(planned({ kernel: 5, stride: 2, pooling: 'average' }).slice(1, 3)).toEqual([
    'convolution 5×5 stride 2 + relu 14×14×16 416',
    'average pool 2×2 7×7×16 0',
  ]);
  expect(planned({ stride: 3, pooling: 'none' }).slice(1, 3)).toEqual([
    'convolution 3×3 stride 3 + relu 10×10×16 160',
    'flatten 1600 0',
  ]);
});

test.each<Partial<Network>>([
  {},
  { hidden: [] },
  { hidden: [64, 64, 64], residual: 'yes', dropout: 0.5 },
  { hidden: [64, 64], residual: 'yes', normalization: 'layer' },
  { convolutions: [8, 16, 32], hidden: [288], residual: 'yes' },
  { convolutions: [8], normalization: 'layer', hidden: [] },
  { convolutions: [8, 4], kernel: 5, stride: 2, pooling: 'average' },
])('the layers of %j have as many parameters together as the network', (changes) => {
  const planned = plannedLayers(network(changes), MNIST);

  const sum = planned.reduce((total, { parameters }) => total + parameters, 0);
  expect(sum).toBe(parameterCount(network(changes), MNIST));
});
