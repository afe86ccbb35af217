import type { Optimizer } from '../../shared/training/optimizer.ts';

const ADAM = [0.0003, 0.003] as const;
const MOMENTUM = [0.003, 0.1] as const;

/** Learning rates that usually train well, from the least to the most: where to begin, not a bound. */
export const USUAL_RATES: Record<Optimizer['name'], readonly [number, number]> = {
  gd: [0.05, 1],
  sgd: [0.01, 0.3],
  momentum: MOMENTUM,
  nesterov: MOMENTUM,
  adagrad: [0.003, 0.1],
  rmsprop: ADAM,
  adadelta: [0.3, 1],
  adam: ADAM,
  adamw: ADAM,
  adamax: [0.0005, 0.005],
  nadam: ADAM,
  radam: ADAM,
  lion: [0.00003, 0.0003],
  muon: [0.0005, 0.02],
  lbfgs: [0.5, 1],
};

/** The ends of the slider, as powers of ten. */
export const SLIDER = { min: -6, max: 1 } as const;

/** The rate at a place of the slider, with two digits: more would be noise. */
export function rateAt(power: number): number {
  return Number((10 ** power).toPrecision(2));
}

/** The place of a rate on the slider, at its end for one beyond it. */
export function placeOf(rate: unknown): number {
  if (typeof rate !== 'number' || !(rate > 0)) return SLIDER.min;
  return Math.min(SLIDER.max, Math.max(SLIDER.min, Math.log10(rate)));
}
