import type { Examples, Splits } from '../../data/examples.ts';
import { binaryCrossEntropy } from '../../engine/losses.ts';
import { linear } from '../../engine/ops/matmul.ts';
import { Parameters } from '../../engine/parameters.ts';
import { Generator } from '../../engine/rng.ts';
import { around, type Check, type Context, type Finding } from '../check.ts';
import { conditionOf } from '../condition.ts';
import { descend, float64Engine, type Given, last, minimize, trainOn } from '../train.ts';

const FEATURES = 200;

/** y = 0.05 + 0.01·Σx + N(0, 0.01²), to be learned as it is. */
function made(seed: number): Splits {
  const random = new Generator(seed, 'generate');
  const examples = (count: number): Examples => {
    const inputs = Float32Array.from({ length: count * FEATURES }, () => random.normal());
    const targets = Float32Array.from({ length: count }, (_, row) => {
      const total = inputs.subarray(row * FEATURES, (row + 1) * FEATURES).reduce((sum, x) => sum + x, 0);
      return 0.05 + 0.01 * total + 0.01 * random.normal();
    });
    return { count, inputs, targets };
  };
  const [train, validation, test] = [examples(20), examples(100), examples(0)];
  const shape = { task: 'regression' as const, features: FEATURES, outputs: 1, classNames: null, image: null };
  return { ...shape, train, validation, test, featureNames: null, targetShift: 0, targetScale: 1, warnings: [] };
}

export const weightDecay: Check = {
  id: 'P17',
  title: 'Weight decay: 20 examples of 200 features, SGD 0.01, batches of 5, ten epochs',
  run(context) {
    const source = 'Dive into Deep Learning, §3.7, which prints 0.00995 and 0.00173; PyTorch';
    const train = (lambda: number) =>
      context.seeds.map((seed) => {
        const result = trainOn(context, made(seed), {
          network: { hidden: [], initialization: 'normal' },
          loss: 'half-mse',
          optimizer: { name: 'sgd', learningRate: 0.01, weightDecay: lambda, decays: 'weights' },
          batchSize: 5,
          length: { unit: 'epochs', count: 10 },
          trainEvaluationEvery: 10,
          seed,
        });
        const size = Array.from(result.parameters['output.weight']).reduce((sum, w) => sum + w * w, 0) / 2;
        return { size, train: last(result, 'train/full_loss'), validation: last(result, 'val/loss') };
      });
    const [free, decayed] = [train(0), train(3)];
    return [
      { of: 'λ 0: ½‖w‖²', band: [0.008, 0.012], values: free.map(({ size }) => size), source },
      { of: 'λ 0: training loss', band: [0, 1e-4], values: free.map(({ train }) => train), source },
      { of: 'λ 3: ½‖w‖²', band: [0.0009, 0.0022], values: decayed.map(({ size }) => size), source },
      {
        of: 'validation loss of λ 3 beside λ 0',
        band: [null, 0.75],
        values: decayed.map(({ validation }, i) => validation / free[i].validation),
        source,
      },
      ...identities(),
    ];
  },
};

/** Three steps under gradient zero from (1, −4), rate and decay 0.1. */
function identities(): Finding[] {
  const rows: [string, Given, number[], number][] = [
    ['SGD', { name: 'sgd' }, [0.970299, -3.881196], 1e-9],
    ['AdamW', { name: 'adamw' }, [0.970299, -3.881196], 1e-9],
    ['Adam with L2', { name: 'adam' }, [0.701586, -3.700274], 1e-6],
  ];
  return rows.flatMap(([name, settings, expected, within]) => {
    const result = descend({
      surface: { name: 'formula', text: '0*x + 0*y' },
      start: [1, -4],
      optimizer: { learningRate: 0.1, weightDecay: 0.1, ...settings },
      length: { count: 3 },
    });
    return expected.map((value, i) => ({
      of: `gradient zero, ${name}: ${'xy'[i]} after 3 steps`,
      band: around(value, within),
      values: [last(result, `point/${'xy'[i]}`)],
      source: '(1 − lr·λ)³·x; PyTorch',
    }));
  });
}

export const standardization: Check = {
  id: 'P18',
  title: 'Standardize or not: logistic regression on the breast cancer data, all at once',
  run({ data }: Context) {
    const source = 'NumPy in double precision';
    const { rows, features } = data.read('breast-cancer');
    const raw = Float64Array.from(rows.inputs);
    const scaled = standardized(raw, features);
    const fitted = (inputs: Float64Array, rate: number, steps: number) =>
      regress(inputs, rows.targets, features, rate, steps);
    const slow = [1e-7, 1e-6, 1e-5].map((rate) => Math.min(...fitted(raw, rate, 1000).losses));
    const spiking = fitted(raw, 1e-3, 1000).losses;
    const quick = fitted(scaled, 1, 1000);
    const finding = (of: string, band: Finding['band'], ...values: number[]): Finding => ({ of, band, values, source });
    return [
      finding('condition of XᵀX, raw', [2.35e12, 2.45e12], conditionOf(raw, features)),
      finding('condition of XᵀX, standardized', [0.95e5, 1.05e5], conditionOf(scaled, features)),
      finding(
        'steps until the loss is below 0.2, standardized, rate 1',
        [1, 3],
        quick.losses.findIndex((loss) => loss < 0.2),
      ),
      finding('lowest loss in 1000 steps, raw, rates 1e-7 to 1e-5', [0.2, null], ...slow),
      finding('the best of them', around(0.2557, 5e-5), Math.min(...slow)),
      finding('raw, rate 1e-3: loss of step 10', around(99, 0.5), spiking[9]),
      finding('raw, rate 1e-3: loss at step 1000', around(3.6, 0.05), spiking[999]),
      finding('standardized, rate 1: loss at step 1000', around(0.0458, 0.001), quick.losses[999]),
      finding('standardized, rate 1: training accuracy', around(0.988, 5e-4), quick.accuracy),
    ];
  },
};

function standardized(inputs: Float64Array, features: number): Float64Array {
  const count = inputs.length / features;
  const out = inputs.slice();
  for (let column = 0; column < features; column++) {
    const values = Array.from({ length: count }, (_, row) => inputs[row * features + column]);
    const mean = values.reduce((sum, x) => sum + x, 0) / count;
    const deviation = Math.sqrt(values.reduce((sum, x) => sum + (x - mean) ** 2, 0) / count);
    for (let row = 0; row < count; row++) out[row * features + column] = (values[row] - mean) / deviation;
  }
  return out;
}

/** Logistic regression from zero: the loss before each step, and the training accuracy after the last. */
function regress(inputs: Float64Array, targets: ArrayLike<number>, features: number, rate: number, steps: number) {
  const engine = float64Engine();
  const parameters = new Parameters(engine, [
    { name: 'w', role: 'weight', shape: [1, features] },
    { name: 'b', role: 'bias', shape: [1] },
  ]);
  const [w, b] = parameters.tensors;
  const count = targets.length;
  const logits = () => linear(engine.tensor(inputs, [count, features]), w, b);
  const loss = () => binaryCrossEntropy(logits(), engine.tensor(targets, [count, 1]));
  const losses = minimize(parameters, loss, { optimizer: { name: 'gd', learningRate: rate }, steps });
  const scores = engine.scope(() => logits().toArray());
  const right = scores.filter((score, i) => Number(score > 0) === targets[i]).length;
  return { losses, accuracy: right / count };
}
