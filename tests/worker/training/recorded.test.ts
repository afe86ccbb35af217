import { describe, expect, test } from 'vitest';
import { Histograms } from '../../../worker/training/histograms.ts';
import { float64Engine } from '../engine/support.ts';
import { train } from '../support.ts';

test('every number has the time at which it was recorded, the first after the data was read', () => {
  let time = 1000;
  const { batches } = train(
    { batchSize: 100, length: { unit: 'epochs', count: 2 } },
    {
      now: () => time,
      onStep: (step) => {
        if (step === 0) time = 5000; // reading data and building the network took 4 s
      },
      shouldStop: () => {
        time += 10; // each step takes 10 ms
        return false;
      },
    },
  );
  const times = batches.flatMap(({ series = {} }) => series['train/loss']?.time ?? []);
  expect(times).toEqual(times.map((_, index) => 5010 + 10 * index));
  const gradients = batches
    .flatMap(({ histograms = [] }) => histograms)
    .filter(({ key }) => key.startsWith('gradients'));
  expect(gradients.map(({ step, time }) => time - 10 * step)).toEqual(gradients.map(() => 5000));
});

test('gradients are shown before they are clipped, in histograms as in norms', () => {
  const given = { network: { hidden: [8] }, optimizer: { name: 'sgd' }, length: { unit: 'steps', count: 1 } };
  const gradientsOf = (clip: Record<string, number>) =>
    train({ ...given, ...clip })
      .batches.flatMap(({ histograms = [] }) => histograms)
      .filter(({ key }) => key.startsWith('gradients/'));
  expect(gradientsOf({ clipNorm: 1e-6 })).toEqual(gradientsOf({}));
  expect(gradientsOf({ clipValue: 1e-6 })).toEqual(gradientsOf({}));
});

test.each([0.1, 1 / 3, -7e-12, 1e12, 0])(
  'values that all are %d make one bin with exactly that mean and no deviation',
  (value) => {
    const engine = float64Engine();
    const made = new Histograms(engine.kernels).make('weights/a', 1, new Float64Array(1001).fill(value));
    expect(made).toMatchObject({ mean: value, std: 0, counts: [1001] });
    expect(made.edges).toHaveLength(2);
    expect(made.edges[0]).toBeLessThan(value);
    expect(made.edges[1]).toBeGreaterThan(value);
  },
);

test('the weights before the first update have a histogram too, that of step 0', () => {
  const of = (learningRate: number) =>
    train({ optimizer: { name: 'sgd', learningRate }, length: { unit: 'steps', count: 1 } })
      .batches.flatMap(({ histograms = [] }) => histograms)
      .filter(({ key }) => key === 'weights/layer1');
  const [before, after] = of(5);
  expect([before.step, after.step]).toEqual([0, 1]);
  expect(before.std).not.toBe(after.std);
  expect(of(1e-30).map(({ counts }) => counts)).toEqual([before.counts, before.counts]);
});

test('a regression says how its targets are scaled', () => {
  const lines = train({ dataset: { name: 'line' }, length: { unit: 'steps', count: 1 } }).batches.flatMap(
    ({ logs = [] }) => logs.map(({ text }) => text),
  );
  expect(lines).toContainEqual(
    expect.stringMatching(/^targets are standardized: value = [\d.]+ · target [+−] [\d.]+;/),
  );
});

describe('line searches', () => {
  const SEARCHING = [
    { name: 'gd', lineSearch: 'backtracking' },
    { name: 'gd', lineSearch: 'strong-wolfe' },
    { name: 'lbfgs', lineSearch: 'backtracking' },
    { name: 'lbfgs', lineSearch: 'strong-wolfe' },
  ];
  const network = { hidden: [8], normalization: 'batch' };

  test.each(SEARCHING)('$name with $lineSearch evaluates no gradient for being watched', (optimizer) => {
    const given = { optimizer, network, length: { unit: 'steps', count: 12 } };
    const [watched, unwatched] = [1, 0].map((layersEvery) => train({ ...given, layersEvery }).series);
    expect(watched['activations/layer1/std']).toHaveLength(12);
    expect(watched['train/evaluations']).toEqual(unwatched['train/evaluations']);
    expect(watched['val/loss']).toEqual(unwatched['val/loss']);
    expect(watched['train/evaluations'][0]).toBeGreaterThan(1);
    for (let step = 1; step < 12; step++) {
      expect(watched['train/evaluations'][step]).toBeGreaterThan(watched['train/evaluations'][step - 1]);
    }
  });

  test('the other optimizers evaluate once a step', () => {
    const { series, steps } = train({ length: { unit: 'steps', count: 9 } });
    expect(series['train/evaluations']).toEqual(steps['train/loss']);
  });

  test('each evaluation counts the examples of its batch, also of the smaller last one of an epoch', () => {
    const { series } = train({ batchSize: 48, length: { unit: 'epochs', count: 2 } }); // 800 examples: 16 full batches, one of 32
    expect(series['train/examples'].slice(0, 2)).toEqual([48, 96]);
    expect(series['train/examples'].slice(15, 18)).toEqual([768, 800, 848]);
    expect(series['train/examples'].at(-1)).toBe(1600);

    const searching = train({ optimizer: SEARCHING[0], length: { unit: 'steps', count: 12 } }).series;
    expect(searching['train/examples']).toEqual(searching['train/evaluations'].map((count) => 800 * count));
    expect(searching['train/evaluations'].at(-1)).toBeGreaterThan(12);
  });
});
