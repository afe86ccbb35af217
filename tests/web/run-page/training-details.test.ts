import { expect, test } from 'vitest';
import type { GraphLayer, NetworkGraph } from '../../../shared/training/graph.ts';
import { TrainingDetails } from '../../../web/run-page/training-details.svelte.ts';

const layer = (name: string, changes: Partial<GraphLayer> = {}): GraphLayer => {
  return { name, kind: 'linear', shape: [2], parameters: 6, block: null, nodes: [], ...changes };
};
const OF_EARLIER_VERSION: NetworkGraph = { batch: 4, layers: [layer('output'), layer('loss', { shape: null })] };

function detailsOf(...graphs: (NetworkGraph | null)[]) {
  const unreadable = () => Promise.reject(new Error('gone'));
  return new TrainingDetails('r', {
    graph: async () => ({ graph: graphs.shift() ?? null }),
    checkpoints: unreadable,
    evaluation: unreadable,
    inspectable: unreadable,
  });
}

test('the layers are those of the graph without its loss, and there are none before the first step', async () => {
  const details = detailsOf(null, { ...OF_EARLIER_VERSION, kernels: 'wasm-256' });

  await details.graph.read();
  expect([details.layers, details.kernels]).toEqual([[], '']);
  await details.graph.read();
  expect([details.layers.map(({ name }) => name), details.kernels]).toEqual([['output'], 'wasm-256']);
});

test('a graph of an earlier version has layers, and its kernels stay unknown', async () => {
  const details = detailsOf(OF_EARLIER_VERSION);

  await details.graph.read();
  expect([details.layers.length, details.layers[0]?.input, details.kernels]).toEqual([1, undefined, '']);
});

test('checkpoints and an evaluation that cannot be read are shown as none', async () => {
  const details = detailsOf();

  await details.readCheckpoints();
  await details.readEvaluation();
  expect([details.checkpoints, details.evaluation]).toEqual([[], null]);
});
