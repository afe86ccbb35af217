import type { GraphNode, NetworkGraph } from './graph.ts';

/** What an operation, a layer or a network costs for one example. */
export interface Cost {
  /** Floating-point operations of the forward pass. */
  flops: number;
  /** Numbers that it hands on and that the backward pass finds again. */
  activations: number;
}

const NO_COST: Cost = { flops: 0, activations: 0 };
/** Operations that only look at the same numbers in another way. */
const VIEWS: ReadonlySet<string> = new Set(['reshape', 'transpose', 'expand', 'slice']);

/** Costs of a graph by the id of an operation's node, and by the name of a layer; those of a block are its own alone. */
export interface GraphCosts {
  operations: ReadonlyMap<number, Cost>;
  layers: ReadonlyMap<string, Cost>;
  total: Cost;
}

/**
 * The costs of a forward pass, per example of its batch.
 *
 * A multiplication and an addition are two operations: a linear layer of n inputs has 2·n for each output, a convolution
 * 2·(height · width · channels of its kernel), and one more for a bias. What else there is has one for each number that
 * it reads or writes, whichever are more. The backward pass costs about twice as much again.
 */
export function costsOf({ batch, layers }: NetworkGraph): GraphCosts {
  const nodes = new Map(layers.flatMap((layer) => layer.nodes).map((node) => [node.id, node]));
  const operations = new Map<number, Cost>();
  const byLayer = new Map<string, Cost>();
  let total = NO_COST;
  for (const layer of layers) {
    let sum = NO_COST;
    for (const node of layer.nodes) {
      if (node.kind !== 'operation') continue;
      const inputs = node.inputs.flatMap((id) => nodes.get(id) ?? []);
      const flops = flopsOf(node, inputs) / Math.max(1, batch);
      const activations = VIEWS.has(node.label) ? 0 : sizeOf(node.shape) / Math.max(1, batch);
      operations.set(node.id, { flops, activations });
      sum = plus(sum, { flops, activations });
    }
    byLayer.set(layer.name, sum);
    total = plus(total, sum);
  }
  return { operations, layers: byLayer, total };
}

/** Of the whole batch. */
function flopsOf({ label, shape }: GraphNode, inputs: readonly GraphNode[]): number {
  if (VIEWS.has(label)) return 0;
  const [name, ...fused] = label.split(' + ');
  const written = sizeOf(shape);
  const perOutput = contracted(name ?? label, inputs);
  if (perOutput !== null) return written * (2 * perOutput + (inputs.length > 2 ? 1 : 0) + fused.length);
  return Math.max(written, ...inputs.map((input) => sizeOf(input.shape)));
}

/** Products that are added up for each output; null for operations that are none of products. */
function contracted(name: string, [first, second]: readonly GraphNode[]): number | null {
  switch (name) {
    case 'linear':
    case 'matmul':
      return first?.shape.at(-1) ?? 0;
    case 'conv2d':
      return sizeOf(second?.shape.slice(0, -1) ?? []);
    default:
      return null;
  }
}

const plus = (a: Cost, b: Cost): Cost => ({ flops: a.flops + b.flops, activations: a.activations + b.activations });

const sizeOf = (shape: readonly number[]): number => shape.reduce((product, length) => product * length, 1);
