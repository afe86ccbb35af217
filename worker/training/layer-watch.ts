import { layerKey } from '../../shared/layer-metrics.ts';
import type { Floats } from '../engine/floats.ts';
import type { LayerPlan } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Parameter } from '../engine/parameters.ts';
import { dense, type Tensor } from '../engine/tensor.ts';

/** Activations this near to their limits hardly pass a gradient on. */
const SATURATED = 0.97;
/** The activations that have limits, by the last word of a layer's kind. */
const LIMITS: Record<string, [low: number, high: number]> = { tanh: [-1, 1], sigmoid: [0, 1] };
const SILENT_KINDS = ['image', 'flatten', 'dropout', 'max pool', 'average pool'];

/**
 * What goes on in each layer, every so many steps: gradient norm, how much a step changes the weights in
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

  /** Starts a step: what is to see each layer's output, if this step is one to look at. */
  watch(step: number): LayerWatch['see'] | undefined {
    this.#due = this.#every > 0 && (step === 1 || step % this.#every === 0);
    return this.#due ? this.see : undefined;
  }

  /** Looks at what a layer gives, during the forward pass. */
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

  /** Before gradients are clipped and the optimizer steps: the gradients, and the weights as they are. */
  beforeStep(): void {
    if (!this.#due) return;
    const { kernels } = this.#model.engine;
    this.#watched.forEach(({ name, value, gradient }, index) => {
      this.#numbers.set(layerKey(layerOf(name), 'grad_norm'), Math.sqrt(kernels.sumOfSquares(gradient.data)));
      this.#before[index].set(value.data);
    });
  }

  /** After it: everything seen at this step, by metric key; null when it is not one to look at. */
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
