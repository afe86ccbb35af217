import type { Network } from '../shared/training/network.ts';
import type { Splits } from './data/examples.ts';
import type { Engine } from './engine/engine.ts';
import { initialize } from './engine/init.ts';
import type { LayerKind } from './engine/layers/layer.ts';
import { linear } from './engine/layers/linear.ts';
import { Sequential } from './engine/layers/sequential.ts';
import { Generator } from './engine/rng.ts';

/** Builds the network a run asks for, with weights drawn from the seed's `init` stream. */
export function createModel(engine: Engine, network: Network, splits: Splits, seed: number): Sequential {
  const { hidden, activation, initialization } = network;
  const kinds: LayerKind[] = hidden.map((width, index) => linear(`layer${index + 1}`, width, activation));
  const layers = [...kinds, linear('output', splits.outputs)];
  const model = new Sequential(engine, [splits.features], layers, new Generator(seed, 'dropout'));

  const random = new Generator(seed, 'init');
  for (const { role, value } of model.parameters.all) {
    if (role === 'weight') initialize(value, initialization, random);
  }
  return model;
}
