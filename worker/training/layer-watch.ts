import { layerKey } from '../../shared/layer-metrics.ts';
import type { Floats } from '../engine/floats.ts';
import type { LayerPlan } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Parameter } from '../engine/parameters.ts';
import { dense, type Tensor } from '../engine/tensor.ts';

/** Activations this near to their limits hardly pass a gradient on. */
const SATURATED = 0.97;
/** Limits of the bounded activations, by the last word of a layer's kind. */
const LIMITS: Record<string, [low: number, high: number]> = { tanh: [-1, 1], sigmoid: [0, 1] };
const SILENT_KINDS = ['image', 'flatten', 'dropout', 'max pool', 'average pool'];

/**
 * Measures each layer every so many steps: gradient norm, how much a step changes the weights in
 * proportion to their size, and mean, spread, share of zeros and of saturated units of the activations.
 */
export class LayerWatch {
  readonly #model: Sequential;
  readonly #every: number;
  readonly #before: Floats[];
  readonly #watched: readonly Parameter[];
  #numbers = new Map<string, number>();
  #due = false;

  constructor(model: Sequential, every: number) {
    this.#model = model;
    this.#every = every;
    this.#watched = every > 0 ? model.parameters.all.filter(({ role }) => role === 'weight') : [];
    this.#before = this.#watched.map(({ value }) => model.engine.arena.lasting(value.size));
  }

  /** Starts a step; returns the observer of each layer's output, or undefined when this step is not measured. */
  watch(step: number): LayerWatch['see'] | undefined {
    this.#due = this.#every > 0 && (step === 1 || step % this.#every === 0);
    return this.#due ? this.see : undefined;
  }

  /** Measures a layer's output during the forward pass. */
  see = ({ name, kind }: LayerPlan, output: Tensor): void => {
    if (SILENT_KINDS.some((silent) => kind.startsWith(silent))) return;
    const values = dense(output);
    const { mean, std, zeros } = this.#model.engine.kernels.moments(values);
    this.#numbers.set(layerKey(name, 'mean'), mean);
    this.#numbers.set(layerKey(name, 'std'), std);
    this.#numbers.set(layerKey(name, 'zero'), zeros / values.length);
    const limits = LIMITS[kind.split(' ').at(-1) ?? ''];
    if (limits) this.#numbers.set(layerKey(name, 'saturated'), saturatedShare(values, limits));
  };

  /** Measures the gradients and copies the weights, before gradients are clipped and the optimizer steps. */
  beforeStep(): void {
    if (!this.#due) return;
    const { kernels } = this.#model.engine;
    this.#watched.forEach(({ name, value, gradient }, index) => {
      this.#numbers.set(layerKey(layerOf(name), 'grad_norm'), Math.sqrt(kernels.sumOfSquares(gradient.data)));
      this.#before[index].set(value.data);
    });
  }

  /** Returns everything measured at this step, by metric key, after the optimizer's step; null when it is not measured. */
  afterStep(): ReadonlyMap<string, number> | null {
    if (!this.#due) return null;
    const { kernels } = this.#model.engine;
    this.#watched.forEach(({ name, value }, index) => {
      const before = this.#before[index];
      const size = Math.sqrt(kernels.sumOfSquares(before));
      kernels.binary('subtract', before, value.data, before);
      this.#numbers.set(layerKey(layerOf(name), 'update_ratio'), Math.sqrt(kernels.sumOfSquares(before)) / size);
    });
    const seen = this.#numbers;
    this.#numbers = new Map();
    return seen;
  }
}

/** The layer that a parameter belongs to. */
export function layerOf(parameter: string): string {
  return parameter.slice(0, parameter.lastIndexOf('.'));
}

function saturatedShare(values: Floats, [low, high]: [number, number]): number {
  const middle = (low + high) / 2;
  const limit = (SATURATED * (high - low)) / 2;
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] - middle) > limit) count += 1;
  return count / values.length;
}
