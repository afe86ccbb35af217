import { expect, test } from 'vitest';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { drawNetwork } from '../../../web/launch/network-drawing.ts';
import { placeOf, rateAt, SLIDER, USUAL_RATES } from '../../../web/launch/usual-rates.ts';

const NAMES = Object.keys(USUAL_RATES) as Optimizer['name'][];

test('each optimizer has usual rates, and what the form begins with is among them', () => {
  expect(NAMES.toSorted()).toEqual(Optimizer.anyOf.map(({ properties }) => properties.name.const).toSorted());
  for (const name of NAMES) {
    const { learningRate } = withDefaults<Optimizer>(Optimizer, { name });
    expect(learningRate, name).toBeGreaterThanOrEqual(USUAL_RATES[name][0]);
    expect(learningRate, name).toBeLessThanOrEqual(USUAL_RATES[name][1]);
  }
});

test.each([
  [0.001, -3],
  [1e-9, SLIDER.min],
  [1e5, SLIDER.max],
  ['fast', SLIDER.min],
  [0, SLIDER.min],
])('the rate %s is at %d of the slider', (rate, place) => {
  expect(placeOf(rate)).toBeCloseTo(place, 12);
});

test('the slider gives rates of two digits', () => {
  expect([-3, -2.5, 0.02].map(rateAt)).toEqual([0.001, 0.0032, 1]);
});

const layer = (name: string, kind: string, input: number[], output: number[], parameters = 1) => ({
  name,
  kind,
  input,
  output,
  parameters,
});

test('a network is drawn by the shapes that its data takes: each change once, images as sheets, wider as taller', () => {
  const { stages, links, width } = drawNetwork([
    layer('conv1', 'convolution 3×3', [28, 28, 1], [28, 28, 16]),
    layer('conv1-norm', 'batch norm', [28, 28, 16], [28, 28, 16]),
    layer('pool1', 'max pool 2×2', [28, 28, 16], [14, 14, 16], 0),
    layer('flatten', 'flatten', [14, 14, 16], [3136], 0),
    layer('layer1', 'linear, relu', [3136], [64]),
    layer('layer2', 'residual block', [64], [64]),
    layer('output', 'linear', [64], [10]),
  ]);
  expect(stages.map(({ label, kind }) => `${label} ${kind}`)).toEqual([
    '28×28×1 input',
    '28×28×16 conv 3×3',
    '14×14×16 max pool 2×2',
    '64 dense',
    '64 residual block',
    '10 output',
  ]);
  expect(stages.map(({ sheets }) => sheets.length)).toEqual([1, 3, 3, 1, 1, 1]);
  expect(links).toHaveLength(5);
  const [, , , wide, , narrow] = stages;
  expect(wide?.sheets[0]?.height).toBeGreaterThan(narrow?.sheets[0]?.height ?? 0);
  expect(Math.max(...stages.map(({ middle }) => middle))).toBeLessThan(width);
});
