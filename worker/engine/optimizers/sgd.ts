import { flushed } from '../floats.ts';
import type { Kernels, StepRule } from '../kernels.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface SgdSettings extends DecaySettings {
  momentum?: number;
  dampening?: number;
  nesterov?: boolean;
}

/**
 * Gradient descent with optional momentum, as PyTorch defines it: b ← μ·b + (1 − dampening)·g with
 * b = g at first, then θ ← θ − lr·b; Nesterov's form steps along g + μ·b.
 *
 * State   with momentum, one velocity a parameter
 * Source  Polyak (1964); Sutskever et al. (2013); PyTorch SGD
 */
export class Sgd extends Optimizer {
  readonly #settings: { dampening: number; nesterov: boolean };
  readonly #kernels: Kernels;

  /** @throws {RangeError} when `nesterov` comes without momentum or with dampening */
  constructor(parameters: Parameters, settings: SgdSettings = {}) {
    const { momentum = 0, dampening = 0, nesterov = false } = settings;
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new RangeError(`Nesterov needs momentum above 0 and no dampening, not ${momentum} and ${dampening}`);
    }
    super(parameters, momentum === 0 ? [] : ['velocity'], settings);
    this.momentum = momentum;
    this.#settings = { dampening, nesterov };
    this.#kernels = parameters.engine.kernels;
  }

  protected update({ values, gradients, weightDecay, state: { velocity } }: Slot, learningRate: number): void {
    const { dampening, nesterov } = this.#settings;
    if (!velocity) {
      this.#kernels.step(DESCENT, [values, gradients], [learningRate, weightDecay]);
      return;
    }
    const gain = this.steps === 1 ? 1 : 1 - dampening;
    const scalars = [learningRate, weightDecay, this.momentum, gain, nesterov ? 1 : 0];
    this.#kernels.step(MOMENTUM, [values, gradients, velocity], scalars);
  }
}

export const DESCENT: StepRule = {
  name: 'descentStep',
  loop([values, gradients], [rate, decay]) {
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + decay * values[i];
      values[i] -= rate * g;
    }
  },
};

export const MOMENTUM: StepRule = {
  name: 'momentumStep',
  loop([values, gradients, velocity], [rate, decay, momentum, gain, nesterov]) {
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + decay * values[i];
      const b = flushed(momentum * velocity[i] + gain * g);
      velocity[i] = b;
      values[i] -= rate * (nesterov ? g + momentum * b : b);
    }
  },
};
