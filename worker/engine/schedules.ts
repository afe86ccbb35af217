/**
 * The learning rate at time t = 0, 1, 2 …: the t-th optimizer step or epoch, as the caller counts. Names and
 * numbers are PyTorch's where it has the schedule.
 */
export type Schedule = (t: number) => number;

/** The same rate throughout. */
export function constant(rate: number): Schedule {
  return () => rate;
}

/** rate · factor^⌊t/every⌋ (StepLR). */
export function stepDecay(rate: number, every: number, factor: number): Schedule {
  return (t) => rate * factor ** Math.floor(t / every);
}

/** The rate times `factor` at each milestone (MultiStepLR). */
export function multiStep(rate: number, milestones: readonly number[], factor: number): Schedule {
  return (t) => rate * factor ** milestones.filter((milestone) => t >= milestone).length;
}

/** rate · gammaᵗ (ExponentialLR); gamma = e⁻ᵏ for decay by k. */
export function exponential(rate: number, gamma: number): Schedule {
  return (t) => rate * gamma ** t;
}

/** rate/(1 + k·t). */
export function inverseTime(rate: number, k: number): Schedule {
  return (t) => rate / (1 + k * t);
}

/** Half a cosine from rate to `floor` in `length`, then up again (CosineAnnealingLR; Loshchilov & Hutter 2017). */
export function cosine(rate: number, length: number, floor = 0): Schedule {
  return (t) => floor + ((rate - floor) * (1 + Math.cos((Math.PI * t) / length))) / 2;
}

/**
 * Cosine that jumps back to the top, each cycle `growth` times as long (CosineAnnealingWarmRestarts); with
 * `warmup` it rises to the top at the start of each cycle.
 */
export function cosineRestarts(rate: number, firstLength: number, growth = 1, floor = 0, warmup = 0): Schedule {
  return (t) => {
    let start = growth === 1 ? t - (t % firstLength) : 0;
    let length = firstLength;
    while (t >= start + length) {
      start += length;
      length *= growth;
    }
    return withWarmup(warmup, cosine(rate, length - warmup, floor))(t - start);
  };
}

/** A straight line from rate · from to rate · to in `length`, then level (LinearLR). */
export function linear(rate: number, from: number, to: number, length: number): Schedule {
  return (t) => rate * (from + (to - from) * Math.min(t / length, 1));
}

/** rate · (1 − t/length)^power, 0 from then on (PolynomialLR). */
export function polynomial(rate: number, length: number, power = 1): Schedule {
  return (t) => rate * (1 - Math.min(t / length, 1)) ** power;
}

/** A rise over `warmup`, then the schedule `after`, its time counted from there (LinearLR then SequentialLR). */
export function withWarmup(warmup: number, after: Schedule, from = 0): Schedule {
  return (t) => (t < warmup ? after(0) * (from + ((1 - from) * t) / warmup) : after(t - warmup));
}

/** The cycle of `length` again and again: warm-up in every cycle, for one. */
export function repeated(length: number, cycle: Schedule): Schedule {
  return (t) => cycle(t % length);
}

/** Each schedule in turn from its milestone on, its time counted from there (SequentialLR). */
export function sequential(schedules: readonly Schedule[], milestones: readonly number[]): Schedule {
  return (t) => {
    const index = milestones.filter((milestone) => t >= milestone).length;
    return schedules[index](index === 0 ? t : t - milestones[index - 1]);
  };
}

export interface OneCycleOptions {
  riseShare?: number;
  startDivisor?: number;
  endDivisor?: number;
  anneal?: 'cos' | 'linear';
  /** Falls back to the start as fast as it rose, and only then to the end. */
  threePhase?: boolean;
}

/** Up from peak/startDivisor to peak, then down to peak/startDivisor/endDivisor (OneCycleLR; Smith & Topin 2018). */
export function oneCycle(peak: number, totalSteps: number, options: OneCycleOptions = {}): Schedule {
  const { startDivisor = 25, endDivisor = 1e4 } = options;
  const start = peak / startDivisor;
  return inPhases([start, peak, start, start / endDivisor], totalSteps, options);
}

/** The momentum that goes with `oneCycle`: down while the rate rises, and up again. */
export function oneCycleMomentum(totalSteps: number, options: OneCycleOptions = {}, low = 0.85, high = 0.95): Schedule {
  return inPhases([high, low, high, high], totalSteps, options);
}

/** Triangles between two rates (CyclicLR; Smith 2017); `triangular2` halves each, `exp_range` shrinks by gammaᵗ. */
export function cyclic(
  low: number,
  high: number,
  rise: number,
  { fall = rise, mode = 'triangular', gamma = 1 }: { fall?: number; mode?: CyclicMode; gamma?: number } = {},
): Schedule {
  const length = rise + fall;
  return (t) => {
    const within = t % length;
    const height = within <= rise ? within / rise : (length - within) / fall;
    const shrunk = { triangular: 1, triangular2: 0.5 ** Math.floor(t / length), exp_range: gamma ** t }[mode];
    return low + (high - low) * height * shrunk;
  };
}

export type CyclicMode = 'triangular' | 'triangular2' | 'exp_range';

/** From start to peak and on to end; in three phases by way of `back`, where it is as long after the peak as at first. */
function inPhases(
  [start, peak, back, end]: readonly [number, number, number, number],
  totalSteps: number,
  { riseShare = 0.3, anneal = 'cos', threePhase = false }: OneCycleOptions,
): Schedule {
  const top = riseShare * totalSteps - 1;
  const last = totalSteps - 1;
  const turns: [at: number, rate: number][] = threePhase
    ? [
        [0, start],
        [top, peak],
        [2 * top, back],
        [last, end],
      ]
    : [
        [0, start],
        [top, peak],
        [last, end],
      ];
  const between = (from: number, to: number, share: number) =>
    anneal === 'cos' ? to + ((from - to) * (1 + Math.cos(Math.PI * share))) / 2 : from + (to - from) * share;
  return (t) => {
    if (t > last) throw new RangeError(`one-cycle has ${totalSteps} steps, and was asked for step ${t + 1}`);
    const next = turns.findIndex(([at], index) => index > 0 && (t <= at || index === turns.length - 1));
    const [[from, low], [to, high]] = [turns[next - 1], turns[next]];
    return between(low, high, (t - from) / (to - from));
  };
}

/** A fall of the rate that PyTorch does not make (its `eps`). */
const NEGLIGIBLE = 1e-8;

/**
 * Multiplies the rate by `factor` after more than `patience` values in a row that are not better than the
 * best by the relative `threshold` (ReduceLROnPlateau).
 */
export class Plateau {
  readonly #settings: { factor: number; patience: number; threshold: number; floor: number };
  rate: number;
  best = Number.POSITIVE_INFINITY;
  bad = 0;

  constructor(rate: number, { factor = 0.1, patience = 10, threshold = 1e-4, floor = 0 } = {}) {
    this.rate = rate;
    this.#settings = { factor, patience, threshold, floor };
  }

  /** Takes the next value of what should fall; returns the rate from here on. */
  observe(value: number): number {
    const { factor, patience, threshold, floor } = this.#settings;
    if (value < this.best * (1 - threshold)) {
      this.best = value;
      this.bad = 0;
    } else this.bad += 1;
    if (this.bad > patience) {
      const lower = Math.max(this.rate * factor, floor);
      if (this.rate - lower > NEGLIGIBLE) this.rate = lower;
      this.bad = 0;
    }
    return this.rate;
  }
}
