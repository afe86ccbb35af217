import type { Floats } from '../floats.ts';
import type { Moments } from '../kernels.ts';

/** a [outer, length, inner] → out [outer, inner] by folding the middle axis. */
export function fold(
  out: Floats,
  a: Floats,
  [outer, length, inner]: [number, number, number],
  start: number,
  combine: (sofar: number, value: number) => number,
): void {
  for (let o = 0; o < outer; o++) {
    for (let i = 0; i < inner; i++) {
      let result = start;
      for (let p = 0; p < length; p++) result = combine(result, a[(o * length + p) * inner + i]);
      out[o * inner + i] = result;
    }
  }
}

/** The row maximum is taken off before the exponential, so that large logits do not overflow. */
export function softmax(out: Floats, a: Floats, rows: number, length: number): void {
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    const top = highest(a, start, length);
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += Math.exp(a[i] - top);
    for (let i = start; i < start + length; i++) out[i] = Math.exp(a[i] - top) / sum;
  }
}

export function logSoftmax(out: Floats, a: Floats, rows: number, length: number): void {
  for (let row = 0; row < rows; row++) {
    const start = row * length;
    const top = highest(a, start, length);
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += Math.exp(a[i] - top);
    const logSum = Math.log(sum);
    for (let i = start; i < start + length; i++) out[i] = a[i] - top - logSum; // top + logSum would lose digits
  }
}

/** Copies a strided view into dense `out`, the last axis fastest. */
export function gather(out: Floats, a: Floats, shape: readonly number[], strides: readonly number[]): void {
  const index = new Array<number>(shape.length).fill(0);
  let from = 0;
  for (let to = 0; to < out.length; to++) {
    out[to] = a[from];
    for (let axis = shape.length - 1; axis >= 0; axis--) {
      from += strides[axis];
      if (++index[axis] < shape[axis]) break;
      from -= strides[axis] * shape[axis];
      index[axis] = 0;
    }
  }
}

export function moments(a: Floats): Moments {
  let [min, max, sum, nonFinite, zeros] = [Infinity, -Infinity, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    if (!Number.isFinite(x)) {
      nonFinite += 1;
      continue;
    }
    if (x < min) min = x;
    if (x > max) max = x;
    if (x === 0) zeros += 1;
    sum += x;
  }
  const count = a.length - nonFinite;
  const mean = sum / count;
  let squares = 0;
  for (let i = 0; i < a.length; i++) if (Number.isFinite(a[i])) squares += (a[i] - mean) ** 2;
  return { min, max, mean, std: Math.sqrt(squares / count), nonFinite, zeros };
}

export function histogram(counts: Float64Array, a: Floats, low: number, high: number): void {
  const scale = counts.length / (high - low);
  const last = counts.length - 1;
  for (let i = 0; i < a.length; i++) {
    const x = a[i];
    if (x >= low && x <= high) counts[Math.min(last, Math.floor((x - low) * scale))] += 1;
  }
}

function highest(a: Floats, start: number, length: number): number {
  let top = -Infinity;
  for (let i = start; i < start + length; i++) top = Math.max(top, a[i]);
  return top;
}
