import { gradients } from '../engine/autodiff.ts';
import type { Visit } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import type { Engine } from '../engine/tensor.ts';
import type { Batches } from './batches.ts';
import type { GraphWatch } from './graph-watch.ts';
import type { Objective } from './objective.ts';

export interface GradientEvaluationsOptions {
  engine: Engine;
  model: Sequential;
  objective: Objective;
  batches: Batches;
  graph: GraphWatch;
}

/** Evaluates the loss and its gradients, each time on the next batch, and counts how often. */
export class GradientEvaluations {
  readonly #options: GradientEvaluationsOptions;
  /** Evaluations of the loss with its gradients so far: what optimizers are compared by, whichever steps they take. */
  count = 0;
  /** Examples in those evaluations. */
  examples = 0;

  constructor(options: GradientEvaluationsOptions) {
    this.#options = options;
  }

  /** The loss where its value and gradients may be known already; `see` observes the layers' outputs in any case. */
  at(known: number | null, see: Visit | undefined): number {
    if (known === null) return this.next(see);
    if (see) this.#observe(see);
    return known;
  }

  /** The loss on the next batch, its gradients left in the parameters. */
  next(see?: Visit): number {
    const { engine, model, objective, batches, graph } = this.#options;
    return engine.scope(() => {
      const batch = batches.next(engine);
      const value = objective.loss(model.forward(batch.inputs, 'train', graph.watch(batch.inputs, see)), batch);
      graph.keep(value);
      gradients(value, model.parameters.tensors);
      this.count += 1;
      this.examples += batch.count;
      return value.item;
    });
  }

  /** A forward pass for the sake of `see` alone, which leaves everything as it was. */
  #observe(see: Visit): void {
    const { engine, model, batches } = this.#options;
    const buffers = [...model.buffers.values()].map((buffer) => ({ buffer, before: buffer.data.slice() }));
    const random = model.random.position;
    engine.scope(() => {
      const { inputs } = batches.next(engine);
      engine.withoutGradients(() => model.forward(inputs, 'train', see));
    });
    for (const { buffer, before } of buffers) buffer.data.set(before);
    model.random.position = random;
  }
}
