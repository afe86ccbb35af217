import * as schedules from '../../../worker/engine/schedules.ts';
import type { Computed, Options, ReferenceCase } from './case.ts';

type Create = (rate: number, options: Options) => schedules.Schedule;

/** PyTorch's schedulers with PyTorch's defaults; t counts calls of `step`. */
const CREATE: Record<string, Create> = {
  ConstantLR: (rate, options) => {
    const [factor, length] = [options.number('factor', 1 / 3), options.number('total_iters', 5)];
    return (t) => (t < length ? rate * factor : rate);
  },
  StepLR: (rate, options) => schedules.stepDecay(rate, options.number('step_size'), options.number('gamma', 0.1)),
  MultiStepLR: (rate, options) =>
    schedules.multiStep(rate, options.numbers('milestones'), options.number('gamma', 0.1)),
  ExponentialLR: (rate, options) => {
    options.ignore('k');
    return schedules.exponential(rate, options.number('gamma'));
  },
  '1/t decay': (rate, options) => schedules.inverseTime(rate, options.number('k')),
  CosineAnnealingLR: (rate, options) => schedules.cosine(rate, options.number('T_max'), options.number('eta_min', 0)),
  CosineAnnealingWarmRestarts: (rate, options) =>
    schedules.cosineRestarts(rate, options.number('T_0'), options.number('T_mult', 1), options.number('eta_min', 0)),
  LinearLR: (rate, options) =>
    schedules.linear(
      rate,
      options.number('start_factor', 1 / 3),
      options.number('end_factor', 1),
      options.number('total_iters', 5),
    ),
  PolynomialLR: (rate, options) =>
    schedules.polynomial(rate, options.number('total_iters', 5), options.number('power', 1)),
  OneCycleLR: (_, options) =>
    schedules.oneCycle(options.number('max_lr'), options.number('total_steps'), {
      riseShare: options.number('pct_start', 0.3),
      startDivisor: options.number('div_factor', 25),
      endDivisor: options.number('final_div_factor', 1e4),
      anneal: annealing(options),
    }),
  CyclicLR: (_, options) => {
    const rise = options.number('step_size_up', 2000);
    return schedules.cyclic(options.number('base_lr'), options.number('max_lr'), rise, {
      fall: options.number('step_size_down', rise),
      mode: options.text('mode', 'triangular') as schedules.CyclicMode,
      gamma: options.number('gamma', 1),
    });
  },
};

/** The learning rate at every step of a case. */
export function runSchedule({ expected }: ReferenceCase, options: Options): Computed {
  const name = options.text('class');
  const create = CREATE[name];
  if (!create) throw new Error(`unknown schedule "${name}"`);
  const schedule = create(options.number('lr', 0.1), options);
  options.done();
  return { lr: expected.lr.data.map((_, t) => schedule(t)) };
}

function annealing(options: Options): 'cos' | 'linear' {
  const name = options.text('anneal', options.text('anneal_strategy', 'cos'));
  if (name !== 'cos' && name !== 'linear') throw new Error(`option "anneal" is "${name}": cos or linear is known`);
  return name;
}
