import { Schedule } from '../../../shared/training/schedule.ts';
import { withDefaults } from '../../../shared/validate.ts';
import * as schedules from '../../engine/schedules.ts';
import { createSchedule } from '../../training/schedule.ts';
import { around, type Check, type Finding } from '../check.ts';
import { descend, type Given, last, trainOn } from '../train.ts';

export const terminalSpeed: Check = {
  id: 'P05',
  title: 'Momentum 0.9 goes ten times as far',
  run(context) {
    const distance = (name: string) =>
      last(
        descend({
          surface: { name: 'formula', text: '-x' },
          start: [0],
          optimizer: { name, learningRate: 0.01 },
          length: { count: 200 },
        }),
        'point/x',
      );
    const splits = context.data.splits('optdigits');
    const losses = (optimizer: Given) =>
      context.seeds.map((seed) => {
        const result = trainOn(context, splits, {
          network: { hidden: [100], activation: 'relu', initialization: 'standard' },
          optimizer,
          batchSize: 64,
          length: { unit: 'steps', count: 300 },
          trainEvaluationEvery: 1000,
          seed,
        });
        return last(result, 'train/full_loss');
      });
    const plain = losses({ name: 'sgd', learningRate: 0.1 });
    const ball = losses({ name: 'momentum', learningRate: 0.01 });
    const source = 'terminal step lr/(1 − α); PyTorch';
    return [
      {
        of: 'displacement in 200 steps under a constant gradient, beside plain descent',
        band: around((10 * (200 - 9 * (1 - 0.9 ** 200))) / 200, 5e-5),
        values: [distance('momentum') / distance('gd')],
        source: '(T − α(1 − αᵀ)/(1 − α))/((1 − α)·T)',
      },
      {
        of: 'training loss of momentum 0.9 at 0.01 beside SGD at 0.1, optdigits, 300 steps',
        band: [0.9, 1.15],
        values: ball.map((loss, i) => loss / (plain[i] ?? Number.NaN)),
        source,
      },
      {
        of: 'training loss of SGD at 0.01',
        band: [1.8, null],
        values: losses({ name: 'sgd', learningRate: 0.01 }),
        source,
      },
    ];
  },
};

export const constantGradients: Check = {
  id: 'P07',
  title: 'Steps under constant gradients (0.001, −3, 50) at rate 0.1',
  note: 'That Adam’s first step would be 0.3162 without its correction is arithmetic, lr·(1 − β₁)/√(1 − β₂): there is no such optimizer to run.',
  run() {
    const steps = (optimizer: Given, scale = 1) => {
      const text = `${scale}*(0.001*x - 3*y + 50*z)`;
      const start = [0, 0, 0];
      const { series } = descend({
        surface: { name: 'formula', text },
        start,
        optimizer: { learningRate: 0.1, ...optimizer },
        length: { count: 10 },
      });
      return ['x', 'y', 'z'].map((name) => series[`update/${name}`] ?? []);
    };
    const all: Record<string, Given> = {
      Adam: { name: 'adam' },
      AdaGrad: { name: 'adagrad' },
      RMSProp: { name: 'rmsprop', rho: 0.99 },
    };
    const sizes = (optimizer: Given) => steps(optimizer).map((each) => each.map(Math.abs));
    const apart = (sizes: number[][], expected: (t: number) => number) =>
      Math.max(...sizes.flatMap((each) => each.map((size, i) => Math.abs(size - expected(i + 1)))));
    const [adam, adagrad, rmsprop] = Object.values(all).map(sizes) as [number[][], number[][], number[][]];
    const source = 'Kingma & Ba 2015; Duchi et al. 2011';
    const invariant = Object.entries(all).map(([name, optimizer]): Finding => {
      const [a, b] = [steps(optimizer).flat(), steps(optimizer, 1000).flat()];
      return {
        of: `${name}: largest difference of a step where the loss is a thousand times as large`,
        band: [0, 1e-4],
        values: [Math.max(...a.map((step, i) => Math.abs(step - (b[i] ?? Number.NaN))))],
        source,
      };
    });
    return [
      { of: 'Adam, first component', band: around(0.099999, 1e-5), values: adam[0] ?? [], source },
      { of: 'Adam, the others', band: around(0.1, 1e-5), values: [...(adam[1] ?? []), ...(adam[2] ?? [])], source },
      {
        of: 'AdaGrad, largest distance from 0.1/√t',
        band: [0, 1e-5],
        values: [apart(adagrad, (t) => 0.1 / Math.sqrt(t))],
        source,
      },
      {
        of: 'RMSProp, largest distance from 0.1/√(1 − 0.99ᵗ), but for what ε takes from the first',
        band: [0, 1e-5],
        values: [apart(rmsprop.slice(1), (t) => 0.1 / Math.sqrt(1 - 0.99 ** t))],
        source,
      },
      { of: 'RMSProp at step 1', band: around(1, 1e-5), values: [rmsprop[2]?.[0] ?? Number.NaN], source },
      { of: 'RMSProp at step 10', band: around(0.32339, 1e-5), values: [rmsprop[2]?.[9] ?? Number.NaN], source },
      ...invariant,
    ];
  },
};

export const learningRates: Check = {
  id: 'P08',
  title: 'Learning-rate schedules',
  run() {
    const source = 'PyTorch';
    const golden = (of: string, rate: schedules.Schedule, expected: Record<number, number>): Finding => {
      const apart = Object.entries(expected).map(([t, value]) => Math.abs(rate(Number(t)) - value));
      return {
        of: `${of}: largest distance from the golden values`,
        band: [0, 1e-7],
        values: [Math.max(...apart)],
        source,
      };
    };
    const each = (...values: number[]) => Object.fromEntries(values.map((value, t) => [t, value]));
    const configured = (settings: Given, totalSteps: number) => {
      const chosen = withDefaults<Schedule>(Schedule, { unit: 'step', ...settings });
      const schedule = createSchedule(chosen, 1, { stepsPerEpoch: 1, totalSteps });
      return (t: number) => schedule.at(t + 1);
    };
    const circle = (t: number) => (1 + Math.cos(Math.PI * t)) / 2;
    return [
      golden('step', configured({ name: 'step', every: 10, factor: 0.5 }, 100), { 9: 1, 10: 0.5, 20: 0.25, 30: 0.125 }),
      golden('exponential', configured({ name: 'exponential', k: -Math.log(0.9) }, 100), each(1, 0.9, 0.81, 0.729)),
      golden('1/t', configured({ name: 'inverse-time', k: 1 }, 100), each(1, 0.5, 1 / 3, 0.25)),
      golden('cosine', schedules.cosine(1, 10), { 1: circle(0.1), 5: 0.5, 9: circle(0.9), 10: 0, 11: circle(0.9) }),
      golden('cosine, as printed', schedules.cosine(1, 10), { 1: 0.97552826, 9: 0.02447174, 11: 0.02447174 }),
      golden(
        'warm restarts',
        configured({ name: 'cosine-restarts', first: 4, growth: 2 }, 100),
        each(1, circle(0.25), 0.5, circle(0.75), 1, circle(1 / 8), circle(2 / 8), circle(3 / 8)),
      ),
      golden('warm-up and cosine', schedules.withWarmup(100, schedules.cosine(1, 900)), {
        50: 0.5,
        100: 1,
        550: 0.5,
        1000: 0,
      }),
      golden('linear warm-up', schedules.linear(1, 1 / 3, 1, 5), each(1 / 3, 1.4 / 3, 0.6, 2.2 / 3, 2.6 / 3, 1)),
      golden(
        'one cycle',
        configured({ name: 'one-cycle' }, 10),
        each(0.04, 0.52, 1, 0.95048463, 0.81174565, 0.61126202, 0.38874198, 0.18825835, 0.04951937, 4e-6),
      ),
      golden(
        'momentum of one cycle',
        schedules.oneCycleMomentum(10, {}),
        each(0.95, 0.9, 0.85, 0.85 + 0.1 * (1 - circle(1 / 7))),
      ),
      golden('polynomial', schedules.polynomial(1, 5, 2), each(1, 0.64, 0.36, 0.16, 0.04, 0)),
    ];
  },
};
