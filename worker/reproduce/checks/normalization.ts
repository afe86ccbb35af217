import { gradients } from '../../engine/autodiff.ts';
import { batchNorm } from '../../engine/layers/batch-norm.ts';
import type { LayerKind } from '../../engine/layers/layer.ts';
import { layerNorm } from '../../engine/layers/layer-norm.ts';
import { linear } from '../../engine/layers/linear.ts';
import { Sequential } from '../../engine/layers/sequential.ts';
import { multiply } from '../../engine/ops/arithmetic.ts';
import { sum } from '../../engine/ops/broadcast.ts';
import { Generator } from '../../engine/rng.ts';
import type { Tensor } from '../../engine/tensor.ts';
import { around, type Check, type Context, type Finding } from '../check.ts';
import { float64Engine, type Given, last, trainOn } from '../train.ts';

const model = (features: number, ...kinds: LayerKind[]) =>
  new Sequential(float64Engine(), [features], kinds, new Generator(1, 'dropout'));
const apart = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Math.max(...Array.from({ length: b.length }, (_, i) => Math.abs(a[i] - b[i])));
const numbers = (count: number, seed: number) => {
  const random = new Generator(seed, 'noise');
  return Float64Array.from({ length: count }, () => random.normal());
};

const BATCH = [1, 2, 2, 3, 3, 7, 6, 0];
const UPSTREAM = [1, 0, 0, 2, -1, 1, 3, -2];
const NORMALIZED = [-1.06904344, -0.39223197, -0.53452172, 0, 0, 1.56892787, 1.60356517, -1.17669591];
const INPUT_GRADIENT = [
  0.66815062, 0.05280023, -0.13363119, 0.68640594, -0.93541301, -0.30925889, 0.40089358, -0.42994728,
];
const ROW = [1, 2, 3, 6];
const NORMALIZED_ROW = [-1.06904344, -0.53452172, 0, 1.60356517];

export const normalizationNumbers: Check = {
  id: 'P15',
  title: 'Batch and layer normalization, number by number',
  run: () => [
    ...goldenValues(),
    differences('batch', batchNorm('norm')),
    differences('layer', layerNorm('norm')),
    ...scales(),
  ],
};

function goldenValues(): Finding[] {
  const source = 'PyTorch';
  const net = model(2, batchNorm('norm'));
  const x = net.engine.tensor(BATCH, [4, 2], true);
  const y = net.forward(x, 'train');
  const [dx, gain, bias] = gradients(sum(multiply(y, net.engine.tensor(UPSTREAM, [4, 2]))), [
    x,
    ...net.parameters.tensors,
  ]);
  const buffer = (name: string) => net.buffers.get(`norm.${name}`)?.toArray() ?? [];
  const evaluated = net.forward(x, 'evaluate').toArray().slice(0, 2);
  const single = model(4, layerNorm('norm'));
  const row = single.forward(single.engine.tensor(ROW, [1, 4]), 'train').toArray();
  const among = single.forward(single.engine.tensor([...ROW, 9, -9, 5, 5], [2, 4]), 'train').toArray();
  const rows: [string, ArrayLike<number>, number[]][] = [
    ['output in training', y.toArray(), NORMALIZED],
    ['running mean', buffer('mean'), [0.3, 0.3]],
    ['running variance', buffer('variance'), [1.36666667, 1.76666667]],
    ['output in evaluation', evaluated, [0.59877706, 1.27899953]],
    ['gradient of the input', dx.toArray(), INPUT_GRADIENT],
    ['gradient of the gain', gain.toArray(), [3.74165204, 3.92231969]],
    ['gradient of the bias', bias.toArray(), [3, 1]],
    ['layer norm of (1, 2, 3, 6)', row, NORMALIZED_ROW],
  ];
  return [
    ...rows.map(([of, found, expected]) => {
      return { of: `${of}: largest distance`, band: [0, 1e-6] as const, values: [apart(found, expected)], source };
    }),
    {
      of: 'layer norm of a row, alone and beside another: difference',
      band: [0, 0],
      values: [apart(among, row)],
      source,
    },
  ];
}

/** Gradients by differences, in double precision. */
function differences(name: string, kind: LayerKind): Finding {
  const net = model(3, linear('layer', 4), kind);
  const x = net.engine.tensor(numbers(24, 1), [8, 3], true);
  net.parameters.get('layer.weight').value.data.set(numbers(12, 2));
  const weights = numbers(32, 3);
  const value = () => sum(multiply(net.forward(x, 'train'), net.engine.tensor(weights, [8, 4])));
  const tensors: Tensor[] = [x, ...net.parameters.tensors];
  const found = gradients(value(), tensors).map((each) => each.toArray());
  const errors = tensors.flatMap((tensor, index) =>
    found[index].map((slope, i) => {
      const before = tensor.data[i];
      const at = (by: number) => {
        tensor.data[i] = before + by;
        return value().item;
      };
      const slow = (at(1e-5) - at(-1e-5)) / 2e-5;
      tensor.data[i] = before;
      return Math.abs(slope - slow);
    }),
  );
  return {
    of: `${name} norm: largest distance of a gradient from differences`,
    band: [0, 1e-6],
    values: [Math.max(...errors)],
    source: 'central differences, double precision',
  };
}

/** BN(aWx) = BN(Wx), and the gradient of aW is a times smaller; exactly so without ε, hence the large weights. */
function scales(): Finding[] {
  const source = 'Ioffe & Szegedy 2015, §3.3';
  const net = model(3, linear('layer', 4), batchNorm('norm'));
  const x = net.engine.tensor(numbers(24, 1), [8, 3]);
  const { value } = net.parameters.get('layer.weight');
  value.data.set(numbers(12, 2).map((each) => 1000 * each));
  const upstream = net.engine.tensor(numbers(32, 3), [8, 4]);
  const run = () => {
    const y = net.forward(x, 'train');
    return { y: y.toArray(), gradient: gradients(sum(multiply(y, upstream)), [value])[0].toArray() };
  };
  const before = run();
  for (let i = 0; i < value.size; i++) value.data[i] *= 10;
  const after = run();
  const ratios = before.gradient.map((slope, i) => slope / after.gradient[i]);
  return [
    { of: 'BN(aWx) − BN(Wx), a = 10: largest', band: [0, 1e-6], values: [apart(after.y, before.y)], source },
    {
      of: 'gradient of W beside that of aW, a = 10',
      band: around(10, 1e-3),
      values: [Math.min(...ratios), Math.max(...ratios)],
      source,
    },
  ];
}

/** Trains three layers of 100 on optdigits in batches of 60, once for each seed; the test accuracies. */
function study({ seeds, ...context }: Context, network: Given, rate: number, count: number): number[] {
  const splits = context.data.splits('optdigits');
  return seeds.map((seed) => {
    const result = trainOn({ seeds, ...context }, splits, {
      network: { hidden: [100, 100, 100], activation: 'relu', initialization: 'standard', ...network },
      seed,
      optimizer: { name: 'sgd', learningRate: rate },
      batchSize: 60,
      lastBatch: 'drop',
      length: { unit: 'steps', count },
      onNonFinite: 'continue',
    });
    return last(result, 'test/accuracy');
  });
}

const IOFFE = 'Ioffe & Szegedy 2015, Figures 1 to 3; PyTorch';
const none = { normalization: 'none' };
const batch = { normalization: 'batch' };

export const batchNormTraining: Check = {
  id: 'P16',
  title: 'Batch norm in training: three layers of 100 on optdigits, SGD, batches of 60',
  run(context) {
    const sigmoid = { activation: 'sigmoid', initialization: 'normal' };
    const late = study(context, none, 0.1, 1000);
    return [
      {
        of: 'sigmoid, 500 steps at 0.1, plain: test accuracy',
        band: [null, 0.2],
        values: study(context, { ...sigmoid, ...none }, 0.1, 500),
        source: IOFFE,
      },
      {
        of: 'the same with batch norm',
        band: [0.92, null],
        values: study(context, { ...sigmoid, ...batch }, 0.1, 500),
        source: IOFFE,
      },
      {
        of: 'ReLU, 1000 steps at 2.0, plain: test accuracy',
        band: [null, 0.2],
        values: study(context, none, 2, 1000),
        source: IOFFE,
      },
      { of: 'the same with batch norm', band: [0.94, null], values: study(context, batch, 2, 1000), source: IOFFE },
      {
        of: 'ReLU at 0.1: accuracy with batch norm after 100 steps, less that without after 1000',
        band: [0, null],
        values: study(context, batch, 0.1, 100).map((early, i) => early - late[i]),
        source: IOFFE,
      },
    ];
  },
};

const RATES = [0.05, 0.1, 0.5, 1, 2, 3, 4];

export const batchNormRates: Check = {
  id: 'P16',
  title: 'The largest rate that reaches 90 % in 500 steps, of 0.05 to 4',
  run(context) {
    const largest = (network: Given) => {
      const found = RATES.map((rate) => study(context, network, rate, 500));
      return context.seeds.map((_, i) => Math.max(0, ...RATES.filter((_rate, r) => found[r][i] >= 0.9)));
    };
    const [plain, normalized] = [largest(none), largest(batch)];
    return [
      { of: 'plain', band: [null, 0.5], values: plain, source: IOFFE },
      { of: 'with batch norm', band: [3, null], values: normalized, source: IOFFE },
      {
        of: 'one beside the other',
        band: [4, null],
        values: normalized.map((rate, i) => rate / plain[i]),
        source: IOFFE,
      },
    ];
  },
};
