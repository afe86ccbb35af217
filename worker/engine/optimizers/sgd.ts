import type { Kernels } from '../kernels.ts';
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

  protected update({ values, gradients, weightDecay, state }: Slot, learningRate: number): void {
    const { momentum, steps } = this;
    const options = { ...this.#settings, momentum, learningRate, weightDecay, first: steps === 1 };
    this.#kernels.sgd(values, gradients, state.velocity ?? null, options);
  }
}
