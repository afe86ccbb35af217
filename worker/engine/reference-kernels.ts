import type { Floats, Precision } from './floats.ts';
import type { BinaryOp, GemmOptions, Kernels, Moments, StepRule, UnaryOp, Window2d } from './kernels.ts';
import { BINARY, UNARY } from './reference/elementwise.ts';
import { gemm } from './reference/gemm.ts';
import { fold, gather, histogram, logSoftmax, moments, softmax } from './reference/reduce.ts';
import * as windows from './reference/windows.ts';

/** Every kernel as a plain loop: what the fast ones are tested against, and what runs where they cannot. */
export class ReferenceKernels implements Kernels {
  readonly name: string = 'reference';
  readonly precision: Precision;

  constructor(precision: Precision) {
    this.precision = precision;
  }

  gemm(out: Floats, a: Floats, b: Floats, options: GemmOptions): void {
    gemm(out, a, b, options);
  }

  unary(op: UnaryOp, out: Floats, a: Floats, parameter: number): void {
    const f = UNARY[op];
    for (let i = 0; i < out.length; i++) out[i] = f(a[i], parameter);
  }

  binary(op: BinaryOp, out: Floats, a: Floats, b: Floats): void {
    const f = BINARY[op];
    if (a.length === out.length && b.length === out.length) {
      for (let i = 0; i < out.length; i++) out[i] = f(a[i], b[i]);
    } else {
      for (let i = 0; i < out.length; i++) out[i] = f(a[i % a.length], b[i % b.length]);
    }
  }

  gather(out: Floats, a: Floats, shape: readonly number[], strides: readonly number[]): void {
    gather(out, a, shape, strides);
  }

  sum(out: Floats, a: Floats, outer: number, length: number, inner: number): void {
    fold(out, a, [outer, length, inner], 0, (sofar, value) => sofar + value);
  }

  max(out: Floats, a: Floats, outer: number, length: number, inner: number): void {
    fold(out, a, [outer, length, inner], -Infinity, Math.max);
  }

  softmax(out: Floats, a: Floats, rows: number, length: number): void {
    softmax(out, a, rows, length);
  }

  logSoftmax(out: Floats, a: Floats, rows: number, length: number): void {
    logSoftmax(out, a, rows, length);
  }

  takeRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void {
    windows.takeRows(out, a, indices, width);
  }

  addRows(out: Floats, a: Floats, indices: ArrayLike<number>, width: number): void {
    windows.addRows(out, a, indices, width);
  }

  unfold(out: Floats, x: Floats, window: Window2d): void {
    windows.unfold(out, x, window);
  }

  fold(out: Floats, patches: Floats, window: Window2d): void {
    windows.fold(out, patches, window);
  }

  maxPool(out: Floats, winners: Floats, x: Floats, window: Window2d): void {
    windows.maxPool(out, winners, x, window);
  }

  addToWinners(out: Floats, a: Floats, winners: Floats, window: Window2d): void {
    windows.addToWinners(out, a, winners, window);
  }

  takeWinners(out: Floats, x: Floats, winners: Floats, window: Window2d): void {
    windows.takeWinners(out, x, winners, window);
  }

  sumOfSquares(a: Floats): number {
    let sum = 0;
    for (let i = 0; i < a.length; i++) sum += a[i] * a[i];
    return sum;
  }

  moments(a: Floats): Moments {
    return moments(a);
  }

  histogram(counts: Float64Array, a: Floats, low: number, high: number): void {
    histogram(counts, a, low, high);
  }

  step({ loop }: StepRule, buffers: readonly Floats[], scalars: readonly number[]): void {
    loop(buffers, scalars);
  }
}
