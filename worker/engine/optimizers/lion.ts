import { flushed } from '../floats.ts';
import type { Kernels, StepRule } from '../kernels.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface LionSettings extends DecaySettings {
  beta1?: number;
  beta2?: number;
}

/**
 * Lion: every element moves by the learning rate, in the direction of an interpolated momentum's sign:
 * θ ← θ − lr·(sign(β₁·m + (1 − β₁)·g) + λ·θ), m ← β₂·m + (1 − β₂)·g.
 *
 * State   mean gradient
 * Source  Chen et al. (2023), arXiv:2302.06675, Algorithm 2
 */
export class Lion extends Optimizer {
  readonly #beta2: number;
  readonly #kernels: Kernels;

  constructor(parameters: Parameters, settings: LionSettings = {}) {
    super(parameters, ['mean'], settings);
    this.momentum = settings.beta1 ?? 0.9;
    this.#beta2 = settings.beta2 ?? 0.99;
    this.#kernels = parameters.engine.kernels;
  }

  protected update({ values, gradients, weightDecay, state: { mean } }: Slot, learningRate: number): void {
    this.#kernels.step(LION, [values, gradients, mean], [learningRate, weightDecay, this.momentum, this.#beta2]);
  }
}

export const LION: StepRule = {
  name: 'lionStep',
  loop([values, gradients, mean], [rate, decay, beta1, beta2]) {
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i];
      const direction = Math.sign(beta1 * mean[i] + (1 - beta1) * g);
      mean[i] = flushed(beta2 * mean[i] + (1 - beta2) * g);
      values[i] -= rate * (direction + decay * values[i]);
    }
  },
};
