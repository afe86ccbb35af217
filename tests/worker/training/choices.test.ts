import { describe, expect, test } from 'vitest';
import { Loss } from '../../../shared/training/launch.ts';
import { Activation, Initialization } from '../../../shared/training/network.ts';
import { Optimizer } from '../../../shared/training/optimizer.ts';
import { Schedule } from '../../../shared/training/schedule.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import { loadTier } from '../../../worker/kernel-loading/load-kernels.ts';
import { createModel } from '../../../worker/training/model.ts';
import { createObjective } from '../../../worker/training/objective.ts';
import { createSchedule } from '../../../worker/training/schedule.ts';
import { configOf, splitsOf, train } from '../support.ts';

const namesOf = (union: { anyOf: { properties: { name: { const: string } } }[] }) =>
  union.anyOf.map(({ properties }) => properties.name.const);
const enumOf = (schema: unknown) => (schema as { enum: string[] }).enum;

const SHORT = { network: { hidden: [16] }, length: { unit: 'epochs', count: 8 } };

describe('every optimizer of the form', () => {
  const fast: Record<string, number> = { sgd: 0.3, gd: 0.5, lion: 0.01, muon: 0.02, adadelta: 2, lbfgs: 1 };
  test.each(namesOf(Optimizer as never))('%s lowers the loss', (name) => {
    const optimizer = { name, learningRate: fast[name] ?? 0.03 };
    const count = name === 'gd' ? 100 : 8;
    const { outcome, series } = train({ ...SHORT, length: { unit: 'epochs', count }, optimizer });
    expect(outcome).toEqual({ state: 'finished' });
    expect(series['val/loss'].at(-1)).toBeLessThan(0.8 * series['train/loss'][0]);
  });

  test.each([
    [{ name: 'gd', lineSearch: 'backtracking' }],
    [{ name: 'gd', lineSearch: 'strong-wolfe' }],
    [{ name: 'momentum', form: 'lecture', learningRate: 0.05 }],
    [{ name: 'nesterov', form: 'lecture', learningRate: 0.05 }],
    [{ name: 'rmsprop', centered: 'yes', momentum: 0.5, learningRate: 0.01 }],
    [{ name: 'adam', amsgrad: 'yes', learningRate: 0.03 }],
    [{ name: 'adagrad', initialAccumulator: 0.1, learningRate: 0.05 }],
    [{ name: 'nadam', decoupled: 'yes', weightDecay: 0.1, momentumDecay: 0, learningRate: 0.03 }],
    [{ name: 'radam', decoupled: 'yes', weightDecay: 0.1, learningRate: 0.03 }],
    [{ name: 'lbfgs', lineSearch: 'backtracking' }],
    [{ name: 'adamw', decays: 'weights', weightDecay: 0.1, learningRate: 0.03 }],
  ])('%j too', (optimizer) => {
    const { series } = train({ ...SHORT, length: { unit: 'epochs', count: 20 }, optimizer });
    expect(series['val/loss'].at(-1)).toBeLessThan(0.8 * series['train/loss'][0]);
  });

  test.each(['pytorch', 'lecture'])(
    'Nesterov looks ahead: its first step in the %s form is 1 + α times as long',
    (form) => {
      const firstUpdate = (name: string) => {
        const optimizer = { name, form, momentum: 0.9, learningRate: 1e-3 };
        return train({ ...SHORT, optimizer, length: { unit: 'steps', count: 1 } }).series[
          'layers/output/update_ratio'
        ][0];
      };
      expect(firstUpdate('nesterov') / firstUpdate('momentum')).toBeCloseTo(1.9, 4);
    },
  );

  test('L-BFGS takes whole-set steps and is far ahead of gradient descent after as many', () => {
    const endOf = (optimizer: object) =>
      train({ ...SHORT, length: { unit: 'steps', count: 30 }, optimizer }).series['train/loss'].at(-1) ?? Number.NaN;
    expect(endOf({ name: 'lbfgs' })).toBeLessThan(0.3 * endOf({ name: 'gd' }));
  });
});

describe('every schedule of the form', () => {
  const length = { stepsPerEpoch: 5, totalSteps: 60 };
  test.each(namesOf(Schedule as never))(
    '%s gives a positive finite rate at every step, at most the full one',
    (name) => {
      for (const unit of ['epoch', 'step']) {
        for (const warmup of [0, 3]) {
          const settings = withDefaults<Schedule>(Schedule, { name, unit, warmup });
          const schedule = createSchedule(settings, 0.5, length);
          const rates = Array.from({ length: length.totalSteps }, (_, i) => schedule.at(i + 1));
          for (const rate of rates) {
            expect(rate).toBeGreaterThan(0);
            expect(rate).toBeLessThanOrEqual(0.5 + 1e-12);
          }
          if (warmup > 0) expect(rates[0]).toBeLessThan(0.5 / 2);
        }
      }
    },
  );

  test('the plateau rule goes on where another left off, before its first loss as after', () => {
    const settings = withDefaults<Schedule>(Schedule, { name: 'plateau', patience: 1 });
    const losses = [3, 2, 2, 2, 2, 1, 1, 1];
    for (let at = 0; at < losses.length; at++) {
      const [whole, first, second] = [1, 2, 3].map(() => createSchedule(settings, 0.5, length));
      for (const loss of losses) whole.observe(loss, 1);
      for (const loss of losses.slice(0, at)) first.observe(loss, 1);
      second.seen = first.seen;
      for (const loss of losses.slice(at)) second.observe(loss, 1);
      expect(second.at(1)).toBe(whole.at(1));
      expect(second.seen).toEqual(whole.seen);
    }
  });

  test.each([
    ['epoch', 3],
    ['step', 30],
  ])('the plateau rule does not count epochs inside a warm-up by the %s', (unit, warmup) => {
    const schedule = createSchedule(withDefaults(Schedule, { name: 'plateau', patience: 1, unit, warmup }), 0.5, {
      stepsPerEpoch: 10,
      totalSteps: 100,
    });
    for (const epoch of [1, 2, 3]) schedule.observe(1, 10 * epoch); // the rate has hardly risen: nothing falls yet
    expect(schedule.at(31)).toBe(0.5);
    for (const epoch of [4, 5]) schedule.observe(1, 10 * epoch);
    expect(schedule.at(51)).toBe(0.5); // one epoch without improvement
    schedule.observe(1, 60);
    expect(schedule.at(61)).toBeCloseTo(0.05, 12);
  });

  test('cosine without a length ends with the run', () => {
    const schedule = createSchedule(withDefaults(Schedule, { name: 'cosine', unit: 'step' }), 1, length);
    expect(schedule.at(1)).toBe(1);
    expect(schedule.at(31)).toBeCloseTo(0.5, 10);
    expect(schedule.at(60)).toBeLessThan(0.002);
  });

  test('the plateau rule lowers the rate once the loss stops falling, and the run marks it', () => {
    const { series, batches } = train({
      ...SHORT,
      schedule: { name: 'plateau', patience: 0, threshold: 0.9, factor: 0.5 },
      optimizer: { name: 'sgd', learningRate: 0.4 },
    });
    expect(series['train/learning_rate'][0]).toBe(0.4);
    expect(series['train/learning_rate'].at(-1)).toBeLessThan(0.1);
    expect(batches.flatMap((batch) => batch.events ?? []).length).toBeGreaterThan(1);
  });
});

test.each(enumOf(Initialization))('initialization %s trains without an error', (initialization) => {
  const { series } = train({ network: { hidden: [8, 8], initialization }, length: { unit: 'steps', count: 3 } });
  for (const loss of series['train/loss']) expect(Number.isFinite(loss)).toBe(true);
});

test.each(enumOf(Activation))('activation %s learns', (activation) => {
  const { series } = train({
    ...SHORT,
    network: { hidden: [16], activation },
    optimizer: { name: 'adam', learningRate: 0.03 },
  });
  expect(series['val/loss'].at(-1)).toBeLessThan(0.8 * series['train/loss'][0]);
});

test.each(enumOf(Loss).filter((loss) => loss !== 'auto'))('loss %s falls on classes', (loss) => {
  const { series } = train({ ...SHORT, loss, optimizer: { name: 'adam', learningRate: 0.03 } });
  expect(series['val/loss'].at(-1)).toBeLessThan(0.9 * series['train/loss'][0]);
  expect(series['val/accuracy'].at(-1)).toBeGreaterThan(0.7);
});

test.each([
  ['batch norm', { normalization: 'batch' }],
  ['layer norm', { normalization: 'layer' }],
  ['dropout', { dropout: 0.2 }],
  ['residual blocks', { hidden: [16, 16, 16], residual: 'yes' }],
  ['all of them', { hidden: [16, 16], residual: 'yes', normalization: 'batch', dropout: 0.1 }],
])('a network with %s learns, the same bits each time', (_, network) => {
  const run = () =>
    train({ ...SHORT, network: { hidden: [16, 16], ...network }, optimizer: { name: 'adam', learningRate: 0.02 } });
  const { series } = run();
  expect(series['val/accuracy'].at(-1)).toBeGreaterThan(0.8);
  expect(run().series['train/loss']).toEqual(series['train/loss']);
});

test('clipping keeps steps small, while the norm logged is that before it', () => {
  const optimizer = { name: 'sgd', learningRate: 1 };
  const free = train({ ...SHORT, optimizer, length: { unit: 'steps', count: 2 } });
  const clipped = train({ ...SHORT, optimizer, clipNorm: 1e-6, length: { unit: 'steps', count: 2 } });
  expect(clipped.series['train/grad_norm'][0]).toBe(free.series['train/grad_norm'][0]);
  expect(clipped.series['layers/layer1/update_ratio'][0]).toBeLessThan(1e-5);
  const cut = train({ ...SHORT, optimizer, clipValue: 1e-9, length: { unit: 'steps', count: 2 } });
  expect(cut.series['layers/layer1/update_ratio'][0]).toBeLessThan(1e-7);
});

test('numbers of each layer are logged every so many steps, and can be switched off', () => {
  const network = { hidden: [8], activation: 'tanh' };
  const { series, steps } = train({ network, layersEvery: 4, length: { unit: 'steps', count: 9 } });
  for (const layer of ['layer1', 'output']) {
    for (const key of [
      `layers/${layer}/grad_norm`,
      `layers/${layer}/update_ratio`,
      `activations/${layer}/mean`,
      `activations/${layer}/std`,
      `activations/${layer}/zero`,
    ]) {
      expect(steps[key], key).toEqual([1, 4, 8]);
      for (const value of series[key]) expect(Number.isFinite(value)).toBe(true);
    }
  }
  expect(series['activations/layer1/saturated']).toHaveLength(3);
  const norms = ['layer1', 'output'].map((layer) => series[`layers/${layer}/grad_norm`][0] ** 2);
  expect(Math.sqrt(norms[0] + norms[1])).toBeLessThanOrEqual(series['train/grad_norm'][0] * (1 + 1e-5));

  const silent = train({ network, layersEvery: 0, length: { unit: 'steps', count: 3 } });
  expect(Object.keys(silent.series).filter((key) => key.startsWith('layers/'))).toEqual([]);
  expect(silent.series['train/loss']).toEqual(series['train/loss'].slice(0, 3));
});

describe('what the form leaves to choose', () => {
  const modelOf = (network: object) => {
    const host = loadTier('relaxed', 2 ** 26);
    if (!host) throw new Error('kernels are not built: run npm run build:kernels');
    const config = configOf({ network: { hidden: [6], ...network } });
    return createModel(new Engine(host), config.network, splitsOf(config), 1);
  };

  test('dropout draws from a stream of its own, and leaves the weights as they would be', () => {
    const [plain, dropping] = [0, 0.5].map((dropout) => modelOf({ dropout }));
    expect(dropping.random.uniform()).toBe(new Generator(1, 'dropout').uniform());
    expect(dropping.parameters.tensors.map((each) => each.toArray())).toEqual(
      plain.parameters.tensors.map((each) => each.toArray()),
    );
  });

  test.each(['xavier-uniform', 'orthogonal', 'constant'])('the gain multiplies what %s draws', (initialization) => {
    const [plain, doubled] = [1, 2].map((gain) => modelOf({ initialization, gain }).parameters.get('layer1.weight'));
    expect(doubled.value.toArray()).toEqual(plain.value.toArray().map((x) => Math.fround(2 * x)));
  });

  test.each([
    ['moving', 0.9 * (0.9 * 0 + 0.1 * 1) + 0.1 * 4],
    ['cumulative', (1 + 4) / 2],
  ])('running statistics of batch normalization are %s', (runningStatistics, expected) => {
    const model = modelOf({
      hidden: [1],
      initialization: 'constant',
      gain: 10,
      normalization: 'batch',
      runningStatistics,
    });
    for (const sum of [1, 4]) {
      model.forward(model.engine.tensor([sum + 1, -1, sum - 1, 1], [2, 2]), 'train'); // the layer adds both inputs
    }
    expect(model.buffers.get('layer1-norm.mean')?.item).toBeCloseTo(expected, 6);
  });

  test('Huber bends at δ', () => {
    const { engine } = modelOf({});
    const regression = { ...splitsOf(configOf({})), task: 'regression' as const, outputs: 1 };
    const objective = createObjective(engine, configOf({ loss: 'huber', huberDelta: 2 }), regression);
    const batch = { inputs: engine.tensor([0], [1, 1]), targets: Float32Array.of(0), count: 1 };
    expect(objective.loss(engine.tensor([3], [1, 1]), batch).item).toBe(2 * (3 - 1));
  });

  test.each(['momentum', 'adam'])('one cycle moves the momentum of %s the other way round, and logs it', (name) => {
    const run = (momentum: string) =>
      train({
        schedule: { name: 'one-cycle', unit: 'step', momentum },
        optimizer: { name, learningRate: 0.1 },
        length: { unit: 'steps', count: 10 },
      }).series;
    const [fixed, cycled] = [run('fixed'), run('cycled')];
    expect(fixed['train/momentum']).toBeUndefined();
    for (const [i, momentum] of [0.95, 0.9, 0.85, 0.854952].entries()) {
      expect(cycled['train/momentum'][i]).toBeCloseTo(momentum, 6);
    }
    expect(cycled['train/learning_rate']).toEqual(fixed['train/learning_rate']);
    expect(cycled['train/loss'][1]).toBeCloseTo(fixed['train/loss'][1], 6); // the first step has no velocity yet
    expect(cycled['train/loss'].at(-1)).not.toBe(fixed['train/loss'].at(-1));
  });

  test('each cycle of warm restarts can start with a warm-up', () => {
    const settings = { name: 'cosine-restarts', unit: 'step', first: 6, growth: 1, cycleWarmup: 2 };
    const { series } = train({
      schedule: settings,
      optimizer: { name: 'sgd', learningRate: 1 },
      length: { unit: 'steps', count: 9 },
    });
    const expected = [0, 0.5, 1, 0.8536, 0.5, 0.1464, 0, 0.5, 1];
    for (const [i, rate] of series['train/learning_rate'].entries()) expect(rate).toBeCloseTo(expected[i], 4);
  });
});

test('batches in order, with replacement, and with the last one dropped are dealt as configured', () => {
  const stepsOf = (given: object) =>
    train({ batchSize: 100, length: { unit: 'epochs', count: 1 }, dataset: { name: 'moons', limit: 350 }, ...given })
      .series['train/loss'].length;
  expect(stepsOf({ lastBatch: 'keep' })).toBe(stepsOf({ lastBatch: 'drop' }) + 1);
  const losses = ['shuffled', 'in-order', 'with-replacement'].map((order) => train({ order }).series['train/loss'][0]);
  expect(new Set(losses).size).toBe(3);
});
