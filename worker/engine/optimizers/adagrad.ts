import type { Kernels, StepRule } from '../kernels.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface AdagradSettings extends DecaySettings {
  learningRateDecay?: number;
  epsilon?: number;
  initialAccumulator?: number;
}

/**
 * AdaGrad: r ← r + g², θ ← θ − lr/(1 + (t − 1)·decay) · g/(√r + ε).
 *
 * State   the sum of squared gradients
 * Source  Duchi, Hazan & Singer (2011); PyTorch Adagrad
 */
export class Adagrad extends Optimizer {
  readonly #decay: number;
  readonly #epsilon: number;
  readonly #kernels: Kernels;

  constructor(parameters: Parameters, settings: AdagradSettings = {}) {
    super(parameters, ['sum'], settings);
    this.#decay = settings.learningRateDecay ?? 0;
    this.#epsilon = settings.epsilon ?? 1e-10;
    this.#kernels = parameters.engine.kernels;
    for (const { state } of this.slots) state.sum.fill(settings.initialAccumulator ?? 0);
  }

  protected update({ values, gradients, weightDecay, state: { sum } }: Slot, learningRate: number): void {
    const rate = learningRate / (1 + (this.steps - 1) * this.#decay);
    this.#kernels.step(ADAGRAD, [values, gradients, sum], [rate, weightDecay, this.#epsilon]);
  }
}

export const ADAGRAD: StepRule = {
  name: 'adagradStep',
  loop([values, gradients, sum], [rate, decay, epsilon]) {
    for (let i = 0; i < values.length; i++) {
      const g = gradients[i] + decay * values[i];
      if (g === 0) continue; // 0/(0 + ε) moves nothing, and ε may round to 0
      sum[i] += g * g;
      values[i] -= (rate * g) / (Math.sqrt(sum[i]) + epsilon);
    }
  },
};
