import { expect, test } from 'vitest';
import {
  binaryCrossEntropy,
  crossEntropy,
  huber,
  meanAbsoluteError,
  meanSquaredError,
} from '../../../worker/engine/losses.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import { ENGINES, float64Engine } from './support.ts';

test.each<[string, (output: Tensor, target: Tensor) => Tensor, number]>([
  ['mean squared error', meanSquaredError, (1 + 4) / 2],
  ['half of it', (y, t) => meanSquaredError(y, t, { half: true }), (1 + 4) / 4],
  ['mean absolute error', meanAbsoluteError, (1 + 2) / 2],
  ['Huber', huber, (1 / 2 + (2 - 1 / 2)) / 2],
  ['Huber that begins to bend at 1.5', (y, t) => huber(y, t, 1.5), (1 / 2 + 1.5 * (2 - 0.75)) / 2],
])('%s of the errors 1 and −2', (_, loss, expected) => {
  const engine = float64Engine();
  expect(loss(engine.tensor([1, 2]), engine.tensor([0, 4])).item).toBeCloseTo(expected, 14);
});

test('cross-entropy is the mean surprise at the class, smoothing spreads a share of it over all', () => {
  const logits = float64Engine().tensor([Math.log(1), Math.log(3), Math.log(1), Math.log(1)], [2, 2]); // 1/4, 3/4; 1/2, 1/2
  const [plain, even] = [
    (Math.log(4 / 3) + Math.log(2)) / 2,
    (Math.log(4) / 2 + Math.log(4 / 3) / 2 + Math.log(2)) / 2,
  ];
  expect(crossEntropy(logits, [1, 0]).item).toBeCloseTo(plain, 14);
  expect(crossEntropy(logits, [1, 0], { smoothing: 0.2 }).item).toBeCloseTo(0.8 * plain + 0.2 * even, 14);
});

test('binary cross-entropy judges each output on its own, and takes targets between', () => {
  const engine = float64Engine();
  const logits = engine.tensor([Math.log(3), Math.log(3)]); // 3/4
  expect(binaryCrossEntropy(logits, engine.tensor([1, 0])).item).toBeCloseTo((Math.log(4 / 3) + Math.log(4)) / 2, 14);
  expect(binaryCrossEntropy(logits, engine.tensor([0.5, 0.5])).item).toBeCloseTo(
    (Math.log(4 / 3) + Math.log(4)) / 2,
    14,
  );
});

test.each(ENGINES)('binary cross-entropy keeps its digits where the answer is sure and right, on %s', (_, create) => {
  const engine = create();
  const sure = Math.log1p(Math.exp(-15));
  const logits = engine.tensor([15, -15]);
  expect(binaryCrossEntropy(logits, engine.tensor([1, 0])).item / sure).toBeCloseTo(1, 6);
  expect(binaryCrossEntropy(logits, engine.tensor([0, 1])).item).toBeCloseTo(15 + sure, 6);
  expect(binaryCrossEntropy(engine.tensor([Number.POSITIVE_INFINITY]), engine.tensor([0])).item).toBe(
    Number.POSITIVE_INFINITY,
  );
});

test('the surprise keeps its digits where logits are large', () => {
  const logits = float64Engine().tensor([1e6, 1e6 - 20], [1, 2]);
  expect(crossEntropy(logits, [0]).item / Math.log1p(Math.exp(-20))).toBeCloseTo(1, 7);
});
