import type { Optimizer as Settings } from '../shared/training/optimizer.ts';
import { Adagrad } from './engine/optimizers/adagrad.ts';
import { Adam } from './engine/optimizers/adam.ts';
import type { Optimizer } from './engine/optimizers/optimizer.ts';
import { Rmsprop } from './engine/optimizers/rmsprop.ts';
import { Sgd } from './engine/optimizers/sgd.ts';
import type { Parameters } from './engine/parameters.ts';

type Create<Name extends Settings['name']> = (
  parameters: Parameters,
  settings: Extract<Settings, { name: Name }>,
) => Optimizer;

const CREATE: { [Name in Settings['name']]: Create<Name> } = {
  gd: (parameters, settings) => new Sgd(parameters, settings),
  sgd: (parameters, settings) => new Sgd(parameters, settings),
  momentum: (parameters, settings) => new Sgd(parameters, settings),
  nesterov: (parameters, settings) => new Sgd(parameters, { ...settings, nesterov: settings.momentum > 0 }),
  adagrad: (parameters, settings) => new Adagrad(parameters, settings),
  rmsprop: (parameters, settings) => new Rmsprop(parameters, settings),
  adam: (parameters, settings) => new Adam(parameters, settings),
  adamw: (parameters, settings) => new Adam(parameters, { ...settings, decoupled: true }),
};

/** The optimizer that a run asks for. */
export function createOptimizer(settings: Settings, parameters: Parameters): Optimizer {
  const create = CREATE[settings.name] as Create<Settings['name']>;
  return create(parameters, settings as never);
}
