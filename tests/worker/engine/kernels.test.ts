import { describe, expect, test } from 'vitest';
import type { BinaryOp, UnaryOp } from '../../../worker/engine/kernels.ts';
import { BINARY, UNARY } from '../../../worker/engine/reference/elementwise.ts';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import { block, ENGINES, numbers, worstError } from './support.ts';

const oracle = new ReferenceKernels('float64');
const SIZES = [0, 1, 2, 3, 5, 16, 17, 31, 64, 1023];

describe.each(ENGINES)('kernels %s', (_, createEngine) => {
  const engine = createEngine();
  const { kernels } = engine;
  const bound = kernels.precision === 'float64' ? 1e-13 : 3e-6;

  test.each([
    [1, 1, 1],
    [5, 7, 3],
    [4, 8, 8],
    [6, 16, 512],
    [7, 17, 513],
    [13, 33, 70],
    [64, 10, 128],
    [193, 515, 37],
    [3, 600, 1030],
    [1, 5, 0],
    ...[2, 3, 7, 8, 9, 10, 11, 12].map((m): [number, number, number] => [m, 300, 9]), // tiles of every height
  ])('multiply [%i, k] by [k, %i] with k = %i in every layout', (m, n, k) => {
    const [a, b, bias, before] = [numbers(m * k, 1), numbers(k * n, 2), numbers(n, 3), numbers(m * n, 4)];
    for (const layout of [0, 1, 2, 3]) {
      for (const extra of [{}, { bias: true }, { bias: true, relu: true }, { accumulate: true }]) {
        const shape = { m, n, k, transposeA: (layout & 1) !== 0, transposeB: (layout & 2) !== 0 };
        const expected = Float64Array.from(before);
        const want = { ...extra, bias: 'bias' in extra ? Float64Array.from(bias) : undefined };
        oracle.gemm(expected, Float64Array.from(a), Float64Array.from(b), { ...shape, ...want });
        engine.scope(() => {
          const out = block(engine, before);
          const own = { ...extra, bias: 'bias' in extra ? block(engine, bias) : undefined };
          kernels.gemm(out, block(engine, a), block(engine, b), { ...shape, ...own });
          expect(worstError(out, expected)).toBeLessThan(bound);
        });
      }
    }
  });

  test('multiply writes nothing beside its own columns', () => {
    engine.scope(() => {
      const out = block(engine, new Array(60).fill(7));
      kernels.gemm(out, block(engine, numbers(10)), block(engine, numbers(15)), { m: 5, n: 3, k: 2, ldb: 5, ldc: 12 });
      const beside = Array.from(out).filter((_, index) => index % 12 >= 3);
      expect(new Set(beside)).toEqual(new Set([7]));
    });
  });

  test.each(Object.keys(UNARY) as UnaryOp[])('%s agrees with its formula at every length', (op) => {
    for (const size of SIZES) {
      const positive = op === 'log' || op === 'sqrt' || op === 'power';
      const values = numbers(size, 5, 3).map((x) => Math.fround(positive ? Math.abs(x) + 0.1 : x));
      engine.scope(() => {
        const out = block(engine, new Array(size).fill(9));
        kernels.unary(op, out, block(engine, values), 1.5);
        expect(
          worstError(
            out,
            values.map((x) => UNARY[op](x, 1.5)),
          ),
        ).toBeLessThan(bound);
      });
    }
  });

  test.each(Object.keys(BINARY) as BinaryOp[])('%s agrees with its formula, rows and single numbers repeated', (op) => {
    for (const [left, right] of [
      [0, 0],
      [1, 1],
      [7, 7],
      [35, 35],
      [35, 1],
      [1, 35],
      [35, 7],
      [5, 35],
      [64, 16],
    ]) {
      const size = Math.max(left, right);
      const [a, b] = [numbers(left, 6), numbers(right, 7)].map((list) => list.map(Math.fround));
      engine.scope(() => {
        const out = block(engine, new Array(size).fill(9));
        kernels.binary(op, out, block(engine, a), block(engine, b));
        expect(
          worstError(
            out,
            Array.from(out, (_, i) => BINARY[op](a[i % left], b[i % right])),
          ),
        ).toBeLessThan(bound);
      });
    }
  });

  test('a single number that repeats may lie at the very end of the memory', () => {
    const last = createEngine();
    const one = block(last, [2]);
    const [a, out] = [block(last, numbers(67)), block(last, new Array(67).fill(9))];
    last.kernels.binary('multiply', out, a, one);
    expect(Array.from(out)).toEqual(Array.from(a, (x) => 2 * x));
  });

  test.each(Object.keys(UNARY) as UnaryOp[])('%s of special numbers follows IEEE 754', (op) => {
    const special = [NaN, Infinity, -Infinity, 0, 1, -1, 90, -110];
    engine.scope(() => {
      const out = block(engine, special);
      kernels.unary(op, out, out, 2);
      for (const [i, x] of special.entries()) expectClose(`${op}(${x})`, out[i], rounded(UNARY[op](x, 2)));
    });
  });

  const rounded = (x: number) => (kernels.precision === 'float64' ? x : Math.fround(x));

  function expectClose(what: string, got: number, want: number): void {
    if (!Number.isFinite(want)) expect(got, what).toBe(want);
    else expect(Math.abs(got - want), what).toBeLessThanOrEqual(bound * Math.abs(want) + 2e-38);
  }

  test.each(SIZES)('sums, maxima, squares and moments of %i elements agree', (size) => {
    const values = numbers(size, 8);
    engine.scope(() => {
      const a = block(engine, values);
      for (const [outer, length, inner] of [
        [1, size, 1],
        [1, 1, size],
        [size, 1, 1],
      ]) {
        const expected = new Float64Array(outer * inner);
        oracle.sum(expected, Float64Array.from(values), outer, length, inner);
        const out = block(engine, new Array(outer * inner).fill(9));
        kernels.sum(out, a, outer, length, inner);
        expect(worstError(out, expected)).toBeLessThan(10 * bound);
      }
      const squares = values.reduce((sum, x) => sum + x * x, 0);
      expect(worstError([kernels.sumOfSquares(a)], [squares])).toBeLessThan(bound);
      if (size === 0) return;
      const [got, want] = [kernels.moments(a), oracle.moments(a)];
      expect([got.min, got.max, got.nonFinite, got.zeros]).toEqual([want.min, want.max, 0, 0]);
      expect(got.mean).toBeCloseTo(want.mean, 10);
      expect(got.std).toBeCloseTo(want.std, 10);
    });
  });

  test('moments leave out what is not finite, wherever it stands, and count it and the zeros', () => {
    const values = [3, NaN, -2, 0, Infinity, 1, 0, -Infinity, 4, 0, NaN];
    for (let length = 1; length <= values.length; length++) {
      engine.scope(() => {
        const a = block(engine, values.slice(0, length));
        expect(kernels.moments(a)).toEqual(oracle.moments(Float64Array.from(a)));
      });
    }
  });

  test.each([1, 7, 64, 1024])(
    'histograms of %i bins count every finite value once, the highest edge included',
    (bins) => {
      engine.scope(() => {
        const values = [...numbers(5000, 9), 4, -4, 0, 4, -4, 4, NaN, Infinity, -Infinity, 5];
        const [got, want] = [new Float64Array(bins), new Float64Array(bins)];
        const data = block(engine, values);
        kernels.histogram(got, data, -4, 4);
        oracle.histogram(want, data, -4, 4);
        expect(Array.from(got)).toEqual(Array.from(want));
        expect(got[bins - 1]).toBeGreaterThanOrEqual(3);
      });
    },
  );

  test.each([1, 3, 4, 10, 17])('softmax and log-softmax of rows of %i agree, large numbers too', (length) => {
    const values = numbers(3 * length, 10, 200);
    const expected = new Float64Array(3 * length);
    engine.scope(() => {
      const a = block(engine, values);
      const out = block(engine, values);
      oracle.softmax(expected, Float64Array.from(a), 3, length);
      kernels.softmax(out, a, 3, length);
      expect(worstError(out, expected)).toBeLessThan(bound);
      oracle.logSoftmax(expected, Float64Array.from(a), 3, length);
      kernels.logSoftmax(out, a, 3, length);
      expect(worstError(out, expected)).toBeLessThan(bound);
    });
  });
});
