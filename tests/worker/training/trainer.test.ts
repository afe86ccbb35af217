import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { Batch } from '../../../shared/ingest.ts';
import { fieldErrors } from '../../../shared/validate.ts';
import { train } from '../support.ts';

const OPTIMIZERS = [
  { name: 'gd', learningRate: 0.5 },
  { name: 'sgd', learningRate: 0.3 },
  { name: 'momentum', learningRate: 0.1 },
  { name: 'nesterov', learningRate: 0.1 },
  { name: 'adagrad', learningRate: 0.1 },
  { name: 'rmsprop', learningRate: 0.01 },
  { name: 'adam', learningRate: 0.02 },
  { name: 'adamw', learningRate: 0.02 },
];

test.each(OPTIMIZERS)('$name learns two moons', (optimizer) => {
  const epochs = optimizer.name === 'gd' ? 300 : 20;
  const { outcome, series } = train({
    optimizer,
    network: { hidden: [32] },
    length: { unit: 'epochs', count: epochs },
  });
  expect(outcome).toEqual({ state: 'finished' });
  expect(series['test/accuracy'].at(-1)).toBeGreaterThan(0.85);
  expect(series['train/loss'].at(-1)).toBeLessThan(series['train/loss'][0] * 0.6);
});

test('every number is logged at its step, and every batch is one that the ingest door takes', () => {
  const { batches, steps } = train({ batchSize: 100, length: { unit: 'epochs', count: 2 }, histogramEvery: 3 });
  const perStep = ['loss', 'learning_rate', 'grad_norm', 'evaluations', 'examples_per_second', 'epoch'];
  const total = steps['train/loss'].length;
  for (const name of perStep) expect(steps[`train/${name}`]).toEqual(Array.from({ length: total }, (_, i) => i + 1));
  expect(steps['val/loss']).toEqual([total / 2, total]);
  expect(steps['test/accuracy']).toEqual([total]);
  for (const name of ['cpu_percent', 'memory_mb']) expect(steps[`system/${name}`]).toContain(1);
  for (const batch of batches) expect(fieldErrors(Batch, batch)).toEqual([]);
  expect(batches.map(({ seq }) => seq)).toEqual(batches.map((_, index) => index + 1));

  const histograms = batches.flatMap((batch) => batch.histograms ?? []);
  const keys = ['layer1', 'output'].flatMap((layer) => [`weights/${layer}`, `biases/${layer}`]);
  expect(new Set(histograms.map(({ key }) => key))).toEqual(
    new Set([...keys, ...keys.map((key) => `gradients/${key}`)]),
  );
  const drawn = histograms.filter(({ key }) => key === 'weights/layer1').map(({ step }) => step);
  expect(drawn).toEqual([0, 1, 3, 6, 9, 12, 15].concat(total % 3 === 0 ? [] : [total]).filter((step) => step <= total));
});

test('optimizers with one seed start from the same weights and see the same batches', () => {
  const [first, second] = ['sgd', 'adam'].map((name) => train({ optimizer: { name }, seed: 7 }));
  expect(first.series['train/loss'][0]).toBe(second.series['train/loss'][0]);
  expect(first.series['train/grad_norm'][0]).toBe(second.series['train/grad_norm'][0]);
  expect(train({ seed: 8 }).series['train/loss'][0]).not.toBe(first.series['train/loss'][0]);
});

test('the same seed gives the same bits in another process', async () => {
  const script = `
    import { train } from '${new URL('../support.ts', import.meta.url)}';
    console.log(JSON.stringify(train({ seed: 3 }).series['train/loss']));`;
  const run = () => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  const [first, second] = await Promise.all([run(), run()]);
  expect(JSON.parse(first.stdout)).toHaveLength(train({ seed: 3 }).series['train/loss'].length);
  expect(first.stdout).toBe(second.stdout);
});

test('stop takes effect before the next step', () => {
  let steps = 0;
  const { outcome, series } = train({}, { shouldStop: () => steps === 5, onStep: (step) => (steps = step) });
  expect(outcome).toEqual({ state: 'stopped' });
  expect(series['train/loss']).toHaveLength(5);
});

test('a step schedule halves the rate on time, and marks it', () => {
  const schedule = { name: 'step', every: 4, unit: 'step', factor: 0.5 };
  const { series, batches } = train({
    schedule,
    optimizer: { name: 'sgd', learningRate: 0.8 },
    length: { unit: 'steps', count: 9 },
  });
  expect(series['train/learning_rate']).toEqual([0.8, 0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.2]);
  expect(batches.flatMap((batch) => batch.events ?? [])).toMatchObject([
    { kind: 'learning-rate', step: 5 },
    { kind: 'learning-rate', step: 9 },
  ]);
});

test('regression reports error and R², which come near to what the noise allows', () => {
  const { series } = train({
    dataset: { name: 'line' },
    network: { hidden: [] },
    length: { unit: 'epochs', count: 100 },
    optimizer: { name: 'adam', learningRate: 0.05 },
  });
  expect(series['test/r2'].at(-1)).toBeGreaterThan(0.7);
  expect(series['test/rmse'].at(-1)).toBeGreaterThan(0);
});

test('cross-entropy on values to predict is refused with what to choose instead', () => {
  expect(() => train({ dataset: { name: 'line' }, loss: 'cross-entropy' })).toThrow(/choose "mse"/);
});

test('a checkpoint has what the schedule has seen of the losses', () => {
  const saved: Float64Array[] = [];
  const { series } = train(
    {
      schedule: { name: 'plateau', patience: 0, threshold: 0.9, factor: 0.5 },
      optimizer: { name: 'sgd', learningRate: 0.4 },
      checkpointEvery: 1,
      length: { unit: 'epochs', count: 4 },
    },
    {
      saveCheckpoint({ schedule }) {
        saved.push(Float64Array.from(schedule));
        return { bytes: 0 };
      },
    },
  );
  const firstOf = (epoch: number) => series['train/learning_rate'][(series['train/loss'].length / 4) * epoch];
  expect(saved.map(([rate]) => rate)).toEqual([firstOf(1), firstOf(2), firstOf(3), 0.5 * firstOf(3)]);
  expect(saved[0][1]).toBe(series['val/loss'][0]);
});
