import type { Floats } from '../engine/floats.ts';

/**
 * Copies rows of `width` numbers into a block, in the given order.
 *
 * `set` copies memory that threads share a word at a time, in case that another thread writes to it; nobody writes to examples,
 * so their bytes are moved, which is as fast as for memory of one thread.
 */
export function copyRows(out: Floats, from: Float32Array, rows: ArrayLike<number>, width: number): void {
  if (!(out instanceof Float32Array)) {
    convertRows(out, from, rows, width);
    return;
  }
  const [source, target] = [bytesOf(from), bytesOf(out)];
  const size = width * Float32Array.BYTES_PER_ELEMENT;
  for (let row = 0; row < rows.length; row++) {
    const at = rows[row] * size;
    source.copy(target, row * size, at, at + size);
  }
}

/** Copies the numbers from `start` up to `end`. */
export function copyRange(out: Floats, from: Float32Array, start: number, end: number): void {
  if (out instanceof Float32Array) bytesOf(from.subarray(start, end)).copy(bytesOf(out));
  else out.set(from.subarray(start, end));
}

function convertRows(out: Floats, from: Float32Array, rows: ArrayLike<number>, width: number): void {
  for (let row = 0; row < rows.length; row++)
    out.set(from.subarray(rows[row] * width, (rows[row] + 1) * width), row * width);
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}
