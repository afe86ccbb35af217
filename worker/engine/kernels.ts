import type { Floats, Precision } from './floats.ts';

/** How a matrix product reads its operands: out [m, n] = a [m, k] · b [k, n], each row `ld` elements after the last. */
export interface GemmOptions {
  m: number;
  n: number;
  k: number;
  /** `a` is stored as [k, m]. */
  transposeA?: boolean;
  /** `b` is stored as [n, k]. */
  transposeB?: boolean;
  /** Elements from one stored row to the next; by default rows are dense. */
  lda?: number;
  ldb?: number;
  ldc?: number;
  /** Adds to what `out` holds. */
  accumulate?: boolean;
  /** Added to every row of the product, [n]. */
  bias?: Floats | undefined;
  /** Ends with max(0, ·). */
  relu?: boolean;
}

/** out[i] = f(a[i]); some take a parameter p. */
export type UnaryOp =
  | 'scale' // p·x
  | 'shift' // x + p
  | 'power' // x^p
  | 'reciprocal'
  | 'exp'
  | 'log'
  | 'sqrt'
  | 'sin'
  | 'cos'
  | 'abs'
  | 'sign'
  | 'relu'
  | 'minZero' // min(0, x)
  | 'positive' // 1 where x > 0, else 0
  | 'leaky' // x where x > 0, else p·x
  | 'leakySlope' // 1 where x > 0, else p
  | 'elu' // x where x > 0, else p·(eˣ − 1)
  | 'softplus'
  | 'sigmoid'
  | 'tanh'
  | 'normalCdf'; // Φ(x)

/** out[i] = f(a[i], b[i]). */
export type BinaryOp =
  | 'add'
  | 'subtract'
  | 'multiply'
  | 'divide'
  | 'maximum'
  | 'greater' // 1 where a > b, else 0
  | 'equal' // 1 where a = b, else 0
  | 'reluGradient' // 0 where b ≤ 0, else a
  | 'tanhGradient' // a·(1 − b²)
  | 'sigmoidGradient'; // a·b·(1 − b)

/** What one step of an optimizer does to its numbers. */
export interface StepRule {
  /** The compiled form's name, where there is one; it takes the buffers' addresses, their length, and the scalars. */
  readonly name: string;
  /** The formula as a plain loop. */
  readonly loop: (buffers: readonly Floats[], scalars: readonly number[]) => void;
}

export interface Moments {
  min: number;
  max: number;
  mean: number;
  /** Population standard deviation. */
  std: number;
  /** Values that are NaN or infinite; the moments are over the others. */
  nonFinite: number;
  zeros: number;
}

/** Geometry of a two-dimensional convolution or pooling over [batch, height, width, channels]. */
export interface Window2d {
  batch: number;
  height: number;
  width: number;
  channels: number;
  kernelHeight: number;
  kernelWidth: number;
  strideY: number;
  strideX: number;
  padY: number;
  padX: number;
  outHeight: number;
  outWidth: number;
}

/**
 * The number crunching of the engine over blocks of its memory. Two implementations: plain
 * TypeScript loops (reference) and WASM. Blocks do not overlap, except where a method allows it; every element
 * of `out` is written.
 */
export interface Kernels {
  /** Shown in logs: which implementation, e.g. `reference`, `wasm relaxed 6x8`. */
  readonly name: string;
  readonly precision: Precision;

  gemm(out: Floats, a: Floats, b: Floats, options: GemmOptions): void;
  /** `out` may be `a`. */
  unary(op: UnaryOp, out: Floats, a: Floats, parameter: number): void;
  /** `out` may be `a` or `b`; a shorter operand repeats (its length divides that of `out`). */
  binary(op: BinaryOp, out: Floats, a: Floats, b: Floats): void;
  /** Copies a strided view of `a` into dense `out`. */
  gather(out: Floats, a: Floats, shape: readonly number[], strides: readonly number[]): void;
  /** a [outer, length, inner] → out [outer, inner]. */
  sum(out: Floats, a: Floats, outer: number, length: number, inner: number): void;
  max(out: Floats, a: Floats, outer: number, length: number, inner: number): void;
  /** Each row of [rows, length] on its own. `out` may be `a`. */
  softmax(out: Floats, a: Floats, rows: number, length: number): void;
  logSoftmax(out: Floats, a: Floats, rows: number, length: number): void;
  /** out[r] = a[indices[r]], rows of `width` elements. */
  takeRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void;
  /** out[indices[r]] += a[r], from zero. */
  addRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void;
  /** x [batch, height, width, channels] → [batch, outHeight, outWidth, kernelHeight, kernelWidth, channels], zeros outside. */
  unfold(out: Floats, x: Floats, window: Window2d): void;
  /** The transpose of `unfold`: adds every patch element back where it came from. */
  fold(out: Floats, patches: Floats, window: Window2d): void;
  /** Largest element of each window and channel, and which one of its window it was (the first of equals). */
  maxPool(out: Floats, winners: Floats, x: Floats, window: Window2d): void;
  /** out = 0, then out[winner] += a. */
  addToWinners(out: Floats, a: Floats, winners: Floats, window: Window2d): void;
  /** out = x[winner]. */
  takeWinners(out: Floats, x: Floats, winners: Floats, window: Window2d): void;
  sumOfSquares(a: Floats): number;
  moments(a: Floats): Moments;
  /** Adds to counts[b] the values in bin b of `counts.length` equal bins over [low, high]; the last bin holds `high`. */
  histogram(counts: Float64Array, a: Floats, low: number, high: number): void;

  /**
   * Takes one step of an optimizer on `buffers`, which are equally long; parameters come first, their gradients
   * second. The rule defines which further ones there are, and which scalars.
   */
  step(rule: StepRule, buffers: readonly Floats[], scalars: readonly number[]): void;
}

/** Kernels, the memory they work on, and the byte where the engine's part of it starts. */
export interface KernelHost {
  kernels: Kernels;
  memory: ArrayBufferLike;
  start: number;
}
