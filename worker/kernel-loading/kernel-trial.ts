import type { Floats } from '../engine/floats.ts';
import type { BinaryOp, KernelHost, UnaryOp, Window2d } from '../engine/kernels.ts';
import { BINARY, UNARY } from '../engine/reference/elementwise.ts';
import { Generator } from '../engine/rng.ts';
import { Engine } from '../engine/tensor.ts';

/** Lengths that end in the middle of any vector. */
const COUNT = 203;
const [ROWS, COLUMNS] = [7, 29];
/** Optimizers step through whole vectors. */
const STEPPED = 200;
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
  const [velocity, mean, square] = [room(STEPPED), room(STEPPED), room(STEPPED)];
  const descent = { learningRate: 0.1, momentum: 0.9, dampening: 0, nesterov: true, weightDecay: 0.01, first: true };
  const moments = { beta1: 0.9, beta2: 0.999, epsilon: 1e-8, decoupled: true, step: 1 };
  into(STEPPED, (out) => {
    kernels.sgd(out, gradients, null, descent);
    kernels.sgd(out, gradients, velocity, descent);
    kernels.adam(out, gradients, mean, square, { learningRate: 0.1, weightDecay: 0.01, ...moments });
  });
  for (const start of [0.5, 0]) {
    into(STEPPED, (out) =>
      kernels.rmsprop(out, gradients, room(STEPPED).fill(start), { ...descent, rho: 0.9, epsilon: 1e-8 }),
    );
    into(STEPPED, (out) => kernels.adagrad(out, gradients, room(STEPPED).fill(start), { ...descent, epsilon: 1e-10 }));
    into(STEPPED, (out) => kernels.lion(out, gradients, room(STEPPED).fill(start), { ...descent, ...moments }));
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
