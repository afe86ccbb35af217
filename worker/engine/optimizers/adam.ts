import type { Kernels } from '../kernels.ts';
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
 * Adam: steps by the mean gradient over the root mean square, both corrected for their start at zero.
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
    const options = { ...this.#settings, beta1: this.momentum, learningRate, weightDecay, step: this.steps };
    this.#kernels.adam(values, gradients, state.mean, state.square, { ...options, largest: state.largest });
  }
}
