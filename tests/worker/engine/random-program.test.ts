import { expect, test } from 'vitest';
import { gradients } from '../../../worker/engine/autodiff.ts';
import { add, maximum, multiply, scale, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import * as elementwise from '../../../worker/engine/ops/elementwise.ts';
import { takeRows } from '../../../worker/engine/ops/index-rows.ts';
import { linear, matmul } from '../../../worker/engine/ops/matmul.ts';
import { layerNorm } from '../../../worker/engine/ops/normalize.ts';
import { mean } from '../../../worker/engine/ops/reduce.ts';
import { logSoftmax, softmax } from '../../../worker/engine/ops/softmax.ts';
import { concat, reshape, slice, transpose } from '../../../worker/engine/ops/views.ts';
import { Generator } from '../../../worker/engine/rng.ts';
import type { Engine, Tensor } from '../../../worker/engine/tensor.ts';
import { ENGINES, float64Engine, numbers, worstError } from './support.ts';

/** Steps of a program over matrices; each keeps values of moderate size. */
const STEPS: ((pick: () => Tensor, random: Generator) => Tensor)[] = [
  (pick) => elementwise.tanh(pick()),
  (pick) => elementwise.sigmoid(pick()),
  (pick) => elementwise.gelu(pick()),
  (pick) => elementwise.softplus(pick()),
  (pick) => elementwise.silu(pick()),
  (pick) => elementwise.sin(pick()),
  (pick) => softmax(pick()),
  (pick) => scale(logSoftmax(pick(), 0), 0.1),
  (pick) => transpose(pick()),
  (pick) => add(pick(), slice(pick(), [0, { start: 0, end: 1 }])),
  (pick) => ((x) => subtract(x, mean(x, 1, true)))(pick()),
  (pick) => ((x) => multiply(x, sum(elementwise.tanh(x), 0, true)))(elementwise.tanh(pick())),
  (pick) => ((x) => matmul(softmax(x), transpose(softmax(x))))(pick()),
  (pick) => ((x) => elementwise.tanh(matmul(x, transpose(x))))(scale(pick(), 0.2)),
  (pick) => ((x) => linear(softmax(x), elementwise.tanh(x), null))(pick()),
  (pick) => ((x) => reshape(x, [x.shape[1], x.shape[0]]))(pick()),
  (pick) => ((x) => concat([x, scale(x, 0.5)], 1))(slice(pick(), [{ start: 0, end: 2 }])),
  (pick, random) =>
    ((x) =>
      takeRows(
        x,
        Array.from({ length: 4 }, () => random.integer(x.shape[0])),
      ))(pick()),
  (pick) => ((x) => maximum(x, scale(x, 0.3)))(pick()),
  (pick) => ((x) => layerNorm(x, slice(x, [0]), slice(x, [-1]), 0.1))(elementwise.tanh(pick())),
];

/** A program of `length` random steps; its output and the gradients of its inputs. */
function run(engine: Engine, seed: number, length: number): number[][] {
  const random = new Generator(seed, 'noise');
  const inputs = [0, 1, 2].map((i) => {
    const shape = [2 + random.integer(6), 2 + random.integer(19)];
    return engine.tensor(numbers(shape[0] * shape[1], 100 * seed + i), shape, true);
  });
  const values = [...inputs];
  const pick = () => values[Math.max(0, values.length - 1 - random.integer(4))];
  for (let step = 0; step < length; step++) {
    const next = STEPS[random.integer(STEPS.length)](pick, random);
    if (next.size < 2000) values.push(next);
  }
  const loss = values
    .slice(-5)
    .map((value) => mean(elementwise.tanh(value)))
    .reduce(add);
  return [[loss.item], ...gradients(loss, inputs).map((gradient) => gradient.toArray())];
}

test.each(ENGINES.filter(([name]) => name !== 'float64'))(
  'long random programs on %s agree with float64',
  (_, createEngine) => {
    const engine = createEngine();
    for (let seed = 1; seed <= 60; seed++) {
      const expected = run(float64Engine(), seed, 40);
      const actual = engine.scope(() => run(engine, seed, 40));
      const size = Math.max(...expected.flat().map(Math.abs));
      actual.forEach((list, i) => {
        const error = worstError(list, expected[i]) * Math.max(...expected[i].map(Math.abs), 1e-30);
        expect(error / size, `program ${seed}`).toBeLessThan(2e-4);
      });
    }
  },
);
