import * as schedules from '../../../worker/engine/schedules.ts';
import { type Computed, entryOf, type ReferenceCase } from './case.ts';
import type { Options } from './options.ts';

type Inputs = ReferenceCase['inputs'];
type Create = (rate: number, options: Options, inputs: Inputs) => schedules.Schedule;

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
  MultiplicativeLR: (rate, options) => schedules.exponential(rate, options.number('factor')),
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
  CyclicLR: (_, options) => cyclic(options, options.number('base_lr'), options.number('max_lr')),
  SequentialLR: (rate, options) => schedules.sequential(partsOf(rate, options), options.numbers('milestones')),
  ChainedScheduler: (rate, options) => {
    const parts = partsOf(rate, options);
    return (t) => parts.reduce((product, part) => (product * part(t)) / rate, rate);
  },
  ReduceLROnPlateau: plateau,
};

/** The momentum that goes with the rate of some of them. */
const MOMENTUM: Record<string, (options: Options) => schedules.Schedule> = {
  OneCycleLR: (options) =>
    schedules.oneCycleMomentum(
      totalSteps(options),
      cycleShape(options),
      options.number('base_momentum', 0.85),
      options.number('max_momentum', 0.95),
    ),
  CyclicLR: (options) => cyclic(options, options.number('max_momentum', 0.9), options.number('base_momentum', 0.8)),
};

/** The learning rate at every step of a case. */
export function runSchedule({ inputs, expected }: ReferenceCase, options: Options): Computed {
  const name = options.text('class');
  const schedule = scheduleOf(name, options.number('lr', 0.1), options, inputs);
  const momentum =
    Object.hasOwn(MOMENTUM, name) && options.boolean('cycle_momentum', true) ? MOMENTUM[name](options) : null;
  options.ignore('base_momentum', 'max_momentum'); // of no effect without the cycle
  options.done();
  const along = (values: schedules.Schedule) => Object.values(expected)[0].data.map((_, t) => values(t));
  return { lr: along(schedule), ...(momentum ? { momentum: along(momentum) } : {}) };
}

/** The schedule of that name, `rate` being the optimizer's. */
export function scheduleOf(name: string, rate: number, options: Options, inputs: Inputs = {}): schedules.Schedule {
  options.ignore('last_epoch', 'verbose');
  return entryOf(CREATE, name, 'schedule')(rate, options, inputs);
}

function partsOf(rate: number, options: Options): schedules.Schedule[] {
  return options.parts('schedulers').map((part) => {
    const schedule = scheduleOf(part.text('class'), rate, part);
    part.done();
    return schedule;
  });
}

function inverseTime(rate: number, options: Options): schedules.Schedule {
  return schedules.inverseTime(rate, options.number('k'));
}

/** The rate after each value of the case's only input, which `step` receives. */
function plateau(rate: number, options: Options, inputs: Inputs): schedules.Schedule {
  const mode = options.text('mode', 'min');
  if (mode !== 'min' && mode !== 'max') throw new Error(`option "mode" is "${mode}": min or max is known`);
  const sign = mode === 'min' ? 1 : -1; // of values turned round, the better is larger by its share
  options.only('threshold_mode', 'rel');
  options.only('cooldown', 0);
  options.only('eps', 1e-8);
  const [values] = Object.values(inputs);
  if (!values) throw new Error('an input with the values that are watched is needed');
  const watching = new schedules.Plateau(rate, {
    factor: options.number('factor', 0.1),
    patience: options.number('patience', 10),
    threshold: sign * options.number('threshold', 1e-4),
    floor: options.number('min_lr', 0),
  });
  const rates = [rate, ...values.data.map((value) => watching.observe(sign * value))];
  return (t) => rates[t];
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

function cyclic(options: Options, from: number, to: number): schedules.Schedule {
  const rise = options.number('step_size_up', 2000);
  return schedules.cyclic(from, to, rise, {
    fall: options.number('step_size_down', rise),
    mode: cyclicMode(options.text('mode', 'triangular')),
    gamma: options.number('gamma', 1),
  });
}

function cyclicMode(name: string): schedules.CyclicMode {
  const known = (['triangular', 'triangular2', 'exp_range'] as const).find((mode) => mode === name);
  if (!known) throw new Error(`option "mode" is "${name}": triangular, triangular2 or exp_range is known`);
  return known;
}

function annealing(options: Options): 'cos' | 'linear' {
  const name = options.text('anneal', 'cos');
  if (name !== 'cos' && name !== 'linear') throw new Error(`option "anneal" is "${name}": cos or linear is known`);
  return name;
}
