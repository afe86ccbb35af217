import type { Optimizer } from '../../shared/training/optimizer.ts';
import type { Surface } from '../../shared/training/surface.ts';

/** A learning rate with which plain gradients descend from the usual start of a surface. */
const PLAIN: Record<Surface['name'], number> = {
  quadratic: 0.1,
  beale: 0.005,
  rosenbrock: 0.001,
  himmelblau: 0.01,
  rastrigin: 0.002,
  saddle: 0.05,
  valley: 0.02,
  cliff: 0.05,
  barrier: 0.05,
  'x-cos': 0.1,
  formula: 0.01,
};
const PLAIN_STEPS: readonly Optimizer['name'][] = ['gd', 'sgd', 'momentum', 'nesterov'];
/** Of methods that divide by the size of the gradient, the rate is about the length of a step. */
const ADAPTIVE = 0.1;
const WHOLE: readonly Optimizer['name'][] = ['adadelta', 'lbfgs'];
/** From the least to the most, around the middle one. */
const WIDTH = 5;

/** Learning rates that usually descend on a surface, from the least to the most. */
export function surfaceRates(surface: Surface['name'], optimizer: Optimizer['name']): readonly [number, number] {
  if (WHOLE.includes(optimizer)) return [0.5, 2];
  const middle = PLAIN_STEPS.includes(optimizer) ? PLAIN[surface] : ADAPTIVE;
  return [middle / WIDTH, middle * WIDTH];
}
