import { expect, test } from 'vitest';
import { LAYER_STATISTICS, type LayerStatistic, layerKey, parseLayerKey } from '../../shared/layer-metrics.ts';

test('a key says its layer and its statistic, whatever the layer is called', () => {
  const statistics = Object.keys(LAYER_STATISTICS) as LayerStatistic[];
  for (const layer of ['conv1', 'a/b', 'layers', 'mean']) {
    for (const statistic of statistics) expect(parseLayerKey(layerKey(layer, statistic))).toEqual({ layer, statistic });
  }
});

test.each([
  ['layers/conv1/gradient_norm', { layer: 'conv1', statistic: 'grad_norm' }],
  ['layers/conv1/mean', { layer: 'conv1', statistic: null }],
  ['activations/conv1/toString', { layer: 'conv1', statistic: null }],
  ['activations/mean', null],
  ['train/loss', null],
])('%s is read as %j', (key, expected) => {
  expect(parseLayerKey(key)).toEqual(expected);
});
