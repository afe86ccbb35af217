import type { Engine } from '../engine.ts';
import { type ParameterSpec, Parameters } from '../parameters.ts';
import type { Shape } from '../shape.ts';
import type { Tensor } from '../tensor.ts';

/** What a forward pass is for: layers such as dropout behave differently in training. */
export type Mode = 'train' | 'evaluate';

export type Forward = (x: Tensor, mode: Mode) => Tensor;

/**
 * A layer before it has numbers: its place in the network and the parameters it asks for. Shapes are
 * of one example, without the batch axis.
 */
export interface LayerPlan {
  name: string;
  kind: string;
  inputShape: Shape;
  outputShape: Shape;
  parameters: readonly ParameterSpec[];
  /** Gives the forward pass once the parameters have their places. */
  build(parameters: Parameters): Forward;
}

/** Makes a plan for the shape that arrives. */
export type LayerKind = (inputShape: Shape) => LayerPlan;

/** Layers one after the other, their parameters in one contiguous block. */
export class Sequential {
  readonly parameters: Parameters;
  readonly layers: readonly LayerPlan[];
  readonly #forward: readonly Forward[];

  constructor(engine: Engine, inputShape: Shape, kinds: readonly LayerKind[]) {
    const layers: LayerPlan[] = [];
    for (const kind of kinds) layers.push(kind(layers.at(-1)?.outputShape ?? inputShape));
    this.layers = layers;
    this.parameters = new Parameters(
      engine,
      layers.flatMap((layer) => layer.parameters),
    );
    this.#forward = layers.map((layer) => layer.build(this.parameters));
  }

  /** Runs a batch, [batch, ...inputShape] → [batch, ...outputShape]. */
  forward(x: Tensor, mode: Mode): Tensor {
    return this.#forward.reduce((input, forward) => forward(input, mode), x);
  }
}
