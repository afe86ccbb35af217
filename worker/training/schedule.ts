import type { Length } from '../../shared/training/launch.ts';
import type { Schedule as Settings } from '../../shared/training/schedule.ts';
import type { Floats } from '../engine/floats.ts';
import * as schedules from '../engine/schedules.ts';

/** The learning rate of each optimizer step, and whether it stays put between drops worth a mark. */
export interface RateSchedule {
  /** The rate used at optimizer step 1, 2, 3 … */
  at(step: number): number;
  /** The momentum at optimizer step 1, 2, 3 …; null when the schedule leaves it alone. */
  momentumAt(step: number): number | null;
  /** Takes the loss of an epoch that ends with a step, for schedules that wait for it to fall; those of the warm-up do not count. */
  observe(loss: number, step: number): void;
  /** Its state of those losses, saved and restored with the run. */
  seen: Floats;
  drops: boolean;
  /** From here on it is the schedule of another full rate and length; what it has seen of losses stays, with its rate in proportion. */
  change(rate: number, length: RunLength): void;
}

/** How long a run is. */
export interface RunLength {
  stepsPerEpoch: number;
  totalSteps: number;
}

/** Optimizer steps of a run. */
export function stepsOf({ unit, count }: Length, stepsPerEpoch: number): number {
  return count * (unit === 'epochs' ? stepsPerEpoch : 1);
}

type Named<Name extends Settings['name']> = Extract<Settings, { name: Name }>;
/** How each schedule is made from its settings: the rate at unit t of `units`. */
type Create<Name extends Settings['name']> = (rate: number, settings: Named<Name>, units: number) => schedules.Schedule;

const CREATE: { [Name in Exclude<Settings['name'], 'plateau'>]: Create<Name> } = {
  constant: (rate) => schedules.constant(rate),
  step: (rate, { every, factor }) => schedules.stepDecay(rate, every, factor),
  'multi-step': (rate, { milestones, factor }) => schedules.multiStep(rate, milestones, factor),
  exponential: (rate, { k }) => schedules.exponential(rate, Math.exp(-k)),
  'inverse-time': (rate, { k }) => schedules.inverseTime(rate, k),
  polynomial: (rate, { length, power }, units) => schedules.polynomial(rate, length || units, power),
  cosine: (rate, { length, floor }, units) => schedules.cosine(rate, length || units, floor * rate),
  'cosine-restarts': (rate, { first, growth, floor, cycleWarmup }) =>
    schedules.cosineRestarts(rate, first, growth, floor * rate, cycleWarmup),
  'one-cycle': (rate, { rise, startDivisor, endDivisor }, units) =>
    schedules.oneCycle(rate, units, { riseShare: rise, startDivisor, endDivisor }),
  cyclic: (rate, { rise, mode, floor }) => schedules.cyclic(floor * rate, rate, rise, { mode }),
};

const DROPPING: readonly Settings['name'][] = ['step', 'multi-step', 'plateau'];

/** The schedule that a run is configured with; its own time starts after the warm-up. */
export function createSchedule(settings: Settings, rate: number, length: RunLength): RateSchedule {
  let full = rate;
  let fixed = createFixed(settings, rate, length);
  return {
    at: (step) => fixed.at(step),
    momentumAt: (step) => fixed.momentumAt(step),
    observe: (loss, step) => fixed.observe(loss, step),
    get seen() {
      return fixed.seen;
    },
    set seen(saved) {
      fixed.seen = saved;
    },
    drops: fixed.drops,
    change(rate, length) {
      const [reached, ...rest] = fixed.seen;
      fixed = createFixed(settings, rate, length);
      if (reached !== undefined) fixed.seen = Float64Array.of(reached * (rate / full), ...rest);
      full = rate;
    },
  };
}

/** The same for a rate and a length that stay. */
function createFixed(
  settings: Settings,
  rate: number,
  { stepsPerEpoch, totalSteps }: RunLength,
): Omit<RateSchedule, 'change'> {
  const unit = settings.unit === 'epoch' ? stepsPerEpoch : 1;
  const units = Math.max(2, Math.ceil(totalSteps / unit) - settings.warmup);
  const plateau = settings.name === 'plateau' ? new schedules.Plateau(rate, settings) : null;
  const body = plateau ? () => plateau.rate : bodyOf(settings, rate, units);
  const momentum = momentumOf(settings, units);
  const whole = settings.warmup > 0 ? schedules.withWarmup(settings.warmup, body) : body;
  // a warm-up by epochs rises step by step within them: an epoch at rate 0 would be wasted
  const timeOf = (step: number) => {
    const t = (step - 1) / unit;
    return t < settings.warmup ? step / unit : Math.floor(t);
  };
  const clamped = (step: number) => Math.min(timeOf(step), settings.warmup + units - 1);
  return {
    at: (step) => whole(clamped(step)),
    momentumAt: (step) => momentum?.(Math.max(0, clamped(step) - settings.warmup)) ?? null,
    observe: (loss, step) => {
      if (step > settings.warmup * unit) plateau?.observe(loss);
    },
    get seen() {
      return plateau ? Float64Array.of(plateau.rate, plateau.best, plateau.bad) : new Float64Array();
    },
    set seen(saved) {
      if (plateau) [plateau.rate, plateau.best, plateau.bad] = saved;
    },
    drops: DROPPING.includes(settings.name),
  };
}

function bodyOf(settings: Settings, rate: number, units: number): schedules.Schedule {
  const create = CREATE[settings.name as keyof typeof CREATE] as Create<Settings['name']>;
  return create(rate, settings as never, units);
}

function momentumOf(settings: Settings, units: number): schedules.Schedule | null {
  if (settings.name !== 'one-cycle' || settings.momentum === 'fixed') return null;
  return schedules.oneCycleMomentum(units, { riseShare: settings.rise });
}
