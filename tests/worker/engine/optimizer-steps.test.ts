import { describe, expect, test } from 'vitest';
import { STEPS } from '../../../worker/kernel-loading/kernel-trial.ts';
import { block, ENGINES, numbers, worstError } from './support.ts';

/** Whole vectors, and lengths that no vector divides. */
const LENGTHS = [0, 1, 4, 8, 13, 64, 1000];

describe.each(ENGINES)('steps of optimizers on %s', (_, createEngine) => {
  const engine = createEngine();
  const bound = engine.kernels.precision === 'float64' ? 1e-13 : 3e-6;

  test.each(STEPS)('$rule.name with $scalars gives its formula at every length', ({ rule, buffers, scalars }) => {
    for (const length of LENGTHS) {
      const start = Array.from({ length: buffers }, (_, index) => {
        const values = numbers(length, index + 1).map(Math.fround);
        return index < 2 ? values : values.map(Math.abs);
      });
      const expected = start.map((values) => Float64Array.from(values));
      rule.loop(expected, scalars);
      engine.scope(() => {
        const actual = start.map((values) => block(engine, values));
        engine.kernels.step(rule, actual, scalars);
        for (const [index, values] of actual.entries())
          expect(worstError(values, expected[index]), `buffer ${index} of ${length}`).toBeLessThan(bound);
      });
    }
  });

  test('a step leaves the gradients and what lies after its blocks alone', () => {
    for (const { rule, buffers, scalars } of STEPS) {
      engine.scope(() => {
        const whole = Array.from({ length: buffers }, (_, index) => block(engine, numbers(24, index).map(Math.abs)));
        const before = whole.map((values) => values.slice());
        engine.kernels.step(
          rule,
          whole.map((values) => values.subarray(0, 16)),
          scalars,
        );
        expect(whole[1]).toEqual(before[1]);
        expect(whole.map((values) => values.slice(16))).toEqual(before.map((values) => values.slice(16)));
      });
    }
  });
});
