import * as schedules from '../../../worker/engine/schedules.ts';
import { type Computed, entryOf, type Options, type ReferenceCase } from './case.ts';

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
  '1/t decay': inverseTime,
  LambdaLR: inverseTime,
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
    schedules.oneCycle(options.number('max_lr'), totalSteps(options), {
      ...cycleShape(options),
      startDivisor: options.number('div_factor', 25),
      endDivisor: options.number('final_div_factor', 1e4),
    }),
  CyclicLR: (_, options) => {
    const rise = options.number('step_size_up', 2000);
    return schedules.cyclic(options.number('base_lr'), options.number('max_lr'), rise, {
      fall: options.number('step_size_down', rise),
      mode: cyclicMode(options.text('mode', 'triangular')),
      gamma: options.number('gamma', 1),
    });
  },
};

/** The learning rate at every step of a case. */
export function runSchedule({ expected }: ReferenceCase, options: Options): Computed {
  const name = options.text('class');
  const create = entryOf(CREATE, name, 'schedule');
  const schedule = create(options.number('lr', 0.1), options);
  const momentum = name === 'OneCycleLR' ? momentumOf(options) : null;
  options.done();
  const along = (values: schedules.Schedule) => Object.values(expected)[0].data.map((_, t) => values(t));
  return { lr: along(schedule), ...(momentum ? { momentum: along(momentum) } : {}) };
}

function inverseTime(rate: number, options: Options): schedules.Schedule {
  return schedules.inverseTime(rate, options.number('k'));
}

function momentumOf(options: Options): schedules.Schedule {
  const [low, high] = [options.number('base_momentum', 0.85), options.number('max_momentum', 0.95)];
  const moves = options.boolean('cycle_momentum', true);
  return moves ? schedules.oneCycleMomentum(totalSteps(options), cycleShape(options), low, high) : () => high;
}

function totalSteps(options: Options): number {
  if (options.has('total_steps')) return options.number('total_steps');
  return options.number('epochs') * options.number('steps_per_epoch');
}

function cycleShape(options: Options): schedules.OneCycleOptions {
  return {
    riseShare: options.number('pct_start', 0.3),
    threePhase: options.boolean('three_phase'),
    anneal: annealing(options),
  };
}

function cyclicMode(name: string): schedules.CyclicMode {
  const known = (['triangular', 'triangular2', 'exp_range'] as const).find((mode) => mode === name);
  if (!known) throw new Error(`option "mode" is "${name}": triangular, triangular2 or exp_range is known`);
  return known;
}

function annealing(options: Options): 'cos' | 'linear' {
  const name = options.text('anneal', options.text('anneal_strategy', 'cos'));
  if (name !== 'cos' && name !== 'linear') throw new Error(`option "anneal" is "${name}": cos or linear is known`);
  return name;
}
