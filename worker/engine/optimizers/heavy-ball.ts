import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface HeavyBallSettings extends DecaySettings {
  momentum?: number;
  nesterov?: boolean;
}

/**
 * Momentum as textbooks write it: u ← α·u − lr·g, θ ← θ + u. The learning rate goes into the velocity, so it
 * differs from `Sgd` as soon as the rate changes.
 *
 * With `nesterov` the gradient belongs to the look-ahead point φ = θ + α·u. The parameters hold φ, at which
 * the network is evaluated: φ ← φ − α·u + (1 + α)·u′.
 *
 * State   one velocity a parameter
 * Source  Polyak (1964); Sutskever et al. (2013), eq. 1–4
 */
export class HeavyBall extends Optimizer {
  readonly #nesterov: boolean;

  constructor(parameters: Parameters, settings: HeavyBallSettings = {}) {
    super(parameters, ['velocity'], settings);
    this.momentum = settings.momentum ?? 0.9;
    this.#nesterov = settings.nesterov ?? false;
  }

  protected update({ values, gradients, weightDecay, state: { velocity } }: Slot, learningRate: number): void {
    const { momentum } = this;
    for (let i = 0; i < values.length; i++) {
      const before = velocity[i];
      const u = momentum * before - learningRate * (gradients[i] + weightDecay * values[i]);
      velocity[i] = u;
      values[i] += this.#nesterov ? (1 + momentum) * u - momentum * before : u;
    }
  }
}
