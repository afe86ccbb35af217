import type { GraphLayer, GraphNode, NetworkGraph } from '../../shared/training/graph.ts';
import { graphOf } from '../engine/graph.ts';
import type { LayerPlan, Visit } from '../engine/layers/layer.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { sizeOf } from '../engine/shape.ts';
import type { Tensor } from '../engine/tensor.ts';

/** Records which operations each layer performs, in the first forward pass of a training only. */
export class GraphWatch {
  readonly #model: Sequential;
  readonly #lossName: string;
  readonly #save: ((graph: NetworkGraph) => void) | undefined;
  #inputs: Tensor | null = null;
  /** Each layer with the length of the tape after it. */
  #marks: { layer: LayerPlan; end: number }[] = [];
  #done = false;

  constructor(model: Sequential, lossName: string, save?: (graph: NetworkGraph) => void) {
    this.#model = model;
    this.#lossName = lossName;
    this.#save = save;
    this.#done = save === undefined;
  }

  /** Returns the observer of each layer's output for the next forward pass; it calls `other` too. */
  watch(inputs: Tensor, other?: Visit): Visit | undefined {
    if (this.#done) return other;
    this.#inputs = inputs;
    inputs.needsGradient = true; // else what is done to inputs alone, such as taking them as images, is not on the tape
    return (layer, output) => {
      this.#marks.push({ layer, end: this.#model.engine.tape.length });
      other?.(layer, output);
    };
  }

  /** Saves the graph of `loss` after the first forward pass. */
  keep(loss: Tensor): void {
    if (this.#done) return;
    this.#done = true;
    const batch = this.#inputs?.shape[0] ?? 0;
    this.#save?.({ batch, kernels: this.#model.engine.kernels.name, layers: this.#layers(loss) });
    this.#marks = [];
    this.#inputs = null;
  }

  #layers(loss: Tensor): GraphLayer[] {
    const names = new Map(this.#model.parameters.all.map(({ name, value }) => [value, name]));
    const nodes = graphOf(loss, names);
    const blocks = blocksOf(this.#model.layers);
    const layers = this.#marks.map(({ layer }): GraphLayer => {
      const { name, kind, inputShape, outputShape, inner = [] } = layer;
      const own = countOf(layer) - inner.reduce((sum, each) => sum + countOf(each), 0);
      const shapes = { input: [...inputShape], shape: [...outputShape] };
      return { name, kind, ...shapes, parameters: own, block: blocks.get(name) ?? null, nodes: [] };
    });
    const noShapes = { input: null, shape: null };
    layers.push({ name: 'loss', kind: this.#lossName, ...noShapes, parameters: 0, block: null, nodes: [] });

    let given: GraphNode[] = [];
    for (const { position, ...node } of nodes) {
      given.push({ ...node, shape: [...node.shape] });
      if (node.kind !== 'operation') continue;
      const at = this.#marks.findIndex(({ end }) => position < end);
      layers.at(at)?.nodes.push(...given); // none of the layers, at −1: the loss
      given = [];
    }
    return layers;
  }
}

function countOf({ parameters }: LayerPlan): number {
  return parameters.reduce((sum, { shape }) => sum + sizeOf(shape), 0);
}

/** The block that each layer inside of one is in. */
function blocksOf(layers: readonly LayerPlan[]): Map<string, string> {
  return new Map(layers.flatMap(({ name, inner = [] }) => inner.map((each) => [each.name, name] as const)));
}
