import type { Optimizer as Settings } from '../../shared/training/optimizer.ts';
import { Adadelta } from '../engine/optimizers/adadelta.ts';
import { Adagrad } from '../engine/optimizers/adagrad.ts';
import { Adam } from '../engine/optimizers/adam.ts';
import { Adamax } from '../engine/optimizers/adamax.ts';
import { HeavyBall } from '../engine/optimizers/heavy-ball.ts';
import { Lbfgs } from '../engine/optimizers/lbfgs.ts';
import { Lion } from '../engine/optimizers/lion.ts';
import { Muon } from '../engine/optimizers/muon.ts';
import { Nadam } from '../engine/optimizers/nadam.ts';
import { type DecayRule, type Optimizer, weightsOnly } from '../engine/optimizers/optimizer.ts';
import { Radam } from '../engine/optimizers/radam.ts';
import { Rmsprop } from '../engine/optimizers/rmsprop.ts';
import { Sgd } from '../engine/optimizers/sgd.ts';
import { SteepestDescent } from '../engine/optimizers/steepest-descent.ts';
import type { Parameters } from '../engine/parameters.ts';

/** The settings of one optimizer, with `decays` as a rule. */
type Chosen<Name extends Settings['name']> = Omit<Extract<Settings, { name: Name }>, 'decays'> & { decays: DecayRule };

/** How each optimizer is made from its settings. */
const CREATE: { [Name in Settings['name']]: (parameters: Parameters, chosen: Chosen<Name>) => Optimizer } = {
  gd: (p, { lineSearch, ...rest }) =>
    lineSearch === 'none' ? new Sgd(p, rest) : new SteepestDescent(p, { ...rest, search: lineSearch }),
  sgd: (p, chosen) => new Sgd(p, chosen),
  momentum: (p, chosen) => (chosen.form === 'lecture' ? new HeavyBall(p, chosen) : new Sgd(p, chosen)),
  nesterov: (p, chosen) =>
    chosen.form === 'lecture'
      ? new HeavyBall(p, { ...chosen, nesterov: true })
      : new Sgd(p, { ...chosen, nesterov: chosen.momentum > 0 }),
  adagrad: (p, chosen) => new Adagrad(p, chosen),
  rmsprop: (p, chosen) => new Rmsprop(p, { ...chosen, centered: chosen.centered === 'yes' }),
  adadelta: (p, chosen) => new Adadelta(p, chosen),
  adam: (p, chosen) => new Adam(p, { ...chosen, amsgrad: chosen.amsgrad === 'yes' }),
  adamw: (p, chosen) => new Adam(p, { ...chosen, amsgrad: chosen.amsgrad === 'yes', decoupled: true }),
  adamax: (p, chosen) => new Adamax(p, chosen),
  nadam: (p, chosen) => new Nadam(p, { ...chosen, decoupled: chosen.decoupled === 'yes' }),
  radam: (p, chosen) => new Radam(p, { ...chosen, decoupled: chosen.decoupled === 'yes' }),
  lion: (p, chosen) => new Lion(p, chosen),
  muon: (p, chosen) => new Muon(p, chosen),
  lbfgs: (p, { lineSearch, ...rest }) => new Lbfgs(p, { ...rest, search: lineSearch }),
};

const DECAYS: Record<Settings['decays'], DecayRule> = {
  all: (_, weightDecay) => weightDecay,
  weights: weightsOnly,
};

/** The optimizer that a run is configured with. */
export function createOptimizer(settings: Settings, parameters: Parameters): Optimizer {
  const create = CREATE[settings.name] as (parameters: Parameters, chosen: unknown) => Optimizer;
  return create(parameters, { ...settings, decays: DECAYS[settings.decays] });
}
