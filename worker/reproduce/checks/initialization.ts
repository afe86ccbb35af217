import { gradients } from '../../engine/autodiff.ts';
import {
  type Draw,
  he,
  type InitializationName,
  initialize,
  lecun,
  normal,
  standard,
  xavier,
  zero,
} from '../../engine/init.ts';
import { ACTIVATIONS, type ActivationName } from '../../engine/layers/activation.ts';
import { crossEntropy } from '../../engine/losses.ts';
import { sum } from '../../engine/ops/broadcast.ts';
import { linear } from '../../engine/ops/matmul.ts';
import { Generator } from '../../engine/rng.ts';
import type { Engine, Tensor } from '../../engine/tensor.ts';
import { around, type Check, type Finding, withinShare } from '../check.ts';

interface Stack {
  depth: number;
  batch: number;
  width: number;
  how: Draw | InitializationName;
  activation: ActivationName | null;
  /** What the normal inputs are multiplied by. */
  inputScale?: number;
}

interface Layers {
  /** What each layer passes on, and what its activation is applied to. */
  outputs: Tensor[];
  pre: Tensor[];
}

/** A stack of equal layers at its initialization, fed with normal numbers. */
function build(engine: Engine, { depth, batch, width, how, activation, inputScale = 1 }: Stack, seed: number): Layers {
  const [init, noise] = [new Generator(seed, 'init'), new Generator(seed, 'noise')];
  const inputs = Float32Array.from({ length: batch * width }, () => inputScale * noise.normal());
  let value = engine.tensor(inputs, [batch, width]);
  const layers: Layers = { outputs: [], pre: [] };
  for (let layer = 0; layer < depth; layer++) {
    const weights = engine.tensor(new Float32Array(width * width), [width, width], true);
    initialize(weights, how, init);
    const pre = linear(value, weights, null);
    value = activation ? ACTIVATIONS[activation](pre) : pre;
    layers.pre.push(pre);
    layers.outputs.push(value);
  }
  return layers;
}

const stdOf = (tensor: Tensor) => tensor.engine.kernels.moments(tensor.data).std;
const largest = (tensor: Tensor) => tensor.toArray().reduce((most, x) => Math.max(most, Math.abs(x)), 0);

/** Draws that one value of a ReLU stack is the mean of. */
const DRAWS = 5;

export const notebook: Check = {
  id: 'P11',
  note:
    'The ReLU rows are means of five draws, as the lecture’s are of five seeds: of single draws of ten layers, 2 in 60 leave the band, ' +
    'at means of 0.99 (He) and 0.0438 (Xavier) where theory has 1 and 0.0442.',
  title: 'The notebook of initializations: width 256, 512 inputs of N(0, 1), ten layers',
  run({ seeds, engine }) {
    const source = 'variance from layer to layer: q·V[w], halved by ReLU';
    const stack = (how: Draw, activation: ActivationName | null, depth = 10): Stack => {
      return { depth, batch: 512, width: 256, how, activation };
    };
    const own = engine();
    const stds = (of: Stack, draws = seeds) =>
      draws.map((seed) => own.scope(() => build(own, of, seed).outputs.map(stdOf)));
    const kept = (of: Stack, draws = seeds) => stds(of, draws).map((each) => each[each.length - 1] / each[0]);
    const meanKept = (of: Stack) =>
      seeds.map((seed) => {
        const draws = Array.from({ length: DRAWS }, (_, i) => DRAWS * seed + i);
        return kept(of, draws).reduce((sum, each) => sum + each / DRAWS, 0);
      });
    const perLayer = (of: Stack) => kept(of).map((ratio) => ratio ** (1 / 9));
    const finding = (of: string, band: Finding['band'], values: number[]): Finding => ({ of, band, values, source });
    return [
      finding(
        'linear, N(0, 0.01): standard deviation from layer to layer, times',
        around(0.16, 0.003),
        perLayer(stack(normal(0.01), null)),
      ),
      finding('linear, N(0, 1): the same', around(16, 0.2), perLayer(stack(normal(1), null))),
      finding('linear, LeCun: layer 10 beside layer 1', [0.9, 1.1], kept(stack(lecun('normal'), null))),
      finding('ReLU, He: layer 10 beside layer 1, mean of five', [0.5, 1.3], meanKept(stack(he('normal'), 'relu'))),
      finding(
        'ReLU, Xavier: layer 10 beside layer 1, mean of five',
        [0.02, 0.06],
        meanKept(stack(xavier('normal'), 'relu')),
      ),
      finding(
        'ReLU, Xavier: layer 30 beside layer 1, mean of five',
        [1e-5, 1e-4],
        meanKept(stack(xavier('normal'), 'relu', 30)),
      ),
      finding('ReLU, He: layer 30 beside layer 1, mean of five', [0.4, 1.6], meanKept(stack(he('normal'), 'relu', 30))),
      finding('tanh, N(0, 1): standard deviation of every layer', [0.96, null], stds(stack(normal(1), 'tanh')).flat()),
      ...zeros(own, source),
    ];
  },
};

/** Zero weights: nothing passes, or one half through a sigmoid, and no gradient below the last layer. */
function zeros(engine: Engine, source: string): Finding[] {
  const of = (activation: ActivationName) =>
    engine.scope(() => {
      const { outputs } = build(engine, { depth: 10, batch: 512, width: 256, how: zero, activation }, 1);
      const below = gradients(sum(outputs[9]), outputs).slice(0, -1).map(largest);
      const values = outputs.flatMap((output) => output.toArray());
      return { low: values.reduce((a, b) => Math.min(a, b)), high: values.reduce((a, b) => Math.max(a, b)), below };
    });
  const [relu, sigmoid] = [of('relu'), of('sigmoid')];
  return [
    { of: 'zero weights, ReLU: every activation', band: [0, 0], values: [relu.low, relu.high], source },
    { of: 'zero weights, sigmoid: every activation', band: [0.5, 0.5], values: [sigmoid.low, sigmoid.high], source },
    {
      of: 'zero weights: largest gradient below the last layer',
      band: [0, 0],
      values: [...relu.below, ...sigmoid.below],
      source,
    },
  ];
}

const GLOROT = {
  standard: [0.4603, 0.2495, 0.1412, 0.081, 0.0467],
  xavier: [0.6279, 0.4863, 0.4082, 0.3576, 0.3216],
};

export const glorot: Check = {
  id: 'P12',
  title: 'Glorot’s Figures 6 and 7: five layers of 256 tanh, 600 inputs of N(0, 1), random labels',
  run({ seeds, engine }) {
    const study = (how: Draw, inputScale: number) =>
      seeds.map((seed) => {
        const own = engine();
        return own.scope(() => measure(own, how, inputScale, seed));
      });
    const [plain, kept, small] = [study(standard, 1), study(xavier('uniform'), 1), study(xavier('uniform'), 0.3)];
    const activations = (name: string, found: typeof plain, expected: number[]) =>
      expected.map(
        (value, i): Finding => ({
          of: `${name}: standard deviation of the activations of layer ${i + 1}`,
          band: withinShare(value, 0.04),
          values: found.map(({ std }) => std[i]),
          source: 'mean-field integral',
        }),
      );
    const passed = (of: string, found: typeof plain, band: Finding['band']): Finding => {
      return { of, band, values: found.map(({ gradient }) => gradient), source: 'Glorot & Bengio 2010' };
    };
    return [
      ...activations('standard', plain, GLOROT.standard),
      ...activations('Xavier', kept, GLOROT.xavier),
      passed('standard: gradient at the pre-activations, layer 1 beside 5', plain, [0.07, 0.115]),
      passed('Xavier: the same', kept, [0.36, 0.47]),
      passed('Xavier, inputs × 0.3: the same', small, [0.7, 0.9]),
    ];
  },
};

function measure(engine: Engine, how: Draw, inputScale: number, seed: number): { std: number[]; gradient: number } {
  const batch = 600;
  const { outputs, pre } = build(engine, { depth: 5, batch, width: 256, how, activation: 'tanh', inputScale }, seed);
  const labels = new Generator(seed, 'order');
  const output = engine.tensor(new Float32Array(10 * 256), [10, 256], true);
  initialize(output, how, new Generator(seed + 1000, 'init'));
  const targets = Int32Array.from({ length: batch }, () => labels.integer(10));
  const found = gradients(crossEntropy(linear(outputs[4], output, null), targets), pre);
  return { std: outputs.map(stdOf), gradient: stdOf(found[0]) / stdOf(found[4]) };
}
