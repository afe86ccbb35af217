import type { WordReader, WordWriter } from './words.ts';

/**
 * Writes whole numbers of up to 64 bits, given as low and high halves, in `width` bits each.
 *
 * Cost      ceil(n · min(width, 32) / 32) words for the low halves, then the same for what is above 32 bits
 */
export function packBits(out: WordWriter, low: Uint32Array, high: Uint32Array, width: number): void {
  pack(out, low, Math.min(width, 32));
  if (width > 32) pack(out, high, width - 32);
}

/** Whole numbers of up to 64 bits as two halves; `high` is undefined when none needs more than 32 bits. */
export interface Halves {
  low: Uint32Array;
  high: Uint32Array | undefined;
}

/** Reads `count` numbers that `packBits` wrote. They are valid until the next call, which reuses their memory. */
export function unpackBits(from: WordReader, count: number, width: number): Halves {
  if (scratch.low.length < count) scratch = { low: new Uint32Array(count * 2), high: new Uint32Array(count * 2) };
  unpack(from, scratch.low, count, Math.min(width, 32));
  if (width > 32) unpack(from, scratch.high, count, width - 32);
  return { low: scratch.low, high: width > 32 ? scratch.high : undefined };
}

let scratch = { low: new Uint32Array(1024), high: new Uint32Array(1024) };

function pack(out: WordWriter, values: Uint32Array, width: number): void {
  const words = out.take(Math.ceil((values.length * width) / 32));
  if (width === 32) {
    words.set(values);
    return;
  }
  let word = 0;
  let filled = 0;
  let at = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    word |= value << filled;
    filled += width;
    if (filled < 32) continue;
    words[at++] = word;
    filled -= 32;
    word = filled > 0 ? value >>> (width - filled) : 0;
  }
  if (filled > 0) words[at] = word;
}

function unpack(from: WordReader, values: Uint32Array, count: number, width: number): void {
  const words = from.take(Math.ceil((count * width) / 32));
  if (width === 32) {
    values.set(words);
    return;
  }
  const mask = 2 ** width - 1;
  for (let i = 0, bit = 0; i < count; i++, bit += width) {
    const at = bit >>> 5;
    const shift = bit & 31;
    let value = (words[at] as number) >>> shift;
    if (shift + width > 32) value |= (words[at + 1] as number) << (32 - shift);
    values[i] = value & mask;
  }
}
