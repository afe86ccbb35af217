import { expect, test } from 'vitest';
import { parseLayerKey } from '../../../shared/layer-metrics.ts';
import { judgeLayers, type MeasuredLayer } from '../../../shared/training/layer-verdicts.ts';
import { train } from '../support.ts';

/** Faults of a network by layer, after 200 steps on two moons. */
function faultsOf(given: object): Record<string, string[]> {
  const { series, steps } = train({ batchSize: 16, length: { unit: 'steps', count: 200 }, ...given });
  const layers = new Map<string, MeasuredLayer>();
  for (const [key, values] of Object.entries(series)) {
    const { layer, statistic } = parseLayerKey(key) ?? {};
    if (!layer || !statistic) continue;
    const measured = layers.get(layer) ?? { layer, statistics: {} };
    measured.statistics[statistic] = { steps: steps[key] ?? [], values };
    layers.set(layer, measured);
  }
  const found: Record<string, string[]> = {};
  for (const { layer, fault, since } of judgeLayers([...layers.values()]))
    found[layer] = [...(found[layer] ?? []), `${fault} since ${since}`];
  return found;
}

const hidden = (count: number, width = 32) => Array<number>(count).fill(width);

test.each([
  ['relu', { hidden: hidden(6) }],
  ['tanh', { hidden: hidden(3), activation: 'tanh', initialization: 'xavier-normal' }],
  ['batch norm', { hidden: hidden(2), normalization: 'batch' }],
])('a sound network (%s) has no faults', (_, network) => {
  expect(faultsOf({ network })).toEqual({});
});

test('gradients vanish through eight layers of sigmoid', () => {
  const found = faultsOf({
    network: { hidden: hidden(8, 16), activation: 'sigmoid', initialization: 'xavier-uniform' },
  });
  expect(found.layer1).toEqual(['vanishing since 1']);
  expect(found.layer8).toBeUndefined();
});

test('gradients explode through layers of weights drawn from N(0, 1)', () => {
  const found = faultsOf({
    network: { hidden: hidden(6, 64), initialization: 'normal-unit' },
    optimizer: { name: 'sgd', learningRate: 1e-9 },
  });
  expect(found.layer6).toContain('exploding since 1');
});

test('tanh saturates behind large weights', () => {
  const found = faultsOf({
    network: { hidden: hidden(3), activation: 'tanh', initialization: 'normal-unit', gain: 5 },
  });
  expect(found.layer2).toEqual(['saturated since 1']);
});

test('units of relu die of a learning rate that is far too high, or of weights of zero', () => {
  const { layer2 } = faultsOf({ network: { hidden: hidden(2) }, optimizer: { name: 'adam', learningRate: 10 } });
  expect(layer2?.[0]).toMatch(/^dead since/);
  expect(faultsOf({ network: { hidden: hidden(2), initialization: 'zero' } }).layer1).toContain('dead since 1');
});
