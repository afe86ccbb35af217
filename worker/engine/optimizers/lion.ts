import type { Kernels } from '../kernels.ts';
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
    const options = { learningRate, beta1: this.momentum, beta2: this.#beta2, weightDecay };
    this.#kernels.lion(values, gradients, mean, options);
  }
}
