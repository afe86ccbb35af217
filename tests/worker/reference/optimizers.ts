import type { Engine } from '../../../worker/engine/engine.ts';
import { Adadelta } from '../../../worker/engine/optimizers/adadelta.ts';
import { Adagrad } from '../../../worker/engine/optimizers/adagrad.ts';
import { Adam } from '../../../worker/engine/optimizers/adam.ts';
import { Adamax } from '../../../worker/engine/optimizers/adamax.ts';
import { Lion } from '../../../worker/engine/optimizers/lion.ts';
import { Muon } from '../../../worker/engine/optimizers/muon.ts';
import { Nadam } from '../../../worker/engine/optimizers/nadam.ts';
import type { Optimizer } from '../../../worker/engine/optimizers/optimizer.ts';
import { Radam } from '../../../worker/engine/optimizers/radam.ts';
import { Rmsprop } from '../../../worker/engine/optimizers/rmsprop.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import { type Computed, entryOf, type Options, type ReferenceCase } from './case.ts';

type Create = (parameters: Parameters, options: Options) => Optimizer;

const decay = (options: Options, usual = 0) => ({ weightDecay: options.number('weight_decay', usual) });
const moments = (options: Options, usual: [number, number] = [0.9, 0.999]) => {
  const [beta1, beta2] = options.numbers('betas', usual, 2);
  return { beta1, beta2 };
};
const epsilon = (options: Options, usual = 1e-8) => ({ epsilon: options.number('eps', usual) });

/** PyTorch's optimizers with PyTorch's defaults. */
const CREATE: Record<string, { create: Create; rate: number }> = {
  SGD: {
    rate: 1e-3,
    create: (parameters, options) =>
      new Sgd(parameters, {
        ...decay(options),
        momentum: options.number('momentum', 0),
        dampening: options.number('dampening', 0),
        nesterov: options.boolean('nesterov'),
      }),
  },
  Adagrad: {
    rate: 0.01,
    create: (parameters, options) =>
      new Adagrad(parameters, {
        ...decay(options),
        ...epsilon(options, 1e-10),
        learningRateDecay: options.number('lr_decay', 0),
        initialAccumulator: options.number('initial_accumulator_value', 0),
      }),
  },
  RMSprop: {
    rate: 0.01,
    create: (parameters, options) =>
      new Rmsprop(parameters, {
        ...decay(options),
        ...epsilon(options),
        rho: options.number('alpha', 0.99),
        momentum: options.number('momentum', 0),
        centered: options.boolean('centered'),
      }),
  },
  Adadelta: {
    rate: 1,
    create: (parameters, options) =>
      new Adadelta(parameters, { ...decay(options), ...epsilon(options, 1e-6), rho: options.number('rho', 0.9) }),
  },
  Adam: {
    rate: 1e-3,
    create: (parameters, options) =>
      new Adam(parameters, {
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        amsgrad: options.boolean('amsgrad'),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  AdamW: {
    rate: 1e-3,
    create: (parameters, options) =>
      new Adam(parameters, {
        ...decay(options, 0.01),
        ...moments(options),
        ...epsilon(options),
        amsgrad: options.boolean('amsgrad'),
        decoupled: true,
      }),
  },
  Adamax: {
    rate: 2e-3,
    create: (parameters, options) =>
      new Adamax(parameters, { ...decay(options), ...moments(options), ...epsilon(options) }),
  },
  NAdam: {
    rate: 2e-3,
    create: (parameters, options) =>
      new Nadam(parameters, {
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        momentumDecay: options.number('momentum_decay', 4e-3),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  RAdam: {
    rate: 1e-3,
    create: (parameters, options) =>
      new Radam(parameters, {
        ...decay(options),
        ...moments(options),
        ...epsilon(options),
        decoupled: options.boolean('decoupled_weight_decay'),
      }),
  },
  Lion: {
    rate: 1e-4,
    create: (parameters, options) => new Lion(parameters, { ...decay(options), ...moments(options, [0.9, 0.99]) }),
  },
  Muon: {
    rate: 1e-3,
    create: (parameters, options) =>
      new Muon(parameters, {
        ...decay(options, 0.1),
        momentum: options.number('momentum', 0.95),
        nesterov: options.boolean('nesterov', true),
        iterations: options.number('ns_steps', 5),
      }),
  },
};

/** The optimizer that a case names, and its learning rate. */
export function optimizerOf(
  parameters: Parameters,
  options: Options,
): { optimizer: Pick<Optimizer, 'step'>; rate: number } {
  const name = options.text('class');
  const known = entryOf(CREATE, name, 'optimizer');
  const optimizer = known.create(parameters, options);
  options.ignore('foreach', 'fused', 'capturable', 'differentiable'); // how PyTorch computes, not what
  const rate = options.number('lr', known.rate);
  return { optimizer: options.boolean('maximize') ? uphill(optimizer, parameters) : optimizer, rate };
}

/** Turns every gradient round before its step, as PyTorch's `maximize` does. */
function uphill(optimizer: Optimizer, parameters: Parameters): Pick<Optimizer, 'step'> {
  return {
    step: (rate) => {
      for (const { gradient } of parameters.all) gradient.data.set(gradient.data.map((g) => -g));
      optimizer.step(rate);
    },
  };
}

/** Steps from `start` along the given gradients; the parameters after every step. */
export function runOptimizer(engine: Engine, { inputs }: ReferenceCase, options: Options): Computed {
  const { start, grads } = inputs;
  if (!start || !grads) throw new Error('the inputs "start" and "grads" are needed');
  const parameters = new Parameters(engine, [{ name: 'x', role: 'weight', shape: start.shape }]);
  const { value, gradient } = parameters.get('x');
  value.data.set(start.data);
  const { optimizer, rate } = optimizerOf(parameters, options);
  options.done();

  const size = start.data.length;
  const params: number[] = [];
  for (let step = 0; step < grads.shape[0]; step++) {
    gradient.data.set(grads.data.slice(step * size, (step + 1) * size));
    optimizer.step(rate);
    params.push(...value.data);
  }
  return { params };
}
