import { describe, expect, test } from 'vitest';
import { judgeLayers, type MeasuredLayer } from '../../../shared/training/layer-verdicts.ts';

const STEPS = [1, 50, 100, 150];
const layer = (name: string, statistics: Record<string, number[]>): MeasuredLayer => ({
  layer: name,
  statistics: Object.fromEntries(
    Object.entries(statistics).map(([key, values]) => [key, { steps: STEPS.slice(0, values.length), values }]),
  ),
});
const judged = (layers: MeasuredLayer[]) =>
  judgeLayers(layers).map(({ layer, fault, severity, since, until }) => [layer, fault, severity, since, until]);

test('a gradient far below that of the last layer vanishes, from the step on from which it does', () => {
  const layers = [
    layer('layer1', { grad_norm: [0.5, 1e-8, 2e-8, 1e-8] }),
    layer('layer2', { grad_norm: [0.5, 5e-4, 5e-4, 5e-4] }),
    layer('output', { grad_norm: [1, 1, 1, 1] }),
  ];
  expect(judged(layers)).toEqual([
    ['layer1', 'vanishing', 'bad', 50, null],
    ['layer2', 'vanishing', 'warning', 50, null],
  ]);
  expect(judgeLayers(layers)[0]).toMatchObject({ value: 1e-8, comparedTo: 'output' });
});

test('what is over is named when it lasted, and not when it passed', () => {
  const dead = (values: number[]) => [layer('layer1', { dead: values })];
  expect(judged(dead([0.95, 0.95, 0.95, 0.1]))).toEqual([['layer1', 'dead', 'bad', 1, 100]]);
  expect(judged(dead([0.95, 0.2, 0.1, 0.1]))).toEqual([]);
});

test('a value that is not finite is diverged, and not also exploding', () => {
  const layers = [
    layer('layer1', { grad_norm: [1, Number.POSITIVE_INFINITY] }),
    layer('output', { grad_norm: [1, 1] }),
  ];
  expect(judged(layers)).toEqual([['layer1', 'not-finite', 'bad', 50, null]]);
});

test('the worst comes first, and what lasts before what is over', () => {
  const layers = [
    layer('layer1', { saturated: [0.6, 0.6, 0.6, 0.6], dead: [1, 1, 1, 0] }),
    layer('layer2', { saturated: [0.95, 0.95, 0.95, 0.95] }),
  ];
  expect(judged(layers).map(([name, fault]) => `${name} ${fault}`)).toEqual([
    'layer2 saturated',
    'layer1 saturated',
    'layer1 dead',
  ]);
});

describe('where there is nothing to judge', () => {
  test('no verdict', () => {
    expect(judged([])).toEqual([]);
    expect(judged([layer('layer1', {})])).toEqual([]);
    expect(judged([layer('layer1', { grad_norm: [0, 0] }), layer('output', { grad_norm: [0, 0] })])).toEqual([]);
  });
});
