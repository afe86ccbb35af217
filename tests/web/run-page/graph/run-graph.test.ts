import { expect, test } from 'vitest';
import type { NetworkGraph } from '../../../../shared/training/graph.ts';
import { RunGraph } from '../../../../web/run-page/graph/run-graph.svelte.ts';

const GRAPH: NetworkGraph = {
  batch: 2,
  layers: [
    {
      name: 'output',
      kind: 'linear',
      shape: [1],
      parameters: 4,
      block: null,
      nodes: [
        { id: 0, label: 'input', kind: 'input', shape: [2, 4], inputs: [] },
        { id: 1, label: 'output.weight', kind: 'parameter', shape: [1, 4], inputs: [] },
        { id: 2, label: 'linear', kind: 'operation', shape: [2, 1], inputs: [0, 1] },
      ],
    },
    {
      name: 'loss',
      kind: 'mse',
      shape: null,
      parameters: 0,
      block: null,
      nodes: [{ id: 3, label: 'mean', kind: 'operation', shape: [], inputs: [2] }],
    },
  ],
};

test('a graph is asked for until it is there', async () => {
  const answers = [null, GRAPH];
  let asked = 0;
  const view = new RunGraph('r', { graph: async () => ({ graph: answers[asked++] ?? null }) });

  await view.read();
  expect([view.status, view.graph]).toEqual(['ready', null]);
  await view.read();
  await view.read();
  expect([view.graph, asked]).toEqual([GRAPH, 2]);
});

test('what keeps it from being read is told', async () => {
  const view = new RunGraph('r', { graph: () => Promise.reject(new Error('not now')) });

  await view.read();
  expect([view.status, view.error]).toEqual(['error', 'not now']);
});

test('layers are unfolded one by one, or all together', async () => {
  const view = new RunGraph('r', { graph: async () => ({ graph: GRAPH }) });
  await view.read();
  const rows = () => view.rows?.rows.map(({ key }) => key);
  expect(rows()).toEqual(['input', 'output', 'loss']);

  view.toggle('loss');
  expect(rows()).toEqual(['input', 'output', 'loss/3']);
  view.toggleAll();
  expect([rows(), view.allOpen]).toEqual([['input', 'output/2', 'loss/3'], true]);
  view.toggleAll();
  expect(rows()).toEqual(['input', 'output', 'loss']);
});
