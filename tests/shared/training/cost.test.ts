import { expect, test } from 'vitest';
import { costsOf } from '../../../shared/training/cost.ts';
import type { GraphNode } from '../../../shared/training/graph.ts';

const BATCH = 2;
const given = (id: number, kind: 'input' | 'parameter', shape: number[]): GraphNode => {
  return { id, label: kind, kind, shape, inputs: [] };
};
const operation = (id: number, label: string, shape: number[], inputs: number[]): GraphNode => {
  return { id, label, kind: 'operation', shape, inputs };
};
const layer = (name: string, nodes: GraphNode[]) => {
  return { name, kind: name, shape: null, parameters: 0, block: null, nodes };
};

test('linear layers, convolutions and what is fused to them are counted exactly, per example', () => {
  const costs = costsOf({
    batch: BATCH,
    layers: [
      layer('convolution', [
        given(0, 'input', [BATCH, 8, 8, 3]),
        given(1, 'parameter', [3, 3, 3, 16]),
        given(2, 'parameter', [16]),
        operation(3, 'conv2d + relu', [BATCH, 6, 6, 16], [0, 1, 2]),
      ]),
      layer('pool', [operation(4, 'maxPool2d', [BATCH, 3, 3, 16], [3])]),
      layer('flatten', [operation(5, 'reshape', [BATCH, 144], [4])]),
      layer('output', [given(6, 'parameter', [10, 144]), operation(7, 'linear', [BATCH, 10], [5, 6])]),
      layer('loss', [operation(8, 'crossEntropy', [], [7])]),
    ],
  });

  const flops = Object.fromEntries([...costs.layers].map(([name, cost]) => [name, cost.flops]));
  expect(flops).toEqual({
    convolution: 6 * 6 * 16 * (2 * 27 + 1 + 1), // 27 products, the bias, the relu
    pool: 6 * 6 * 16,
    flatten: 0,
    output: 10 * 2 * 144, // no bias
    loss: 10,
  });
  expect(costs.layers.get('flatten')?.activations).toBe(0);
  expect(costs.layers.get('convolution')?.activations).toBe(6 * 6 * 16);
  expect(costs.operations.get(7)).toEqual({ flops: 2880, activations: 10 });
  expect(costs.total.flops).toBe(Object.values(flops).reduce((a, b) => a + b, 0));
});

test('an operation of the engine that is not known costs one for each number it reads or writes', () => {
  const layers = [layer('norm', [given(0, 'input', [BATCH, 5]), operation(1, 'mean', [BATCH, 1], [0])])];
  expect(costsOf({ batch: BATCH, layers }).total.flops).toBe(5);
});
