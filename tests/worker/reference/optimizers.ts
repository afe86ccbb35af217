import { Adadelta } from '../../../worker/engine/optimizers/adadelta.ts';
import { Adagrad } from '../../../worker/engine/optimizers/adagrad.ts';
import { Adam } from '../../../worker/engine/optimizers/adam.ts';
import { Adamax } from '../../../worker/engine/optimizers/adamax.ts';
import { Lion } from '../../../worker/engine/optimizers/lion.ts';
import { Muon } from '../../../worker/engine/optimizers/muon.ts';
import { Nadam } from '../../../worker/engine/optimizers/nadam.ts';
import type { DecayRule, Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { Radam } from '../../../worker/engine/optimizers/radam.ts';
import { Rmsprop } from '../../../worker/engine/optimizers/rmsprop.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import type { Parameters } from '../../../worker/engine/parameters.ts';
import { lbfgs } from './lbfgs.ts';
import type { Options } from './options.ts';

type Create = (parameters: Parameters, options: Options, decays: DecayRule) => Pick<Optimizer, 'step'>;

const decay = (options: Options, usual = 0) => ({ weightDecay: options.number('weight_decay', usual) });
const moments = (options: Options, usual: [number, number] = [0.9, 0.999]) => {
  const [beta1, beta2] = options.numbers('betas', usual, 2);
  return { beta1, beta2 };
};
const epsilon = (options: Options, usual = 1e-8) => ({ epsilon: options.number('eps', usual) });

/** PyTorch's optimizers with PyTorch's defaults. */
export const OPTIMIZERS: Record<string, { create: Create; rate: number }> = {
  SGD: {
    rate: 1e-3,
    create: (parameters, options, decays) =>
      new Sgd(parameters, {
        decays,
        ...decay(options),
        momentum: options.number('momentum', 0),
        dampening: options.number('dampening', 0),
        nesterov: options.boolean('nesterov'),
      }),
  },
  Adagrad: {
    rate: 0.01,
    create: (parameters, options, decays) =>
      new Adagrad(parameters, {
        decays,
        ...decay(options),
        ...epsilon(options, 1e-10),
        learningRateDecay: options.number('lr_decay', 0),
        initialAccumulator: options.number('initial_accumulator_value', 0),
      }),
  },
  RMSprop: {
    rate: 0.01,
    create: (parameters, options, decays) =>
      new Rmsprop(parameters, {
        decays,
        ...decay(options),
        ...epsilon(options),
        rho: options.number('alpha', 0.99),
        momentum: options.number('momentum', 0),
        centered: options.boolean('centered'),
      }),
  },
  Adadelta: {
    rate: 1,
    create: (parameters, options, decays) =>
      new Adadelta(parameters, {
        decays,
        ...decay(options),
        ...epsilon(options, 1e-6),
        rho: options.number('rho', 0.9),
      }),
  },
  Adam: {
    rate: 1e-3,
    create: (parameters, options, decays) =>
      new Adam(parameters, {
        decays,
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        amsgrad: options.boolean('amsgrad'),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  AdamW: {
    rate: 1e-3,
    create: (parameters, options, decays) =>
      new Adam(parameters, {
        decays,
        ...decay(options, 0.01),
        ...moments(options),
        ...epsilon(options),
        amsgrad: options.boolean('amsgrad'),
        decoupled: true,
      }),
  },
  Adamax: {
    rate: 2e-3,
    create: (parameters, options, decays) =>
      new Adamax(parameters, { decays, ...decay(options), ...moments(options), ...epsilon(options) }),
  },
  NAdam: {
    rate: 2e-3,
    create: (parameters, options, decays) =>
      new Nadam(parameters, {
        decays,
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        momentumDecay: options.number('momentum_decay', 4e-3),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  RAdam: {
    rate: 1e-3,
    create: (parameters, options, decays) =>
      new Radam(parameters, {
        decays,
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  Lion: {
    rate: 1e-4,
    create: (parameters, options, decays) =>
      new Lion(parameters, { decays, ...decay(options), ...moments(options, [0.9, 0.99]) }),
  },
  // PyTorch's own orthogonalizes in bfloat16, with which nothing agrees to nine digits
  Muon: {
    rate: 1e-3,
    create: (parameters, options, decays) => {
      options.only('eps', 1e-7);
      options.only('adjust_lr_fn', 'original');
      return new Muon(parameters, {
        decays,
        ...decay(options, 0.1),
        momentum: options.number('momentum', 0.95),
        nesterov: options.boolean('nesterov', true),
        iterations: options.number('ns_steps', 5),
      });
    },
  },
  LBFGS: { rate: 1, create: lbfgs },
};
