import { expect, test } from 'vitest';
import type { NetworkGraph } from '../../../shared/training/graph.ts';
import { pathOf, placeRows } from '../../../web/run-page/graph-geometry.ts';
import { RunGraph } from '../../../web/run-page/run-graph.svelte.ts';

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
  const rows = () => view.drawing?.rows.map(({ key }) => key);
  expect(rows()).toEqual(['input', 'output', 'loss']);

  view.toggle('loss');
  expect(rows()).toEqual(['input', 'output', 'loss', 'loss/3']);
  view.toggleAll();
  expect([rows(), view.allOpen]).toEqual([['input', 'output', 'output/2', 'loss', 'loss/3'], true]);
  view.toggleAll();
  expect(rows()).toEqual(['input', 'output', 'loss']);
});

test('an arrow goes from the lower edge of one box to the upper edge of the other, or beside boxes between their sides', async () => {
  const view = new RunGraph('r', { graph: async () => ({ graph: GRAPH }) });
  await view.read();
  const places = placeRows(view.drawing?.rows ?? []);
  const [batch, output, loss] = places;

  expect(pathOf({ from: 0, to: 1, lane: 0 }, places, 300)).toMatch(
    new RegExp(`^M\\d+ ${batch?.height}V${output?.top}$`),
  );
  const path = pathOf({ from: 0, to: 2, lane: 1 }, places, 300);
  const [start, end] = [/^M300 ([\d.]+)H/, /([\d.]+)H300$/].map((pattern) => Number(pattern.exec(path)?.[1]));
  expect(start).toBeGreaterThan(0);
  expect(start).toBeLessThan(batch?.height ?? 0);
  expect(end).toBeGreaterThan(loss?.top ?? Number.POSITIVE_INFINITY);
  expect(end).toBeLessThan((loss?.top ?? 0) + (loss?.height ?? 0));
});
