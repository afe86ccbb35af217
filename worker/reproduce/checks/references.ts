import type { Examples, Splits } from '../../data/examples.ts';
import { meanSquaredError } from '../../engine/losses.ts';
import { linear } from '../../engine/ops/matmul.ts';
import { Parameters } from '../../engine/parameters.ts';
import { around, type Check, type Context, type Finding } from '../check.ts';
import { float64Engine, type Given, last, minimize, trainOn } from '../train.ts';

const CASES = 'test accuracy';
const none = (like: Examples): Examples => ({ ...like, count: 0, inputs: like.inputs.subarray(0, 0) });

/** Test accuracies of a network, one a seed. */
function accuracies(context: Context, splits: Splits, given: Given): number[] {
  return context.seeds.map((seed) => last(trainOn(context, splits, { seed, ...given }), 'test/accuracy'));
}

export const smallDigits: Check = {
  id: 'P20',
  title: 'Absolute references: optdigits and digits',
  run(context) {
    const splits = context.data.splits('optdigits');
    const right = nearest(splits);
    const uci = 'UCI names file';
    const networks = 'scikit-learn and PyTorch';
    const adam = { optimizer: { name: 'adam' }, batchSize: 64 };
    return [
      ...[0.97997, 0.9783, 0.97885].map((share, i) => ({
        of: `optdigits, ${2 * i + 1} nearest neighbours: ${CASES}`,
        band: around(share, 5e-6),
        values: [right(2 * i + 1)],
        source: uci,
      })),
      {
        of: `optdigits, 64-100-10, Adam, 20 epochs: ${CASES}`,
        band: [0.94, null],
        values: accuracies(context, splits, {
          network: { hidden: [100] },
          length: { count: 20, unit: 'epochs' },
          ...adam,
        }),
        source: networks,
      },
      {
        of: `optdigits, three layers of 100 with batch norm: ${CASES}`,
        band: [0.965, null],
        values: accuracies(context, splits, {
          network: { hidden: [100, 100, 100], normalization: 'batch' },
          length: { count: 20, unit: 'epochs' },
          ...adam,
        }),
        source: networks,
      },
      {
        of: `digits, first half to train on, 100 hidden, Adam, 100 epochs: ${CASES}`,
        band: [0.93, 0.96],
        values: accuracies(context, halves(context), {
          network: { hidden: [100] },
          length: { count: 100, unit: 'epochs' },
          ...adam,
        }),
        source: 'scikit-learn: .946 of an MLP(100)',
      },
    ];
  },
};

/** The share of the test set that k nearest neighbours get right; of equal votes the nearest decides. */
function nearest({ train, test, features }: Splits): (k: number) => number {
  const neighbours = Array.from({ length: test.count }, (_, row) => {
    const at = test.inputs.subarray(row * features, (row + 1) * features);
    const found = Array.from({ length: train.count }, (_, other) => {
      let distance = 0;
      for (let i = 0; i < features; i++) distance += (at[i] - train.inputs[other * features + i]) ** 2;
      return { distance, label: train.targets[other] };
    });
    return found.sort((a, b) => a.distance - b.distance).slice(0, 5);
  });
  return (k) => neighbours.filter((each, row) => voted(each.slice(0, k)) === test.targets[row]).length / test.count;
}

function voted(neighbours: readonly { label: number }[]): number {
  const votes = new Map<number, number>();
  for (const { label } of neighbours) votes.set(label, (votes.get(label) ?? 0) + 1);
  const most = Math.max(...votes.values());
  // scikit-learn takes the smallest label among those with most votes
  return Math.min(...[...votes].filter(([, count]) => count === most).map(([label]) => label));
}

/** scikit-learn's digits are the test part of optdigits, in its order. */
function halves({ data }: Context): Splits {
  const { test, ...rest } = data.splits('optdigits');
  const half = Math.floor(test.count / 2);
  const part = (from: number, to: number): Examples => ({
    count: to - from,
    inputs: test.inputs.subarray(from * 64, to * 64),
    targets: test.targets.subarray(from, to),
  });
  return { ...rest, train: part(0, half), test: part(half, test.count) };
}

export const airfoil: Check = {
  id: 'P20',
  title: 'Absolute references: airfoil, linear regression on the first 1,500 rows',
  run(context) {
    const source = 'Dive into Deep Learning, §12: .243 to .247; least squares .24169';
    const splits = airfoilOf(context);
    const band = [0.24168, 0.262] as const;
    const fitted = (of: string, optimizer: Given, batchSize: number, epochs: number): Finding => ({
      of: `${of}: ½ mean squared error`,
      band,
      values: context.seeds.map((seed) => {
        const result = trainOn(context, splits, {
          network: { hidden: [], initialization: 'normal' },
          loss: 'half-mse',
          optimizer,
          batchSize,
          seed,
          length: { unit: 'epochs', count: epochs },
          trainEvaluationEvery: epochs,
        });
        return last(result, 'train/full_loss');
      }),
      source,
    });
    return [
      fitted('gradient descent 1, 10 epochs', { name: 'gd', learningRate: 1 }, 1, 10),
      fitted('SGD 0.005, batches of 1, 2 epochs', { name: 'sgd', learningRate: 0.005 }, 1, 2),
      fitted('SGD 0.4, batches of 100, 6 epochs', { name: 'sgd', learningRate: 0.4 }, 100, 6),
      fitted('SGD 0.05, batches of 10, 2 epochs', { name: 'sgd', learningRate: 0.05 }, 10, 2),
      fitted('Adam 0.01, batches of 10, 2 epochs', { name: 'adam', learningRate: 0.01 }, 10, 2),
    ];
  },
};

/** Inputs and target standardized over all rows, as there, and then the first 1,500 taken. */
function airfoilOf({ data }: Context): Splits {
  const { rows, features } = data.read('airfoil');
  const column = (values: ArrayLike<number>, width: number, index: number) => {
    const own = Array.from({ length: rows.count }, (_, row) => values[row * width + index]);
    const mean = own.reduce((sum, x) => sum + x, 0) / rows.count;
    const deviation = Math.sqrt(own.reduce((sum, x) => sum + (x - mean) ** 2, 0) / (rows.count - 1));
    return own.map((x) => (x - mean) / deviation);
  };
  const inputs = Array.from({ length: features }, (_, index) => column(rows.inputs, features, index));
  const count = 1500;
  const train: Examples = {
    count,
    inputs: Float32Array.from({ length: count * features }, (_, i) => inputs[i % features][Math.floor(i / features)]),
    targets: Float32Array.from(column(rows.targets, 1, 0).slice(0, count)),
  };
  const shape = {
    task: 'regression' as const,
    features,
    outputs: 1,
    classNames: null,
    image: null,
    featureNames: null,
  };
  return { ...shape, train, validation: none(train), test: none(train), targetShift: 0, targetScale: 1, warnings: [] };
}

export const diabetes: Check = {
  id: 'P20',
  title: 'Absolute references: diabetes, least squares by L-BFGS',
  run({ data }: Context) {
    const { rows, features } = data.read('diabetes');
    const engine = float64Engine();
    const parameters = new Parameters(engine, [
      { name: 'w', role: 'weight', shape: [1, features] },
      { name: 'b', role: 'bias', shape: [1] },
    ]);
    const [w, b] = parameters.tensors;
    const inputs = Float64Array.from(rows.inputs, (x) => x * Math.sqrt(rows.count));
    const loss = () =>
      meanSquaredError(
        linear(engine.tensor(inputs, [rows.count, features]), w, b),
        engine.tensor(rows.targets, [rows.count, 1]),
      );
    const losses = minimize(parameters, loss, { optimizer: { name: 'lbfgs' }, steps: 100 });
    const source = 'scikit-learn documentation';
    return [{ of: 'mean squared error', band: around(2859.69, 0.05), values: [losses[losses.length - 1]], source }];
  },
};

export const fashion: Check = {
  id: 'P20',
  title: 'Absolute references: Fashion-MNIST, all 60,000',
  isSlow: true,
  run(context) {
    const splits = context.data.splits('fashion-mnist');
    const own = (of: string, band: Finding['band'], source: string, given: Given): Finding => {
      return { of: `${of}: ${CASES}`, band, source, values: accuracies(context, splits, given) };
    };
    const epochs = (count: number) => ({ unit: 'epochs', count });
    return [
      own('softmax regression, SGD 0.1, batches of 256, 10 epochs', [0.81, 0.85], 'arXiv:1708.07747; PyTorch', {
        network: { hidden: [] },
        optimizer: { name: 'sgd', learningRate: 0.1 },
        batchSize: 256,
        length: epochs(10),
      }),
      own('784-128-10, Adam, batches of 32, 10 epochs', [0.865, 0.895], 'TensorFlow tutorial; PyTorch', {
        network: { hidden: [128] },
        optimizer: { name: 'adam' },
        batchSize: 32,
        length: epochs(10),
      }),
      own('784-100-10, Adam, batches of 200, 20 epochs', [0.86, 0.89], 'arXiv:1708.07747, Table 3', {
        network: { hidden: [100] },
        optimizer: { name: 'adam' },
        batchSize: 200,
        length: epochs(20),
      }),
      own('784-256-10, SGD 0.1, batches of 256, 10 epochs', [0.82, 0.88], 'Dive into Deep Learning; PyTorch', {
        network: { hidden: [256] },
        optimizer: { name: 'sgd', learningRate: 0.1 },
        batchSize: 256,
        length: epochs(10),
      }),
    ];
  },
};

export const quickstart: Check = {
  id: 'P20',
  title: 'Absolute references: Fashion-MNIST, 784-512-512-10, SGD 0.001, batches of 64, 5 epochs in order',
  isSlow: true,
  run(context) {
    const splits = context.data.splits('fashion-mnist');
    const results = context.seeds.map((seed) =>
      trainOn(context, splits, {
        network: { hidden: [512, 512], initialization: 'standard' },
        optimizer: { name: 'sgd', learningRate: 0.001 },
        order: 'in-order',
        length: { unit: 'epochs', count: 5 },
        seed,
      }),
    );
    const source = 'PyTorch quickstart: 64.9 to 65.3 %, 1.07 to 1.09';
    return [
      { of: CASES, band: [0.635, 0.665], values: results.map((each) => last(each, 'test/accuracy')), source },
      { of: 'test loss', band: [1.05, 1.11], values: results.map((each) => last(each, 'test/loss')), source },
    ];
  },
};
