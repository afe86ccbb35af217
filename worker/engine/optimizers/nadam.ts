import type { Floats } from '../floats.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface NadamSettings extends DecaySettings {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** Weight decay apart from the gradient, as in AdamW. */
  decoupled?: boolean;
  momentumDecay?: number;
}

/**
 * NAdam: Adam whose mean looks one step ahead, as Nesterov's momentum does, with momentum
 * μₜ = β₁·(1 − ½·0.96^(t·ψ)).
 *
 * State   mean, square, and the product of all μ so far
 * Source  Dozat (2016); PyTorch NAdam
 */
export class Nadam extends Optimizer {
  readonly #settings: Required<Omit<NadamSettings, keyof DecaySettings | 'beta1'>>;
  #product = 1;

  constructor(parameters: Parameters, settings: NadamSettings = {}) {
    super(parameters, ['mean', 'square'], settings);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = false, momentumDecay = 4e-3 } = settings;
    this.momentum = beta1;
    this.#settings = { beta2, epsilon, decoupled, momentumDecay };
  }

  override step(learningRate: number): void {
    this.#product *= this.#momentumAt(this.steps + 1);
    super.step(learningRate);
  }

  protected update({ values, gradients, weightDecay, state: { mean, square } }: Slot, learningRate: number): void {
    const { beta2, epsilon, decoupled } = this.#settings;
    const beta1 = this.momentum;
    const [penalty, shrink] = decoupled ? [0, 1 - learningRate * weightDecay] : [weightDecay, 1];
    const [now, next] = [this.#momentumAt(this.steps), this.#momentumAt(this.steps + 1)];
    const ofGradient = (learningRate * (1 - now)) / (1 - this.#product);
    const ofMean = (learningRate * next) / (1 - this.#product * next);
    const correction = 1 - beta2 ** this.steps;
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + penalty * values[i];
      mean[i] = beta1 * mean[i] + (1 - beta1) * g;
      square[i] = beta2 * square[i] + (1 - beta2) * g * g;
      const size = Math.sqrt(square[i] / correction) + epsilon;
      values[i] = shrink * values[i] - (ofGradient * g + ofMean * mean[i]) / size;
    }
  }

  override get extra(): Floats {
    return Float64Array.of(this.#product);
  }
  override set extra([product]: Floats) {
    this.#product = product;
  }

  #momentumAt(t: number): number {
    return this.momentum * (1 - 0.5 * 0.96 ** (t * this.#settings.momentumDecay));
  }
}
