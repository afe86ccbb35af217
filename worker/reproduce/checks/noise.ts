import type { Examples } from '../../data/examples.ts';
import { gradients } from '../../engine/autodiff.ts';
import { crossEntropy } from '../../engine/losses.ts';
import { add, multiply, scale } from '../../engine/ops/arithmetic.ts';
import { sum } from '../../engine/ops/broadcast.ts';
import { linear } from '../../engine/ops/matmul.ts';
import { Parameters } from '../../engine/parameters.ts';
import { Generator } from '../../engine/rng.ts';
import type { Engine } from '../../engine/tensor.ts';
import { Batches, slice } from '../../training/batches.ts';
import { around, type Check, withinShare } from '../check.ts';
import { float64Engine, minimize } from '../train.ts';

const REPLICAS = 4000;
/** Steps after which the variance is taken, at the end of each rate. */
const DROPS = [100, 400, 3900];

export const plateau: Check = {
  id: 'P09',
  title: 'SGD settles at a variance, and a drop of the rate is a cliff: 4000 replicas of x ← x − lr(x + N(0, 1))',
  run({ seeds }) {
    const source = 'stationary variance of an AR(1) process, lr/(2 − lr)';
    const settled = seeds.map(variances);
    const column = (i: number) => settled.map((each) => each[i]);
    return [
      ...[0.1, 0.01, 0.001].map((rate, i) => ({
        of: `variance at lr ${rate}`,
        band: withinShare(rate / (2 - rate), 0.1),
        values: column(i),
        source,
      })),
      {
        of: 'drop from lr 0.1 to 0.01, times',
        band: withinShare(10.47, 0.1),
        values: settled.map(([high, low]) => high / low),
        source,
      },
    ];
  },
};

function variances(seed: number): number[] {
  const parameters = new Parameters(float64Engine(), [{ name: 'x', role: 'weight', shape: [REPLICAS] }]);
  const { value } = parameters.get('x');
  const { engine } = parameters;
  const random = new Generator(seed, 'noise');
  const found: number[] = [];
  // the gradient of ½x² + noise·x is x + noise
  const loss = () => {
    const noise = engine.tensor(Float64Array.from({ length: REPLICAS }, () => random.normal()));
    return add(scale(sum(multiply(value, value)), 0.5), sum(multiply(noise, value)));
  };
  minimize(parameters, loss, {
    optimizer: { name: 'sgd', learningRate: 0.1 },
    schedule: { name: 'multi-step', unit: 'step', milestones: DROPS.slice(0, 2), factor: 0.1 },
    steps: DROPS[2],
    onStep(step) {
      if (DROPS.includes(step)) found.push(value.toArray().reduce((total, x) => total + x * x, 0) / REPLICAS);
    },
  });
  return found;
}

const SIZES = [1, 4, 16, 64, 256, 1024];
const DRAWS = 400;

export const batchVariance: Check = {
  id: 'P10',
  title: 'Variance of a batch gradient: softmax regression on optdigits, 400 draws a size',
  run({ seeds, data, engine }) {
    const { train: examples } = data.splits('optdigits');
    const source = 'lecture: tr(Σ)/B, and (N − B)/(N − 1) of it without replacement';
    const found = seeds.map((seed) => measure(engine(), examples, seed));
    const { count } = examples;
    return [
      { of: 'power of B', band: around(-1, 0.03), values: found.map(({ slope }) => slope), source },
      {
        of: 'B × variance/tr(Σ), B from 1 to 1024',
        band: [0.93, 1.07],
        values: found.flatMap(({ shares }) => shares),
        source,
      },
      {
        of: 'the same at B = 1024 without replacement',
        band: around((count - 1024) / (count - 1), 0.05),
        values: found.map(({ without }) => without),
        source,
      },
      {
        of: 'distance of the mean over the batches of an epoch from the full gradient',
        band: [0, 1e-6],
        values: found.map(({ bias }) => bias),
        source,
      },
    ];
  },
};

function measure(engine: Engine, examples: Examples, seed: number) {
  const parameters = new Parameters(engine, [{ name: 'w', role: 'weight', shape: [10, 64] }]);
  const { value, gradient } = parameters.get('w');
  const draw = new Generator(seed, 'init');
  for (let i = 0; i < value.size; i++) value.data[i] = 0.05 * draw.normal();
  const of = (batches: Batches | null) =>
    engine.scope(() => {
      const batch = batches ? batches.next(engine) : slice(engine, examples, 0, examples.count);
      gradients(crossEntropy(linear(batch.inputs, value, null), batch.targets), [value]);
      return Float64Array.from(gradient.data);
    });
  const full = of(null);
  const squared = (g: Float64Array) => g.reduce((total, x, i) => total + (x - full[i]) ** 2, 0);

  // tr(Σ) exactly: the mean over every example by itself, whose mean gradient is the full one
  const single = new Batches(examples, 1, null);
  const mean = new Float64Array(full.length);
  let trace = 0;
  for (let i = 0; i < examples.count; i++) {
    const g = of(single);
    trace += squared(g) / examples.count;
    for (let j = 0; j < g.length; j++) mean[j] += g[j] / examples.count;
  }

  const variance = (size: number, withReplacement: boolean) => {
    let total = 0;
    for (let n = 0; n < DRAWS; n++) {
      const random = new Generator(seed * 10_000 + n, 'order');
      total += squared(of(new Batches(examples, size, random, { withReplacement }))) / DRAWS;
    }
    return total;
  };
  const found = SIZES.map((size) => variance(size, true));
  return {
    slope: fittedSlope(SIZES.map(Math.log), found.map(Math.log)),
    shares: SIZES.map((size, i) => (size * found[i]) / trace),
    without: (1024 * variance(1024, false)) / trace,
    bias: Math.sqrt(squared(mean)),
  };
}

/** Slope of the line that least squares fit. */
function fittedSlope(xs: number[], ys: number[]): number {
  const middle = (values: number[]) => values.reduce((total, each) => total + each, 0) / values.length;
  const [x, y] = [middle(xs), middle(ys)];
  const product = xs.reduce((total, each, i) => total + (each - x) * (ys[i] - y), 0);
  return product / xs.reduce((total, each) => total + (each - x) ** 2, 0);
}
