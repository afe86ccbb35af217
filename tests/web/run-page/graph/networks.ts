import type { GraphLayer, GraphNode } from '../../../../shared/training/graph.ts';

const given = (id: number, label = 'input'): GraphNode => ({
  id,
  label,
  kind: label === 'input' ? 'input' : 'parameter',
  shape: [4],
  inputs: [],
});
const operation = (id: number, label: string, inputs: number[]): GraphNode => ({
  id,
  label,
  kind: 'operation',
  shape: [2, 4],
  inputs,
});
const layer = (name: string, nodes: GraphNode[], block: string | null = null): GraphLayer => ({
  name,
  kind: name,
  shape: [4],
  parameters: 0,
  block,
  nodes,
});

/** x → a → (b) + a → loss, where b = scale(sigmoid(a) · a). */
export const GRAPH = {
  batch: 2,
  layers: [
    layer('a', [given(0), given(1, 'a.weight'), operation(2, 'linear', [0, 1])]),
    layer('b', [operation(3, 'sigmoid', [2]), operation(4, 'multiply', [2, 3]), operation(5, 'scale', [4])], 'b-block'),
    layer('b-block', [operation(6, 'add', [2, 5])]),
    layer('loss', [given(7), operation(8, 'mse', [6, 7])]),
  ],
};
