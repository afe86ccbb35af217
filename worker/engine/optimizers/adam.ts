import { type Floats, flushed } from '../floats.ts';
import type { Kernels, StepRule } from '../kernels.ts';
import type { Parameters } from '../parameters.ts';
import { type DecaySettings, Optimizer, type Slot } from './optimizer.ts';

export interface AdamSettings extends DecaySettings {
  beta1?: number;
  beta2?: number;
  epsilon?: number;
  /** AdamW: decay apart from the gradient. */
  decoupled?: boolean;
  /** AMSGrad: divides by the largest mean square so far. */
  amsgrad?: boolean;
}

/**
 * Adam: steps by the mean gradient over the root mean square, both corrected for their start at zero:
 * m ← β₁·m + (1 − β₁)·g, v ← β₂·v + (1 − β₂)·g², θ ← θ − lr·m̂/(√v̂ + ε) with m̂ = m/(1 − β₁ᵗ), v̂ = v/(1 − β₂ᵗ).
 * `weightDecay` is L2 added to the gradient, or with `decoupled` AdamW's own shrinking of the weights.
 *
 * State   mean and square; with `amsgrad` the largest square so far
 * Source  Kingma & Ba (2015), arXiv:1412.6980, Algorithm 1; Loshchilov & Hutter (2019),
 *         arXiv:1711.05101, Algorithm 2, with the decay scaled by the learning rate as in PyTorch; Reddi,
 *         Kale & Kumar (2018)
 */
export class Adam extends Optimizer {
  readonly #settings: { beta2: number; epsilon: number; decoupled: boolean };
  readonly #kernels: Kernels;

  constructor(parameters: Parameters, settings: AdamSettings = {}) {
    super(parameters, ['mean', 'square', ...(settings.amsgrad ? ['largest'] : [])], settings);
    const { beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, decoupled = false } = settings;
    this.momentum = beta1;
    this.#settings = { beta2, epsilon, decoupled };
    this.#kernels = parameters.engine.kernels;
  }

  protected update({ values, gradients, weightDecay, state }: Slot, learningRate: number): void {
    const { mean, square, largest } = state;
    const moments = { ...this.#settings, beta1: this.momentum };
    const scalars = adamScalars(moments, { learningRate, weightDecay, step: this.steps });
    if (largest) this.#kernels.step(AMSGRAD, [values, gradients, mean, square, largest], scalars);
    else this.#kernels.step(ADAM, [values, gradients, mean, square], scalars);
  }
}

/** What `ADAM` takes beside its buffers at this step, counted from 1. */
export function adamScalars(
  { beta1, beta2, epsilon, decoupled }: { beta1: number; beta2: number; epsilon: number; decoupled: boolean },
  { learningRate, weightDecay, step }: { learningRate: number; weightDecay: number; step: number },
): number[] {
  const rate = learningRate / (1 - beta1 ** step);
  const root = Math.sqrt(1 - beta2 ** step);
  const shrink = decoupled ? 1 - learningRate * weightDecay : 1;
  const penalty = decoupled ? 0 : weightDecay;
  return [rate, root, beta1, beta2, epsilon, shrink, penalty];
}

export const ADAM: StepRule = { name: 'adamStep', loop };
const AMSGRAD: StepRule = { name: 'amsgradStep', loop };

function loop(
  [values, gradients, mean, square, largest]: readonly Floats[],
  [rate, root, beta1, beta2, epsilon, shrink, penalty]: readonly number[],
): void {
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + penalty * values[i];
    const m = flushed(beta1 * mean[i] + (1 - beta1) * g);
    const v = flushed(beta2 * square[i] + (1 - beta2) * g * g);
    mean[i] = m;
    square[i] = v;
    if (largest) largest[i] = Math.max(largest[i], v);
    const size = Math.sqrt(largest ? largest[i] : v) / root + epsilon;
    values[i] = shrink * values[i] - (rate * m) / size;
  }
}
