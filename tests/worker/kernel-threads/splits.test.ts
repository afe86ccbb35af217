import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { BinaryOp, UnaryOp, Window2d } from '../../../worker/engine/kernels.ts';
import { BINARY, UNARY } from '../../../worker/engine/reference/elementwise.ts';
import { Engine } from '../../../worker/engine/tensor.ts';
import type { Calls } from '../../../worker/engine/wasm-kernels.ts';
import { everyKernel, STEPS } from '../../../worker/kernel-loading/kernel-trial.ts';
import { compileTier, hostKernels } from '../../../worker/kernel-loading/load-kernels.ts';
import { SPLITS } from '../../../worker/kernel-threads/splits.ts';
import { numbers, USABLE_TIERS } from '../engine/support.ts';

const BUDGET_BYTES = 2 ** 21;
/** Where the blocks are that tests compute with, and more: scratch blocks are handed out from the top of the memory. */
const COMPARED_BYTES = 3 * 2 ** 19;
const COMPILED_TIERS = USABLE_TIERS.filter((tier) => tier !== 'reference');

/** Kernels each call of which is made twice over the same memory, whole and in halves, the later half first. */
function twiceOn(tier: (typeof COMPILED_TIERS)[number]) {
  const compiled = compileTier(tier);
  if (!compiled) throw new Error(`kernels "${tier}" do not load`);
  const [splitCalls, differing]: [Set<string>, string[]] = [new Set(), []];
  const host = hostKernels(compiled, BUDGET_BYTES, (own, _, memory) => {
    const tensors = new Uint8Array(memory.buffer, memory.buffer.byteLength - COMPARED_BYTES);
    const twice = Object.entries(SPLITS).map(([name, split]): [string, Calls[string]] => [
      name,
      (...args) => {
        const halves = split.halves(args);
        if (!halves) return own[name](...args);
        splitCalls.add(name);
        const before = tensors.slice();
        own[name](...args);
        const whole = Buffer.from(tensors);
        tensors.set(before);
        own[name](...halves[1]);
        own[name](...halves[0]);
        if (!whole.equals(tensors)) differing.push(`${name}(${args.join(', ')})`);
        return 0;
      },
    ]);
    return { ...own, ...Object.fromEntries(twice) };
  });
  return { host, engine: new Engine(host), splitCalls, differing };
}

test.each(COMPILED_TIERS)('halves of every kernel leave the bits of the whole, and no others, on %s', (tier) => {
  const { host, engine, splitCalls, differing } = twiceOn(tier);
  everyKernel(host);
  const wide = engine.scratch(7 * 40).fill(0.1);
  host.kernels.sum(engine.scratch(40), wide, 1, 7, 40);
  expect(differing).toEqual([]);
  expect([...splitCalls].sort()).toEqual(Object.keys(SPLITS).sort());
});

const { engine, differing } = twiceOn(COMPILED_TIERS[0]);
const { kernels } = engine;

/** Calls a kernel for random sizes, on blocks of the engine's memory that are filled with numbers. */
function forAll<T>(arbitrary: fc.Arbitrary<T>, call: (drawn: T, block: (count: number) => Float32Array) => void): void {
  fc.assert(
    fc.property(arbitrary, (drawn) =>
      engine.scope(() => {
        call(drawn, (count) => {
          const block = engine.scratch(count) as Float32Array;
          block.set(numbers(count, count % 97));
          return block;
        });
        expect(differing).toEqual([]);
      }),
    ),
    { numRuns: 60 },
  );
}

const length = (max: number) => fc.integer({ min: 1, max });

test('products of any shape and layout', () => {
  const shape = fc.record({ m: length(90), n: length(90), k: length(70) });
  const layout = fc.record({ transposeA: fc.boolean(), transposeB: fc.boolean(), pad: fc.nat(3) });
  const ending = fc.constantFrom({}, { relu: true }, { bias: true }, { bias: true, relu: true }, { accumulate: true });
  forAll(fc.tuple(shape, layout, ending), ([{ m, n, k }, { pad, ...layouts }, { bias, ...rest } = {}], block) => {
    const [lda, ldb, ldc] = [(layouts.transposeA ? m : k) + pad, (layouts.transposeB ? k : n) + pad, n + pad];
    const [a, b] = [block((layouts.transposeA ? k : m) * lda), block((layouts.transposeB ? n : k) * ldb)];
    const options = { m, n, k, lda, ldb, ldc, ...layouts, ...rest, bias: bias && block(n) };
    kernels.gemm(block(m * ldc), a, b, options);
  });
});

test('products wide enough that a transposed operand is packed, and long enough that sums are taken up again', () => {
  for (const [m, n, k] of [
    [13, 600, 20],
    [200, 300, 9],
    [7, 33, 1100],
  ]) {
    for (const transposeA of [false, true]) {
      engine.scope(() => {
        const fill = (count: number) => engine.scratch(count).fill(0.3);
        kernels.gemm(fill(m * n), fill(m * k), fill(k * n), { m, n, k, transposeA });
      });
    }
  }
  expect(differing).toEqual([]);
});

test('functions of one and of two blocks, one of which may repeat', () => {
  const one = fc.constantFrom(...(Object.keys(UNARY) as UnaryOp[]));
  forAll(fc.tuple(one, length(300)), ([op, n], block) => kernels.unary(op, block(n), block(n), 0.5));
  const two = fc.constantFrom(...(Object.keys(BINARY) as BinaryOp[]));
  const sizes = fc.tuple(length(12), length(40), fc.constantFrom('whole', 'row', 'one'), fc.boolean());
  forAll(fc.tuple(two, sizes), ([op, [rows, row, repeats, isFirst]], block) => {
    const other = block({ whole: rows * row, row, one: 1 }[repeats]);
    const whole = block(rows * row);
    kernels.binary(op, block(rows * row), isFirst ? other : whole, isFirst ? whole : other);
  });
});

test('sums, softmax and copies of views', () => {
  const sizes = fc.tuple(length(40), length(70));
  forAll(sizes, ([rows, columns], block) => {
    kernels.sum(block(columns), block(rows * columns), 1, rows, columns);
    kernels.sum(block(rows), block(rows * columns), rows, columns, 1);
    kernels.softmax(block(rows * columns), block(rows * columns), rows, columns);
    kernels.logSoftmax(block(rows * columns), block(rows * columns), rows, columns);
    kernels.gather(block(rows * columns), block(rows * columns), [columns, rows], [1, columns]);
    kernels.gather(block(rows * columns * 3), block(rows * columns), [rows, 3, columns], [columns, 0, 1]);
  });
});

test('patches of images and pooling', () => {
  const geometry = fc.record({
    ...{ batch: length(7), height: length(8), width: length(8), channels: length(6) },
    ...{ size: length(4), stride: length(3), pad: fc.nat(2) },
  });
  forAll(geometry, ({ batch, height, width, channels, size, stride, pad }, block) => {
    const of = (padded: number): Window2d | null => {
      const [outHeight, outWidth] = [height, width].map((each) => Math.floor((each + 2 * padded - size) / stride) + 1);
      const kernel = { kernelHeight: size, kernelWidth: size, strideY: stride, strideX: stride };
      const window = { batch, height, width, channels, ...kernel, padY: padded, padX: padded, outHeight, outWidth };
      return Math.min(outHeight, outWidth) > 0 ? window : null;
    };
    const image = batch * height * width * channels;
    const [patched, pooled] = [of(Math.min(pad, size - 1)), of(0)];
    if (patched) {
      const patches = batch * patched.outHeight * patched.outWidth * size * size * channels;
      kernels.unfold(block(patches), block(image), patched);
      kernels.fold(block(image), block(patches), patched);
    }
    if (pooled) {
      const [out, winners] = [0, 1].map(() => block(batch * pooled.outHeight * pooled.outWidth * channels));
      kernels.maxPool(out, winners, block(image), pooled);
      kernels.addToWinners(block(image), out, winners, pooled);
    }
  });
});

test('steps of optimizers', () => {
  forAll(fc.tuple(fc.constantFrom(...STEPS), length(60)), ([{ rule, buffers, scalars }, eights], block) =>
    kernels.step(
      rule,
      Array.from({ length: buffers }, () => block(8 * eights)),
      scalars,
    ),
  );
});
