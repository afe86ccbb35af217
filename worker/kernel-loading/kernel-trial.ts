import type { Floats } from '../engine/floats.ts';
import type { BinaryOp, KernelHost, StepRule, UnaryOp, Window2d } from '../engine/kernels.ts';
import { ADAGRAD } from '../engine/optimizers/adagrad.ts';
import { ADAM } from '../engine/optimizers/adam.ts';
import { LION } from '../engine/optimizers/lion.ts';
import { RMSPROP } from '../engine/optimizers/rmsprop.ts';
import { DESCENT, MOMENTUM } from '../engine/optimizers/sgd.ts';
import { BINARY, UNARY } from '../engine/reference/elementwise.ts';
import { Generator } from '../engine/rng.ts';
import { Engine } from '../engine/tensor.ts';

/** Lengths that end in the middle of any vector. */
const COUNT = 203;
const [ROWS, COLUMNS] = [7, 29];
/** Optimizers step through whole vectors. */
const STEPPED = 200;
/** Every step that has a compiled form, how many buffers it takes, and scalars to try it with. */
export const STEPS: { rule: StepRule; buffers: number; scalars: readonly number[] }[] = [
  { rule: DESCENT, buffers: 2, scalars: [0.1, 0.01] },
  { rule: MOMENTUM, buffers: 3, scalars: [0.1, 0.01, 0.9, 0.7, 0] },
  { rule: MOMENTUM, buffers: 3, scalars: [0.1, 0.01, 0.9, 1, 1] },
  { rule: ADAM, buffers: 4, scalars: [0.1, 0.03, 0.9, 0.999, 1e-8, 0.999, 0.01] },
  { rule: RMSPROP, buffers: 3, scalars: [0.1, 0.01, 0.9, 1e-8] },
  { rule: ADAGRAD, buffers: 3, scalars: [0.1, 0.01, 1e-10] },
  { rule: LION, buffers: 3, scalars: [0.1, 0.01, 0.9, 0.99] },
];
const POOL = windowOf(3, 5, { size: 2, stride: 2, pad: 0 });
const PATCHES = windowOf(2, 3, { size: 3, stride: 1, pad: 1 });

/** What every kernel makes of the same numbers, one after the other: sets of kernels that agree give the same bits. */
export function everyKernel(host: KernelHost): number[] {
  const engine = new Engine(host);
  const { kernels } = engine;
  const random = new Generator(1, 'noise');
  const seen: number[] = [];
  const room = (count: number) => engine.scratch(count).fill(0);
  const given = (count: number) => {
    const block = room(count);
    for (let i = 0; i < count; i++) block[i] = random.normal();
    return block;
  };
  const into = (count: number, compute: (out: Floats) => void): Floats => {
    const out = room(count);
    compute(out);
    for (const value of out) seen.push(value);
    return out;
  };

  const [a, b] = [given(COUNT), given(COUNT)];
  for (const op of Object.keys(UNARY) as UnaryOp[]) into(COUNT, (out) => kernels.unary(op, out, a, 0.5));
  for (const op of Object.keys(BINARY) as BinaryOp[]) into(COUNT, (out) => kernels.binary(op, out, a, b));

  for (const shape of [{}, { transposeA: true }, { transposeB: true }, { transposeA: true, transposeB: true }]) {
    const product = { m: COLUMNS, n: ROWS, k: ROWS, ...shape };
    into(COLUMNS * ROWS, (out) => kernels.gemm(out, a, b, product));
    into(COLUMNS * ROWS, (out) => kernels.gemm(out, a, b, { ...product, bias: b, relu: true }));
  }

  into(ROWS, (out) => kernels.sum(out, a, ROWS, COLUMNS, 1));
  into(ROWS, (out) => kernels.sum(out, a, 1, COLUMNS, ROWS));
  into(ROWS, (out) => kernels.max(out, a, ROWS, COLUMNS, 1));
  into(COUNT, (out) => kernels.softmax(out, a, ROWS, COLUMNS));
  into(COUNT, (out) => kernels.logSoftmax(out, a, ROWS, COLUMNS));
  into(COUNT, (out) => kernels.gather(out, a, [COLUMNS, ROWS], [1, COLUMNS]));
  into(2 * COLUMNS, (out) => kernels.takeRows(out, a, [5, 2], COLUMNS));
  into(COUNT, (out) => kernels.addRows(out, b, [5, 2, 5], COLUMNS));

  const images = given(POOL.batch * POOL.height * POOL.width * POOL.channels);
  const pooled = POOL.batch * POOL.outHeight * POOL.outWidth * POOL.channels;
  const winners = room(pooled);
  const largest = into(pooled, (out) => kernels.maxPool(out, winners, images, POOL));
  into(images.length, (out) => kernels.addToWinners(out, largest, winners, POOL));
  into(pooled, (out) => kernels.takeWinners(out, images, winners, POOL));
  const pixels = given(PATCHES.batch * PATCHES.height * PATCHES.width * PATCHES.channels);
  const patches = into(pixels.length * 9, (out) => kernels.unfold(out, pixels, PATCHES));
  into(pixels.length, (out) => kernels.fold(out, patches, PATCHES));

  const counts = new Float64Array(ROWS);
  kernels.histogram(counts, a, -1, 1);
  seen.push(...counts, kernels.sumOfSquares(a), ...Object.values(kernels.moments(a)));

  const gradients = given(STEPPED);
  for (const { rule, buffers, scalars } of STEPS) {
    for (const start of [0.5, 0]) {
      const further = Array.from({ length: buffers - 2 }, () => room(STEPPED).fill(start));
      into(STEPPED, (out) => {
        for (let step = 0; step < 2; step++) kernels.step(rule, [out, gradients, ...further], scalars);
      });
      for (const block of further) seen.push(...block);
    }
  }
  return seen;
}

function windowOf(
  batch: number,
  channels: number,
  { size, stride, pad }: { size: number; stride: number; pad: number },
) {
  const length = 6;
  const out = (length + 2 * pad - size) / stride + 1;
  const kernel = { kernelHeight: size, kernelWidth: size, strideY: stride, strideX: stride, padY: pad, padX: pad };
  return {
    batch,
    height: length,
    width: length,
    channels,
    ...kernel,
    outHeight: out,
    outWidth: out,
  } satisfies Window2d;
}
