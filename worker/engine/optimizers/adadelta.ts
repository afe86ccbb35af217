import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface AdadeltaSettings extends DecaySettings {
  rho?: number;
  epsilon?: number;
}

/**
 * Adadelta: r ← ρ·r + (1 − ρ)·g², δ = √(d + ε)/√(r + ε)·g, d ← ρ·d + (1 − ρ)·δ², θ ← θ − lr·δ.
 *
 * State   mean square of gradients and of steps
 * Source  Zeiler (2012), arXiv:1212.5701; PyTorch Adadelta
 */
export class Adadelta extends Optimizer {
  readonly #rho: number;
  readonly #epsilon: number;

  constructor(parameters: Parameters, settings: AdadeltaSettings = {}) {
    super(parameters, ['square', 'delta'], settings);
    this.#rho = settings.rho ?? 0.9;
    this.#epsilon = settings.epsilon ?? 1e-6;
  }

  protected update({ values, gradients, weightDecay, state: { square, delta } }: Slot, learningRate: number): void {
    const [rho, epsilon] = [this.#rho, this.#epsilon];
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + weightDecay * values[i];
      const r = rho * square[i] + (1 - rho) * g * g;
      const step = (Math.sqrt(delta[i] + epsilon) / Math.sqrt(r + epsilon)) * g;
      square[i] = r;
      delta[i] = rho * delta[i] + (1 - rho) * step * step;
      values[i] -= learningRate * step;
    }
  }
}
