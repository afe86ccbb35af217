import type { ParameterSpec, Parameters } from '../parameters.ts';
import type { Generator } from '../rng.ts';
import type { Shape } from '../shape.ts';
import type { Engine, Tensor } from '../tensor.ts';

/** What a forward pass is for: dropout and batch norm behave differently in training. */
export type Mode = 'train' | 'evaluate';

/** Called with each layer's output during a forward pass. */
export type Visit = (layer: LayerPlan, output: Tensor) => void;

/** x [batch, ...inputShape] → [batch, ...outputShape]. */
export type Forward = (x: Tensor, mode: Mode, visit?: Visit) => Tensor;

/** What a layer is built from. */
export interface Materials {
  engine: Engine;
  parameters: Parameters;
  /** A lasting tensor that is state but not learned, such as running statistics; saved with the model. */
  buffer(name: string, shape: Shape): Tensor;
  /** The generator that random layers draw from. */
  random: Generator;
}

/**
 * A layer before it has numbers: its place in the network and the parameters it needs. Shapes are
 * of one example, without the batch axis.
 */
export interface LayerPlan {
  name: string;
  kind: string;
  inputShape: Shape;
  outputShape: Shape;
  parameters: readonly ParameterSpec[];
  /** Layers inside this one. */
  inner?: readonly LayerPlan[];
  build(materials: Materials): Forward;
}

/** Makes a plan for the shape that arrives. */
export type LayerKind = (inputShape: Shape) => LayerPlan;

/** Plans of layers one after the other. */
export function planAll(inputShape: Shape, kinds: readonly LayerKind[]): LayerPlan[] {
  const plans: LayerPlan[] = [];
  for (const kind of kinds) plans.push(kind(plans.at(-1)?.outputShape ?? inputShape));
  return plans;
}

/** Builds layers that follow one another into one. */
export function buildAll(plans: readonly LayerPlan[], materials: Materials): Forward {
  const forwards = plans.map((plan) => plan.build(materials));
  return (x, mode, visit) => {
    let value = x;
    forwards.forEach((forward, index) => {
      value = forward(value, mode, visit);
      visit?.(plans[index], value);
    });
    return value;
  };
}

/** A layer without parameters that works the same in training and evaluation. */
export function plain(name: string, kind: string, outputShape: (input: Shape) => Shape, forward: Forward): LayerKind {
  return (inputShape) => ({
    name,
    kind,
    inputShape,
    outputShape: outputShape(inputShape),
    parameters: [],
    build: () => forward,
  });
}
