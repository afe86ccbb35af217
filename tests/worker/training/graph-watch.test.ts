import { expect, test } from 'vitest';
import { NetworkGraph } from '../../../shared/training/graph.ts';
import { fieldErrors } from '../../../shared/validate.ts';
import { train } from '../support.ts';

const STEPS = { batchSize: 16, length: { unit: 'steps', count: 3 } };

function graphsOf(given: object): NetworkGraph[] {
  const graphs: NetworkGraph[] = [];
  train({ ...STEPS, ...given }, { saveGraph: (graph) => graphs.push(graph) });
  return graphs;
}

test('a training saves the graph of its first step once: each layer with its operations and their shapes', () => {
  const graphs = graphsOf({ network: { hidden: [8], activation: 'tanh' } });
  expect(graphs).toEqual([
    {
      batch: 16,
      kernels: expect.stringMatching(/./),
      layers: [
        {
          name: 'layer1',
          kind: 'linear + tanh',
          input: [2],
          shape: [8],
          parameters: 24,
          block: null,
          nodes: [
            { id: 0, label: 'input', kind: 'input', shape: [16, 2], inputs: [] },
            { id: 1, label: 'layer1.weight', kind: 'parameter', shape: [8, 2], inputs: [] },
            { id: 2, label: 'layer1.bias', kind: 'parameter', shape: [8], inputs: [] },
            { id: 3, label: 'linear', kind: 'operation', shape: [16, 8], inputs: [0, 1, 2] },
            { id: 4, label: 'tanh', kind: 'operation', shape: [16, 8], inputs: [3] },
          ],
        },
        {
          name: 'output',
          kind: 'linear',
          input: [8],
          shape: [2],
          parameters: 18,
          block: null,
          nodes: [
            { id: 5, label: 'output.weight', kind: 'parameter', shape: [2, 8], inputs: [] },
            { id: 6, label: 'output.bias', kind: 'parameter', shape: [2], inputs: [] },
            { id: 7, label: 'linear', kind: 'operation', shape: [16, 2], inputs: [4, 5, 6] },
          ],
        },
        {
          name: 'loss',
          kind: 'cross-entropy',
          input: null,
          shape: null,
          parameters: 0,
          block: null,
          nodes: [{ id: 8, label: 'crossEntropy', kind: 'operation', shape: [], inputs: [7] }],
        },
      ],
    },
  ]);
  expect(fieldErrors(NetworkGraph, graphs[0])).toEqual([]);
});

test('fused operations are one operation in the graph', () => {
  const [graph] = graphsOf({ network: { hidden: [8], activation: 'relu' } });
  const operations = graph?.layers.flatMap(({ nodes }) => nodes.filter(({ kind }) => kind === 'operation'));
  expect(operations?.map(({ label }) => label)).toEqual(['linear + relu', 'linear', 'crossEntropy']);
});

test('a residual block follows what is in it, and adds its input', () => {
  const [graph] = graphsOf({ network: { hidden: [8, 8], residual: 'yes', normalization: 'layer' } });
  const layers = graph?.layers ?? [];
  expect(layers.map(({ name, block, parameters }) => [name, block, parameters])).toEqual([
    ['layer1', null, 24],
    ['layer1-norm', null, 16],
    ['layer1-relu', null, 0],
    ['layer2', 'layer2-block', 72],
    ['layer2-norm', 'layer2-block', 16],
    ['layer2-relu', 'layer2-block', 0],
    ['layer2-block', null, 0],
    ['output', null, 18],
    ['loss', null, 0],
  ]);
  const last = (name: string) => layers.find((layer) => layer.name === name)?.nodes.at(-1);
  expect(last('layer2-block')).toMatchObject({
    label: 'add',
    inputs: [last('layer1-relu')?.id, last('layer2-relu')?.id],
  });
});

test('recording the graph changes no number of the training', () => {
  const given = { ...STEPS, network: { hidden: [8, 8], residual: 'yes', normalization: 'batch', dropout: 0.3 } };
  const looked = train(given, { saveGraph: () => {} });
  expect(looked.series).toEqual({ ...train(given).series, ...systemOf(looked.series) });
});

/** The machine's own numbers, which differ from run to run. */
function systemOf(series: Record<string, number[]>) {
  return Object.fromEntries(Object.entries(series).filter(([key]) => key.startsWith('system/')));
}
