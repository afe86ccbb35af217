import { expect, test } from 'vitest';
import { Batches } from '../../../worker/training/batches.ts';
import { createModel } from '../../../worker/training/model.ts';
import { refuseSingleExamples } from '../../../worker/training/single-example.ts';
import { float64Engine } from '../engine/support.ts';
import { configOf, splitsOf, train } from '../support.ts';

const run = (given: object, onStep: (step: number) => void) =>
  train(
    {
      dataset: { name: 'moons', limit: 65, validation: 0, test: 0 },
      network: { hidden: [8], normalization: 'batch' },
      batchSize: 16,
      length: { unit: 'epochs', count: 1 },
      ...given,
    },
    { onStep },
  ).outcome;

test.each([
  [
    '16',
    { lastBatch: 'keep' },
    /^batch norm .*65 training examples in batches of 16 .*1.*lastBatch: drop.*another batch size/,
  ],
  ['1', { batchSize: 1 }, /^batch norm .*65 training examples in batches of 1.*another batch size/],
  [
    'all of a single one',
    { dataset: { name: 'moons', limit: 8, validation: 0.9, test: 0 } },
    /^batch norm .*1 training example: .*validation/,
  ],
])(
  'a batch norm that a batch of one example would reach is refused before the first step: batches of %s',
  (_, given, message) => {
    const steps: number[] = [];
    expect(() => run(given, (step) => steps.push(step))).toThrow(message);
    expect(steps).toEqual([]);
  },
);

test.each([
  ['the last batch is dropped', { lastBatch: 'drop' }, 4],
  ['the run ends before it', { length: { unit: 'steps', count: 4 } }, 4],
  ['batches leave two', { batchSize: 21 }, 4],
  ['layers are normalized', { network: { hidden: [8], normalization: 'layer' } }, 5],
  ['the optimizer takes the whole set', { optimizer: { name: 'gd' } }, 1],
])('it trains when %s', (_, given, expected) => {
  const steps: number[] = [];
  expect(run(given, (step) => steps.push(step))).toEqual({ state: 'finished' });
  expect(steps.at(-1)).toBe(expected);
});

test('a lone image is enough for a batch norm of its pixels, not of what follows', () => {
  const engine = float64Engine();
  const config = configOf({ network: { convolutions: [4], hidden: [], normalization: 'batch' } });
  const splits = { ...splitsOf(config), features: 64, image: [8, 8, 1] as [number, number, number], outputs: 10 };
  const batches = new Batches({ inputs: new Float32Array(3 * 64), targets: new Int32Array(3), count: 3 }, 2, null);
  const modelOf = (hidden: number[]) => createModel(engine, { ...config.network, hidden }, splits, 1);

  expect(() => refuseSingleExamples(modelOf([]), batches, 3, 2)).not.toThrow();
  expect(() => refuseSingleExamples(modelOf([4]), batches, 3, 2)).toThrow(
    /batch norm layer1-norm .*3 training examples/,
  );
});
