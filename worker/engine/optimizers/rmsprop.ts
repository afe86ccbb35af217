import type { Parameters } from '../parameters.ts';
import { flush } from '../reference/optimizers.ts';
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

  constructor(parameters: Parameters, settings: RmspropSettings = {}) {
    const { rho = 0.99, epsilon = 1e-8, momentum = 0, centered = false } = settings;
    super(parameters, ['square', ...(centered ? ['mean'] : []), ...(momentum > 0 ? ['velocity'] : [])], settings);
    this.momentum = momentum;
    this.#settings = { rho, epsilon };
  }

  protected update({ values, gradients, weightDecay, state }: Slot, learningRate: number): void {
    const { rho, epsilon } = this.#settings;
    const { momentum } = this;
    const { square, mean, velocity } = state as { square: Slot['values'] } & Partial<Slot['state']>;
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + weightDecay * values[i];
      square[i] = flush(rho * square[i] + (1 - rho) * g * g);
      let variance = square[i];
      if (mean) {
        mean[i] = flush(rho * mean[i] + (1 - rho) * g);
        variance -= mean[i] * mean[i];
      }
      let step = g / (Math.sqrt(variance) + epsilon);
      if (velocity) {
        velocity[i] = flush(momentum * velocity[i] + step);
        step = velocity[i];
      }
      values[i] -= learningRate * step;
    }
  }
}
