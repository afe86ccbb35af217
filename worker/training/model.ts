import { convolutionFault, POOL } from '../../shared/training/convolutions.ts';
import type { Network } from '../../shared/training/network.ts';
import type { Splits } from '../data/examples.ts';
import { initialize } from '../engine/init.ts';
import { batchNorm } from '../engine/layers/batch-norm.ts';
import { averagePool, conv2d, maxPool } from '../engine/layers/conv2d.ts';
import type { LayerKind } from '../engine/layers/layer.ts';
import { layerNorm } from '../engine/layers/layer-norm.ts';
import { linear } from '../engine/layers/linear.ts';
import { residual } from '../engine/layers/residual.ts';
import { Sequential } from '../engine/layers/sequential.ts';
import { activation, dropout, flatten, image } from '../engine/layers/simple.ts';
import { Generator } from '../engine/rng.ts';
import type { Engine } from '../engine/tensor.ts';

/**
 * Builds the network that a run is configured with, its weights drawn from the seed's `init` stream; random
 * layers draw from `random`.
 */
export function createModel(
  engine: Engine,
  network: Network,
  splits: Splits,
  seed: number,
  random = new Generator(seed, 'dropout'),
): Sequential {
  const kinds = [...convolutions(network, splits), ...hiddenLayers(network, splits), linear('output', splits.outputs)];
  const model = new Sequential(engine, [splits.features], kinds, random);

  const init = new Generator(seed, 'init');
  for (const { role, value } of model.parameters.all) {
    if (role === 'weight') initialize(value, network.initialization, init, network.gain);
  }
  return model;
}

/** Convolutions, each with its pooling. */
function convolutions(network: Network, splits: Splits): LayerKind[] {
  if (network.convolutions.length === 0) return [];
  const fault = convolutionFault(network, splits.image);
  if (fault || !splits.image) throw new RangeError(`convolutions ${network.convolutions.join(', ')} ${fault}`);
  const { kernel, stride, pooling, normalization, activation } = network;
  const window = { kernel, stride, padding: (kernel - 1) / 2 };
  const kinds = network.convolutions.flatMap((channels, index) => {
    const name = `conv${index + 1}`;
    // in one layer with max pooling, which leaves fewer elements to activate
    if (normalization === 'none' && pooling === 'max')
      return [conv2d(name, channels, { ...window, activation, pool: POOL })];
    const convolution =
      normalization === 'none'
        ? [conv2d(name, channels, { ...window, activation })]
        : [conv2d(name, channels, window), ...normalized(network, name)];
    return [...convolution, ...POOLING[pooling](`pool${index + 1}`)];
  });
  return [image('image', splits.image), ...kinds, flatten('flatten')];
}

const POOLING: Record<Network['pooling'], (name: string) => LayerKind[]> = {
  max: (name) => [maxPool(name, POOL)],
  average: (name) => [averagePool(name, POOL)],
  none: () => [],
};

function hiddenLayers(network: Network, splits: Splits): LayerKind[] {
  const { hidden, normalization } = network;
  return hidden.flatMap((width, index) => {
    const name = `layer${index + 1}`;
    const layer =
      normalization === 'none'
        ? [linear(name, width, network.activation)]
        : [linear(name, width), ...normalized(network, name)];
    const after = network.dropout > 0 ? [dropout(`${name}-dropout`, network.dropout)] : [];
    const before = index > 0 ? hidden[index - 1] : network.convolutions.length > 0 ? null : splits.features;
    const body = network.residual === 'yes' && before === width ? [residual(`${name}-block`, layer)] : layer;
    return [...body, ...after];
  });
}

/** Normalization, then the activation. */
function normalized(network: Network, name: string): LayerKind[] {
  const { normalization, runningStatistics, activation: kind } = network;
  const momentum = runningStatistics === 'cumulative' ? { momentum: null } : {};
  const norm = normalization === 'batch' ? batchNorm(`${name}-norm`, momentum) : layerNorm(`${name}-norm`);
  return [norm, activation(`${name}-${kind}`, kind)];
}
