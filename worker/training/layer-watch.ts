import { layerKey } from '../../shared/layer-metrics.ts';
import type { Floats } from '../engine/floats.ts';
import { ACTIVATIONS } from '../engine/layers/activation.ts';
import type { LayerPlan } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Parameter } from '../engine/parameters.ts';
import { dense, type Tensor } from '../engine/tensor.ts';

/** Activations this near to their limits hardly pass a gradient on. */
const SATURATED = 0.97;
/** Limits of the bounded activations, by the last word of a layer's kind. */
const LIMITS: Record<string, [low: number, high: number]> = { tanh: [-1, 1], sigmoid: [0, 1] };
const NORMS = ['batch norm', 'layer norm'];
const SILENT_KINDS = ['image', 'flatten', 'dropout', 'max pool', 'average pool'];

/**
 * Measures each layer every so many steps: gradient norm, how much a step changes the weights in
 * proportion to their size, and mean, spread, share of zeros, of dead units and of saturated ones of the activations.
 * Activations are what a layer hands on: where normalization and activation follow it as layers of their own, they are
 * measured after those and under its name, so that a key means the same in every network.
 */
export class LayerWatch {
  readonly #model: Sequential;
  /** Steps between measurements; 0 is never, and stays so. */
  every: number;
  readonly #before: Floats[];
  readonly #watched: readonly Parameter[];
  /** By the name of a layer whose output is measured, the layer that it is measured for. */
  readonly #measured: ReadonlyMap<string, string>;
  #numbers = new Map<string, number>();
  #due = false;

  constructor(model: Sequential, every: number) {
    this.#model = model;
    this.every = every;
    this.#watched = every > 0 ? model.parameters.all.filter(({ role }) => role === 'weight') : [];
    this.#measured = new Map(measuredFor(model.layers));
    this.#before = this.#watched.map(({ value }) => model.engine.arena.lasting(value.size));
  }

  /** Starts a step; returns the observer of each layer's output, or undefined when this step is not measured. */
  watch(step: number): LayerWatch['see'] | undefined {
    this.#due = this.every > 0 && (step === 1 || step % this.every === 0);
    return this.#due ? this.see : undefined;
  }

  /** Measures a layer's output during the forward pass. */
  see = ({ name, kind }: LayerPlan, output: Tensor): void => {
    const layer = this.#measured.get(name);
    if (layer === undefined) return;
    const values = dense(output);
    const { mean, std, zeros } = this.#model.engine.kernels.moments(values);
    this.#numbers.set(layerKey(layer, 'mean'), mean);
    this.#numbers.set(layerKey(layer, 'std'), std);
    this.#numbers.set(layerKey(layer, 'zero'), zeros / values.length);
    const activation = kind.split(' ').at(-1) ?? '';
    if (activation === 'relu') this.#numbers.set(layerKey(layer, 'dead'), deadShare(values, output.shape.at(-1) ?? 1));
    const limits = LIMITS[activation];
    if (limits) this.#numbers.set(layerKey(layer, 'saturated'), saturatedShare(values, limits));
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
      if (size === 0) return; // a change in proportion to nothing is no number
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

/** The layers whose outputs are measured, those inside blocks too, each with the layer that it belongs to. */
function measuredFor(layers: readonly LayerPlan[]): [measured: string, layer: string][] {
  let owner = '';
  return layers.flatMap((layer, index) => {
    const { name, kind, inner = [] } = layer;
    if (!isPartOfLayer(layer)) owner = name;
    const next = layers[index + 1];
    const isHandedOn = next === undefined || !isPartOfLayer(next);
    const isSilent = SILENT_KINDS.some((silent) => kind.startsWith(silent));
    return [...measuredFor(inner), ...(isHandedOn && !isSilent ? [[name, owner || name] as [string, string]] : [])];
  });
}

/** Whether a layer only completes the one before it. */
function isPartOfLayer({ kind }: LayerPlan): boolean {
  return NORMS.includes(kind) || Object.hasOwn(ACTIVATIONS, kind);
}

/** The share of units, neighbours on the last axis, that are 0 for every example of the batch and everywhere in it. */
function deadShare(values: Floats, units: number): number {
  const alive = new Uint8Array(units);
  for (let i = 0; i < values.length; i++) if (values[i] !== 0) alive[i % units] = 1;
  return 1 - alive.reduce((sum, each) => sum + each, 0) / units;
}

function saturatedShare(values: Floats, [low, high]: [number, number]): number {
  const middle = (low + high) / 2;
  const limit = (SATURATED * (high - low)) / 2;
  let count = 0;
  for (let i = 0; i < values.length; i++) if (Math.abs(values[i] - middle) > limit) count += 1;
  return count / values.length;
}
