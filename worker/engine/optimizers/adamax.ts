import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface AdamaxSettings extends DecaySettings {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
}

/**
 * Adamax: Adam with the largest recent gradient in place of the root mean square,
 * u ← max(β₂·u, |g| + ε), θ ← θ − lr/(1 − β₁ᵗ)·m/u.
 *
 * State   mean gradient and largest gradient
 * Source  Kingma & Ba (2015), Algorithm 2; PyTorch Adamax
 */
export class Adamax extends Optimizer {
  readonly #settings: { beta2: number; epsilon: number };

  constructor(parameters: Parameters, settings: AdamaxSettings = {}) {
    super(parameters, ['mean', 'largest'], settings);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8 } = settings;
    this.momentum = beta1;
    this.#settings = { beta2, epsilon };
  }

  protected update({ values, gradients, weightDecay, state: { mean, largest } }: Slot, learningRate: number): void {
    const { beta2, epsilon } = this.#settings;
    const beta1 = this.momentum;
    const rate = learningRate / (1 - beta1 ** this.steps);
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + weightDecay * values[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      largest[i] = Math.max(beta2 * largest[i], Math.abs(g) + epsilon);
      values[i] -= (rate * mean[i]) / largest[i];
    }
  }
}
