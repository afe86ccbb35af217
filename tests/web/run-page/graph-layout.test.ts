import { expect, test } from 'vitest';
import type { GraphLayer, GraphNode } from '../../../shared/training/graph.ts';
import { drawGraph } from '../../../web/run-page/graph-layout.ts';

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
const layer = (name: string, nodes: GraphNode[]): GraphLayer => ({
  name,
  kind: name,
  shape: [4],
  parameters: 0,
  block: null,
  nodes,
});

/** x → a → (b) + a → loss, where b = scale(sigmoid(a) · a). */
const GRAPH = {
  batch: 2,
  layers: [
    layer('a', [given(0), given(1, 'a.weight'), operation(2, 'linear', [0, 1])]),
    layer('b', [operation(3, 'sigmoid', [2]), operation(4, 'multiply', [2, 3]), operation(5, 'scale', [4])]),
    layer('b-block', [operation(6, 'add', [2, 5])]),
    layer('loss', [given(7), operation(8, 'mse', [6, 7])]),
  ],
};

const text = (open: string[]) => {
  const { rows, edges, lanes } = drawGraph(GRAPH, new Set(open));
  return {
    rows: rows.map(({ key }) => key),
    edges: edges.map(({ from, to, lane }) => `${rows[from]?.key} → ${rows[to]?.key}${' |'.repeat(lane)}`),
    lanes,
  };
};

test('closed layers are a chain, beside which a residual branch runs', () => {
  expect(text([])).toEqual({
    rows: ['input', 'a', 'b', 'b-block', 'loss'],
    edges: ['input → a', 'a → b', 'b → b-block', 'b-block → loss', 'a → b-block |'],
    lanes: 1,
  });
});

test('an open layer shows its operations; ways that overlap have lanes of their own, the shortest nearest', () => {
  expect(text(['b'])).toEqual({
    rows: ['input', 'a', 'b', 'b/3', 'b/4', 'b/5', 'b-block', 'loss'],
    edges: [
      'input → a',
      'b/3 → b/4',
      'b/4 → b/5',
      'b/5 → b-block',
      'b-block → loss',
      'a → b/3',
      'a → b/4 |',
      'a → b-block | |',
    ],
    lanes: 2,
  });
});

test('an operation carries the parameters and constants that it takes, the batch comes from its own row', () => {
  const { rows } = drawGraph(GRAPH, new Set(['a', 'loss']));
  const taken = rows.flatMap((row) => (row.kind === 'operation' ? [row.given.map(({ label }) => label)] : []));
  expect(taken).toEqual([['a.weight'], ['input']]);
});
