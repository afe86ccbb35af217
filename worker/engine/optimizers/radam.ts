import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface RadamSettings extends DecaySettings {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Weight decay apart from the gradient, as in AdamW. */
  decoupled?: boolean;
}

/**
 * RAdam: Adam that steps along the plain mean until its mean square rests on enough gradients, then
 * rectified for how few they are.
 *
 * State   mean and square
 * Source  Liu et al. (2020), arXiv:1908.03265, Algorithm 2; PyTorch RAdam
 */
export class Radam extends Optimizer {
  readonly #settings: Required<Omit<RadamSettings, keyof DecaySettings | 'beta1'>>;

  constructor(parameters: Parameters, settings: RadamSettings = {}) {
    super(parameters, ['mean', 'square'], settings);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = false } = settings;
    this.momentum = beta1;
    this.#settings = { beta2, epsilon, decoupled };
  }

  protected update({ values, gradients, weightDecay, state: { mean, square } }: Slot, learningRate: number): void {
    const { beta2, epsilon, decoupled } = this.#settings;
    const beta1 = this.momentum;
    const [penalty, shrink] = decoupled ? [0, 1 - learningRate * weightDecay] : [weightDecay, 1];
    const rate = learningRate / (1 - beta1 ** this.steps);
    const correction = 1 - beta2 ** this.steps;
    const rectification = this.#rectification(correction);
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + penalty * values[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      square[i] = beta2 * square[i] + (1 - beta2) * g * g;
      const adapted =
        rectification === null ? 1 : (rectification * Math.sqrt(correction)) / (Math.sqrt(square[i]) + epsilon);
      values[i] = shrink * values[i] - rate * mean[i] * adapted;
    }
  }

  /** √ of how the variance of the adaptive rate compares with its limit; null while it has none. */
  #rectification(correction: number): number | null {
    const { beta2 } = this.#settings;
    const limit = 2 / (1 - beta2) - 1;
    const length = limit - (2 * this.steps * beta2 ** this.steps) / correction;
    if (length <= 5) return null;
    return Math.sqrt(((length - 4) * (length - 2) * limit) / ((limit - 4) * (limit - 2) * length));
  }
}
