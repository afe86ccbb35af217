import { type Floats, flushed } from '../floats.ts';
import type { Kernels, StepRule } from '../kernels.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface RmspropSettings extends DecaySettings {
  rho?: number;
  epsilon?: number;
  momentum?: number;
  centered?: boolean;
}

/**
 * RMSProp: r ← ρ·r + (1 − ρ)·g², θ ← θ − lr·g/(√r + ε); centered takes off the squared mean gradient,
 * momentum steps along b ← μ·b + g/(√r + ε).
 *
 * State   the mean square; the mean gradient when centered; the velocity with momentum
 * Source  Hinton, *Neural Networks for Machine Learning* (2012), lecture 6e; PyTorch RMSprop
 */
export class Rmsprop extends Optimizer {
  readonly #settings: { rho: number; epsilon: number };
  readonly #kernels: Kernels;

  constructor(parameters: Parameters, settings: RmspropSettings = {}) {
    const { rho = 0.99, epsilon = 1e-8, momentum = 0, centered = false } = settings;
    super(parameters, ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])], settings);
    this.momentum = momentum;
    this.#settings = { rho, epsilon };
    this.#kernels = parameters.engine.kernels;
  }

  protected update({ values, gradients, weightDecay, state }: Slot, learningRate: number): void {
    const { rho, epsilon } = this.#settings;
    const scalars = [learningRate, weightDecay, rho, epsilon];
    if (state.mean || state.velocity) advance(values, gradients, state, [...scalars, this.momentum]);
    else this.#kernels.step(RMSPROP, [values, gradients, state.square], scalars);
  }
}

/** Neither centered nor with momentum. */
export const RMSPROP: StepRule = {
  name: 'rmspropStep',
  loop: ([values, gradients, square], scalars) => advance(values, gradients, { square }, scalars),
};

function advance(
  values: Floats,
  gradients: Floats,
  { square, mean, velocity }: Slot['state'],
  [rate, decay, rho, epsilon, momentum]: readonly number[],
): void {
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + decay * values[i];
    square[i] = flushed(rho * square[i] + (1 - rho) * g * g);
    let variance = square[i];
    if (mean) {
      mean[i] = flushed(rho * mean[i] + (1 - rho) * g);
      variance -= mean[i] * mean[i];
    }
    let step = g / (Math.sqrt(variance) + epsilon);
    if (velocity) {
      velocity[i] = flushed(momentum * velocity[i] + step);
      step = velocity[i];
    }
    values[i] -= rate * step;
  }
}
