import { Parameters } from '../parameters.ts';
import type { Generator } from '../rng.ts';
import type { Shape } from '../shape.ts';
import { sizeOf } from '../shape.ts';
import type { Engine, Tensor } from '../tensor.ts';
import { buildAll, type Forward, type LayerKind, type LayerPlan, planAll } from './layer.ts';

/** One row of a model's summary. */
export interface LayerSummary {
  name: string;
  kind: string;
  inputShape: Shape;
  outputShape: Shape;
  parameters: { name: string; shape: Shape; count: number }[];
  count: number;
}

/** Layers one after the other, their parameters in one contiguous block. */
export class Sequential {
  readonly engine: Engine;
  readonly layers: readonly LayerPlan[];
  readonly parameters: Parameters;
  /** State that is not learned, by name. */
  readonly buffers: ReadonlyMap<string, Tensor>;
  /** The generator that its layers draw from in training. */
  readonly random: Generator;
  /** Runs a batch, [batch, ...inputShape] → [batch, ...outputShape]; `visit` is called with each layer's output. */
  readonly forward: Forward;

  /**
   * Plans every layer for the shape that reaches it.
   *
   * @throws {ShapeError} when a layer does not fit its input
   */
  constructor(engine: Engine, inputShape: Shape, kinds: readonly LayerKind[], random: Generator) {
    const layers = planAll(inputShape, kinds);
    const parameters = new Parameters(
      engine,
      layers.flatMap((layer) => layer.parameters),
    );
    const buffers = new Map<string, Tensor>();
    const buffer = (name: string, shape: Shape) => {
      const tensor = engine.lasting(shape);
      buffers.set(name, tensor);
      return tensor;
    };
    this.engine = engine;
    this.layers = layers;
    this.parameters = parameters;
    this.buffers = buffers;
    this.random = random;
    this.forward = buildAll(layers, { engine, parameters, buffer, random });
  }

  /** Layers, shapes and counts, as a table for people. */
  summary(): LayerSummary[] {
    return this.layers.map(({ name, kind, inputShape, outputShape, parameters }) => {
      const rows = parameters.map(({ name, shape }) => ({ name, shape, count: sizeOf(shape) }));
      const count = rows.reduce((sum, row) => sum + row.count, 0);
      return { name, kind, inputShape, outputShape, parameters: rows, count };
    });
  }
}
