import type { Kernels } from '../kernels.ts';
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
    const { square, mean, velocity } = state;
    const options = { ...this.#settings, learningRate, weightDecay, mean, velocity, momentum: this.momentum };
    this.#kernels.rmsprop(values, gradients, square, options);
  }
}
