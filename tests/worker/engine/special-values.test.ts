import { describe, expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { crossEntropy, huber } from '../../../worker/engine/losses.ts';
import { maximum } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { maxPool2d } from '../../../worker/engine/ops/conv2d.ts';
import { relu } from '../../../worker/engine/ops/elementwise.ts';
import { linear } from '../../../worker/engine/ops/matmul.ts';
import { max } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { clipByNorm, clipByValue } from '../../../worker/engine/optimizers/clip.ts';
import { Parameters } from '../../../worker/engine/parameters.ts';
import type { Shape } from '../../../worker/engine/shape.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { ENGINES } from './support.ts';

const [nan, inf] = [Number.NaN, Number.POSITIVE_INFINITY];

type Case = [
  what: string,
  values: number[],
  shape: Shape,
  apply: (x: Tensor) => Tensor,
  output: number[],
  gradient: number[],
];

/** What PyTorch 2.13 gives; the gradient is that of the sum. */
const CASES: Case[] = [
  ['relu', [nan, inf, -inf, 0, 1], [5], relu, [nan, inf, 0, 0, 1], [1, 1, 0, 0, 1]],
  [
    'linear with relu',
    [0, nan, 1, 2],
    [2, 2],
    (x) => linear(x, x.engine.tensor([1, 1, 0, 1], [2, 2]), null, { relu: true }),
    [nan, nan, 3, 2],
    [1, 2, 1, 2],
  ],
  [
    'maximum',
    [nan, 1, 3, inf],
    [4],
    (x) => maximum(x, x.engine.tensor([1, nan, 2, inf])),
    [nan, nan, 3, inf],
    [1, 1, 1, 0.5],
  ],
  [
    'max',
    [1, nan, 3, -inf, -inf, -inf, inf, 1, inf],
    [3, 3],
    (x) => max(x, 1),
    [nan, -inf, inf],
    [nan, nan, nan, 1 / 3, 1 / 3, 1 / 3, 0.5, 0, 0.5],
  ],
  ['max pool', [1, nan, 3, 4], [1, 2, 2, 1], (x) => maxPool2d(x, 2), [nan], [0, 1, 0, 0]],
  ['max pool of equals', [2, 2, 2, 1], [1, 2, 2, 1], (x) => maxPool2d(x, 2), [2], [1, 0, 0, 0]],
  ['sum', [1, inf, 2, inf, -inf, 2], [2, 3], (x) => sum(x, 1), [inf, nan], [1, 1, 1, 1, 1, 1]],
  [
    'softmax',
    [1, nan, -inf, -inf, inf, 1, -inf, 1],
    [4, 2],
    (x) => softmax(x),
    [nan, nan, nan, nan, nan, nan, 0, 1],
    [nan, nan, nan, nan, nan, nan, 0, 0],
  ],
  ['log-softmax', [-inf, 1, -1000, 1000], [2, 2], (x) => logSoftmax(x), [-inf, 0, -2000, 0], [1, -1, 1, -1]],
  ['cross-entropy of an excluded class', [0, -inf, 0], [1, 3], (x) => crossEntropy(x, [0]), [Math.LN2], [-0.5, 0, 0.5]],
  ['cross-entropy where the class itself is excluded', [0, -inf], [1, 2], (x) => crossEntropy(x, [1]), [inf], [1, -1]],
  ['cross-entropy, smoothed', [0, -inf], [1, 2], (x) => crossEntropy(x, [0], { smoothing: 0.1 }), [inf], [0.05, -0.05]],
  ['huber', [inf, 1], [2], (x) => huber(x, x.engine.tensor([0, 0.5]), 2), [inf], [1, 0.25]],
];

describe.each(ENGINES)('NaN and infinity on %s', (_, createEngine) => {
  test.each(CASES)('%s of %j', (_, values, shape, apply, output, gradient) => {
    const engine = createEngine();
    const x = engine.tensor(values, shape, true);
    const y = apply(x);
    near(y.toArray(), output);
    near(gradients(sum(y), [x])[0].toArray(), gradient);
  });

  test('clipping', () => {
    const parameters = new Parameters(createEngine(), [{ name: 'x', role: 'weight', shape: [3] }]);
    const { data } = parameters.get('x').gradient;
    data.set([1, nan, 2]);
    expect(clipByNorm(parameters, 1)).toBeNaN();
    near([...data], [nan, nan, nan]);
    data.set([1, inf, 2]);
    expect(clipByNorm(parameters, 1)).toBe(inf);
    near([...data], [0, nan, 0]);
    data.set([-inf, nan, 2]);
    clipByValue(parameters, 1);
    near([...data], [-1, nan, 1]);
  });
});

function near(actual: number[], expected: number[]): void {
  expect(actual).toHaveLength(expected.length);
  for (const [i, want] of expected.entries()) {
    if (Number.isFinite(want)) expect(actual[i], `element ${i}`).toBeCloseTo(want, 6);
    else expect(actual[i], `element ${i}`).toBe(want);
  }
}
