import { expect, test } from 'vitest';
import { blocksOf, healthCharts, orderLayers } from '../../../web/layers/layer-charts.ts';

const KEYS = [
  'activations/conv1-norm/mean',
  'activations/conv1-relu/mean',
  'activations/conv1/mean',
  'activations/layer10/mean',
  'activations/layer2/mean',
  'activations/output/mean',
  'layers/conv1/grad_norm',
  'layers/layer2/grad_norm',
  'layers/layer10/grad_norm',
  'layers/output/grad_norm',
  'train/loss',
];
const KNOWN = ['image', 'conv1', 'conv1-norm', 'conv1-relu', 'pool1', 'flatten', 'layer2', 'layer10', 'output'];

test('runs of earlier versions, which called it gradient_norm, show their gradient norms in the same chart', () => {
  const keys = ['layers/layer1/gradient_norm', 'layers/output/grad_norm'];

  const [chart] = healthCharts(keys, [], false);
  expect([chart?.title, chart?.lines.map(({ key }) => key)]).toEqual(['Gradient norm', keys]);
});

test('layers are drawn first to last, in the order known or else by number with the output last', () => {
  expect(blocksOf(orderLayers(KEYS, KNOWN))).toEqual(['conv1', 'layer2', 'layer10', 'output']);
  expect(blocksOf(orderLayers(KEYS, []))).toEqual(['conv1', 'layer2', 'layer10', 'output']);
  expect(orderLayers(KEYS, KNOWN).slice(0, 3)).toEqual(['conv1', 'conv1-norm', 'conv1-relu']);
});

test('a residual block hands on its own output, and what is inside it comes before', () => {
  const keys = ['layer1', 'layer2', 'layer2-block', 'output'].map((layer) => `activations/${layer}/mean`);
  const known = ['layer1', 'layer2-block', 'output'];
  expect(orderLayers(keys, known)).toEqual(['layer1', 'layer2', 'layer2-block', 'output']);
  expect(healthCharts(keys, known, false)[0]?.lines.map(({ key }) => key)).toEqual([keys[0], keys[2], keys[3]]);
});

test('a chart has one line a block, of what it hands on, and the same place for it in every chart', () => {
  const charts = healthCharts(KEYS, KNOWN, false);

  expect(charts.map(({ title }) => title)).toEqual(['Gradient norm', 'Activation mean']);
  expect(charts.map(({ lines }) => lines.map(({ label, place }) => [label, place]))).toEqual([
    [
      ['conv1', 0],
      ['layer2', 1],
      ['layer10', 2],
      ['output', 3],
    ],
    [
      ['conv1', 0],
      ['layer2', 1],
      ['layer10', 2],
      ['output', 3],
    ],
  ]);
  expect(charts[1]?.lines[0]?.key).toBe('activations/conv1-relu/mean');
});

test('all parts of a block share its place, told apart by their number', () => {
  const means = healthCharts(KEYS, KNOWN, true).find(({ title }) => title === 'Activation mean');

  expect(means?.lines.slice(0, 3).map(({ label, place, part }) => [label, place, part])).toEqual([
    ['conv1-relu', 0, 0],
    ['conv1-norm', 0, 1],
    ['conv1', 0, 2],
  ]);
});
