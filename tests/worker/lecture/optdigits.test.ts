import { describe, expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { crossEntropy } from '../../../worker/engine/losses.ts';
import { Sgd } from '../../../worker/engine/optimizers/sgd.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { Batches, slice } from '../../../worker/training/batches.ts';
import { createModel } from '../../../worker/training/model.ts';
import { Recorder } from '../../../worker/training/recorder.ts';
import { trainModel } from '../../../worker/training/trainer.ts';
import { configOf } from '../support.ts';
import { readOptdigits } from './optdigits.ts';

const splits = readOptdigits();

/** The class with the highest of ten scores, row by row. */
function classesOf(scores: number[]): number[] {
  return Array.from({ length: scores.length / 10 }, (_, row) => {
    const of = scores.slice(row * 10, row * 10 + 10);
    return of.indexOf(Math.max(...of));
  });
}

/** Trains on optdigits: the mean loss of the last 60 steps, about an epoch, and the test accuracy. */
function trainOn(given: Record<string, unknown>) {
  const host = loadTier('relaxed', 2 ** 27);
  if (!host) throw new Error('kernels are not built: run npm run build:kernels');
  const values: Record<string, number[]> = {};
  const recorder = new Recorder({
    writer: 'w',
    attempt: 1,
    now: () => 0,
    send: ({ series = {} }) => {
      for (const [key, { value }] of Object.entries(series))
        values[key] = [...(values[key] ?? []), ...value.map(Number)];
    },
  });
  trainModel(configOf({ histogramEvery: 0, checkpointEvery: 0, batchSize: 64, ...given }), splits, {
    engine: new Engine(host),
    recorder,
    shouldStop: () => false,
    onStep: () => {},
    clock: () => 0,
  });
  recorder.flush();
  const last = values['train/loss'].slice(-60);
  return { loss: last.reduce((a, b) => a + b, 0) / last.length, accuracy: values['test/accuracy'][0] };
}

describe('momentum goes ten times as far', () => {
  const network = { hidden: [100], activation: 'relu', initialization: 'standard' };
  const length = { unit: 'steps', count: 300 };

  test('momentum 0.9 at a tenth of the rate learns like plain SGD, which at that rate is far behind', () => {
    const lossOf = (optimizer: Record<string, unknown>) => trainOn({ network, length, optimizer }).loss;
    const sgd = lossOf({ name: 'sgd', learningRate: 0.1 });
    const momentum = lossOf({ name: 'momentum', learningRate: 0.01, momentum: 0.9 });
    const slow = lossOf({ name: 'sgd', learningRate: 0.01 });
    expect(momentum / sgd).toBeGreaterThan(0.9);
    expect(momentum / sgd).toBeLessThan(1.15);
    expect(slow).toBeGreaterThan(1.8);
  });
});

describe('the scale of the first weights decides', () => {
  const study = (initialization: string, count: number) =>
    trainOn({
      network: { hidden: [100, 100, 100, 100, 100], activation: 'tanh', initialization },
      optimizer: { name: 'sgd', learningRate: 0.1 },
      length: { unit: 'steps', count },
    });

  test('after 300 steps of five tanh layers Xavier is far ahead of the standard heuristic', () => {
    const [xavier, standard] = [study('xavier-normal', 300), study('standard', 300)];
    expect(xavier.accuracy).toBeGreaterThan(0.92);
    expect(standard.loss / xavier.loss).toBeGreaterThan(2);
  });

  test('zero weights and weights far too small learn nothing', () => {
    expect(study('zero', 300).accuracy).toBeLessThan(0.2);
    expect(Math.abs(study('normal', 600).loss - Math.log(10))).toBeLessThan(0.02);
  });
});

describe('batch normalization', () => {
  const study = (normalization: string, learningRate: number, count: number) =>
    trainOn({
      network: { hidden: [100, 100, 100], activation: 'relu', initialization: 'standard', normalization },
      optimizer: { name: 'sgd', learningRate },
      length: { unit: 'steps', count },
      batchSize: 60,
    });

  test('bears a rate at which the network without it fails', () => {
    expect(study('none', 2, 600).accuracy).toBeLessThan(0.2);
    expect(study('batch', 2, 600).accuracy).toBeGreaterThan(0.94);
  });

  test('gives other answers in evaluation than in training at first, and the same in the end', () => {
    const config = configOf({ network: { hidden: [100], normalization: 'batch' }, batchSize: 60 });
    const host = loadTier('relaxed', 2 ** 27);
    if (!host) throw new Error('kernels are not built: run npm run build:kernels');
    const engine = new Engine(host);
    const model = createModel(engine, config.network, splits, 1);
    const optimizer = new Sgd(model.parameters);
    const batches = new Batches(splits.train, config.batchSize, new Generator(1, 'order'));

    /** Share of 600 test examples that get the same class from the statistics of their batch and from the running ones. */
    const agreement = () =>
      engine.scope(() => {
        const { inputs } = slice(engine, splits.test, 0, 600);
        const [trained, evaluated] = (['train', 'evaluate'] as const).map((mode) => {
          const running = [...model.buffers.values()].map((buffer) => buffer.toArray());
          const classes = classesOf(engine.withoutGradients(() => model.forward(inputs, mode)).toArray());
          for (const [index, buffer] of [...model.buffers.values()].entries()) buffer.data.set(running[index]);
          return classes;
        });
        return trained.filter((each, index) => each === evaluated[index]).length / trained.length;
      });

    expect(agreement()).toBeLessThan(0.9);
    for (let step = 0; step < 300; step++) {
      engine.scope(() => {
        const batch = batches.next(engine);
        gradients(crossEntropy(model.forward(batch.inputs, 'train'), batch.targets), model.parameters.tensors);
      });
      optimizer.step(0.1);
    }
    expect(agreement()).toBeGreaterThan(0.95);
  });
});
