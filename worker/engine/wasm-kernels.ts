/// <reference path="./webassembly.d.ts" />

import type { Floats } from './floats.ts';
import type { BinaryOp, GemmOptions, KernelHost, Moments, StepRule, UnaryOp, Window2d } from './kernels.ts';
import { rowLengths } from './reference/gemm.ts';
import { ReferenceKernels } from './reference-kernels.ts';

const PAGE_BYTES = 65_536;

const TRANSPOSE_A = 1;
const TRANSPOSE_B = 2;
const ACCUMULATE = 4;
const BIAS = 8;
const RELU = 16;

/** Compiled steps take this many elements at a time; blocks of parameters are padded to whole ones. */
const STEP_ELEMENTS = 8;

/** What a compiled module exports: addresses and numbers in, nothing or a number out. */
export type Calls = Record<string, (...args: number[]) => number>;

/**
 * The kernels compiled to WASM, float32. What has no compiled form runs as the reference loop over the
 * same memory. Blocks are given as views of the WASM memory; their byte offset is their address.
 */
class WasmKernels extends ReferenceKernels {
  override readonly name: string;
  readonly #wasm: Calls;
  readonly #counts: Int32Array;
  readonly #moments: Float64Array;

  constructor(name: string, wasm: Calls, memory: WebAssembly.Memory) {
    super('float32');
    this.name = name;
    this.#wasm = wasm;
    this.#counts = new Int32Array(memory.buffer, wasm.countsAt(), 1024);
    this.#moments = new Float64Array(memory.buffer, wasm.momentsAt(), 6);
  }

  override gemm(out: Floats, a: Floats, b: Floats, options: GemmOptions): void {
    const { m, n, k, bias } = options;
    if (k === 0 || (options.accumulate && bias)) {
      super.gemm(out, a, b, options);
      return;
    }
    const { lda, ldb, ldc } = rowLengths(options);
    const biasAt = bias ? bias.byteOffset : 0;
    this.#wasm.gemm(out.byteOffset, a.byteOffset, b.byteOffset, biasAt, m, n, k, lda, ldb, ldc, flagsOf(options));
  }

  override unary(op: UnaryOp, out: Floats, a: Floats, parameter: number): void {
    const compiled = this.#wasm[op];
    if (compiled) compiled(out.byteOffset, a.byteOffset, out.length, parameter);
    else super.unary(op, out, a, parameter);
  }

  override binary(op: BinaryOp, out: Floats, a: Floats, b: Floats): void {
    const compiled = this.#wasm[op];
    if (compiled) compiled(out.byteOffset, a.byteOffset, b.byteOffset, out.length, a.length, b.length);
    else super.binary(op, out, a, b);
  }

  override gather(out: Floats, a: Floats, shape: readonly number[], strides: readonly number[]): void {
    const axes = joined(shape, strides);
    if (axes.length > 4) {
      super.gather(out, a, shape, strides);
      return;
    }
    while (axes.length < 4) axes.unshift([1, 0]);
    const [i, j, k, l] = axes;
    this.#wasm.gather(out.byteOffset, a.byteOffset, i[0], j[0], k[0], l[0], i[1], j[1], k[1], l[1]);
  }

  override sum(out: Floats, a: Floats, outer: number, length: number, inner: number): void {
    if (inner === 1) this.#wasm.sumColumns(out.byteOffset, a.byteOffset, outer, length);
    else if (outer === 1) this.#wasm.sumRows(out.byteOffset, a.byteOffset, length, inner, inner);
    else super.sum(out, a, outer, length, inner);
  }

  override softmax(out: Floats, a: Floats, rows: number, length: number): void {
    this.#wasm.softmax(out.byteOffset, a.byteOffset, rows, length, 0);
  }

  override logSoftmax(out: Floats, a: Floats, rows: number, length: number): void {
    this.#wasm.softmax(out.byteOffset, a.byteOffset, rows, length, 1);
  }

  override unfold(out: Floats, x: Floats, window: Window2d): void {
    this.#wasm.unfold(out.byteOffset, x.byteOffset, ...geometryOf(window));
  }

  override fold(out: Floats, patches: Floats, window: Window2d): void {
    this.#wasm.fold(out.byteOffset, patches.byteOffset, ...geometryOf(window));
  }

  override maxPool(out: Floats, winners: Floats, x: Floats, window: Window2d): void {
    this.#wasm.maxPool(out.byteOffset, winners.byteOffset, x.byteOffset, ...geometryOf(window));
  }

  override addToWinners(out: Floats, a: Floats, winners: Floats, window: Window2d): void {
    this.#wasm.addToWinners(out.byteOffset, a.byteOffset, winners.byteOffset, ...geometryOf(window));
  }

  override sumOfSquares(a: Floats): number {
    return this.#wasm.sumOfSquares(a.byteOffset, a.length);
  }

  override moments(a: Floats): Moments {
    this.#wasm.moments(a.byteOffset, a.length);
    const [min, max, sum, squares, nonFinite, zeros] = this.#moments;
    const count = a.length - nonFinite;
    const mean = sum / count;
    const std = Math.sqrt(Math.max(0, squares / count - mean * mean));
    return { min, max, mean, std: min === max ? 0 : std, nonFinite, zeros };
  }

  override histogram(counts: Float64Array, a: Floats, low: number, high: number): void {
    this.#wasm.histogram(a.byteOffset, a.length, counts.length, low, high);
    for (let bin = 0; bin < counts.length; bin++) counts[bin] += this.#counts[bin];
  }

  override step(rule: StepRule, buffers: readonly Floats[], scalars: readonly number[]): void {
    const compiled = this.#wasm[rule.name];
    const count = buffers[0].length;
    if (compiled && count % STEP_ELEMENTS === 0) compiled(...buffers.map(addressOf), count, ...scalars);
    else super.step(rule, buffers, scalars);
  }
}

function geometryOf(w: Window2d) {
  const input = [w.batch, w.height, w.width, w.channels] as const;
  const kernel = [w.kernelHeight, w.kernelWidth, w.strideY, w.strideX, w.padY, w.padX] as const;
  return [...input, ...kernel, w.outHeight, w.outWidth] as const;
}

function addressOf(block: Floats): number {
  return block.byteOffset;
}

/** Lengths and strides with neighbouring axes made one where they are stepped through as one. */
function joined(shape: readonly number[], strides: readonly number[]): [number, number][] {
  const axes: [number, number][] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const last = axes.at(-1);
    if (shape[axis] === 1) continue;
    if (last && last[1] === shape[axis] * strides[axis]) {
      last[0] *= shape[axis];
      last[1] = strides[axis];
    } else axes.push([shape[axis], strides[axis]]);
  }
  return axes;
}

function flagsOf({ transposeA, transposeB, accumulate, bias, relu }: GemmOptions): number {
  return (
    (transposeA ? TRANSPOSE_A : 0) |
    (transposeB ? TRANSPOSE_B : 0) |
    (accumulate ? ACCUMULATE : 0) |
    (bias ? BIAS : 0) |
    (relu ? RELU : 0)
  );
}

/** A memory that threads can share, with `budgetBytes` for tensors; untouched memory costs nothing. */
export function createKernelMemory(budgetBytes: number): WebAssembly.Memory {
  const pages = 64 + Math.ceil(budgetBytes / PAGE_BYTES);
  return new WebAssembly.Memory({ initial: pages, maximum: pages, shared: true });
}

/** What a compiled module computes over a memory, by name. */
export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): Calls {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as Calls;
}

/** Kernels over what a compiled module exports. */
export function createWasmHost(name: string, calls: Calls, memory: WebAssembly.Memory): KernelHost {
  return { kernels: new WasmKernels(name, calls, memory), memory: memory.buffer, start: calls.tensorStart() };
}
