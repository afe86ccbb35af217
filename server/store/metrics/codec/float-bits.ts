import { packBits, unpackBits } from './bit-packing.ts';
import { LAYOUT } from './column-layout.ts';
import type { WordReader, WordWriter } from './words.ts';

const SIGN = 0x8000_0000;

/** A 64-bit whole number in two halves. */
interface Halves {
  low: number;
  high: number;
}

/** Floats as 64-bit whole numbers in the same order, in two halves. */
interface Ordered {
  low: Uint32Array;
  high: Uint32Array;
}

/**
 * Writes any float64 values by the bits in which they differ: as whole numbers in the order of the
 * floats, less the lowest of them, without the low bits that all have in common (what came from
 * float32 loses 29 of 64 bits there).
 */
export function encodeFloatBits(out: WordWriter, values: Float64Array): void {
  const mapped = toOrdered(values);
  const shift = mapped && commonLowBits(mapped);
  const base = mapped && lowestOf(mapped);
  const width = mapped && base ? subtract(mapped, base, shift ?? 0) : 64;
  if (!mapped || !base || width >= 63) {
    out.word(LAYOUT.raw);
    out.take(values.length * 2).set(new Uint32Array(values.buffer, values.byteOffset, values.length * 2));
    return;
  }
  out.word(LAYOUT.floatBits | (width << 8) | ((shift ?? 0) << 16));
  out.word(base.low);
  out.word(base.high);
  packBits(out, mapped.low, mapped.high, width);
}

/** Fills `values` with what `encodeFloatBits` wrote under `header`. */
export function decodeFloatBits(from: WordReader, values: Float64Array, header: number): Float64Array {
  const words = new Int32Array(values.buffer, values.byteOffset, values.length * 2);
  if ((header & 0xff) === LAYOUT.raw) {
    words.set(from.take(words.length));
    return values;
  }
  if ((header & 0xff) !== LAYOUT.floatBits) throw new RangeError(`unknown column layout ${header & 0xff}`);
  const shift = (header >>> 16) & 0xff;
  const base = { low: from.word() | 0, high: from.word() | 0 };
  const { low, high } = unpackBits(from, values.length, (header >>> 8) & 0xff);
  if (shift >= 32) restoreHigh(words, base, low, shift - 32);
  else if (shift > 0) restore(words, base, low, high, shift);
  else restoreUnshifted(words, base, low, high);
  return values;
}

// A loop for each kind of shift, over signed 32-bit numbers alone: most of the time that a zoom takes is here.

/** The lower halves are all the same. */
function restoreHigh(words: Int32Array, base: Halves, distances: Uint32Array, shift: number): void {
  for (let i = 0; i < words.length; i += 2) {
    fromOrdered(words, i, base.low, (((distances[i >> 1] as number) << shift) + base.high) | 0);
  }
}

function restore(
  words: Int32Array,
  base: Halves,
  low: Uint32Array,
  high: Uint32Array | undefined,
  shift: number,
): void {
  for (let i = 0; i < words.length; i += 2) {
    const distance = low[i >> 1] as number;
    const above = (distance >>> (32 - shift)) | (high ? (high[i >> 1] as number) << shift : 0);
    const added = distance << shift;
    const sum = (added + base.low) | 0;
    fromOrdered(words, i, sum, (above + base.high + carryOf(added, base.low, sum)) | 0);
  }
}

function restoreUnshifted(words: Int32Array, base: Halves, low: Uint32Array, high: Uint32Array | undefined): void {
  for (let i = 0; i < words.length; i += 2) {
    const added = low[i >> 1] as number;
    const sum = (added + base.low) | 0;
    fromOrdered(words, i, sum, ((high ? (high[i >> 1] as number) : 0) + base.high + carryOf(added, base.low, sum)) | 0);
  }
}

/** What is carried out of a + b = sum, each of 32 bits; not by comparing, since a processor cannot guess that branch. */
const carryOf = (a: number, b: number, sum: number) => ((a & b) | ((a | b) & ~sum)) >>> 31;

/** Positive floats become 2^63 + their bits, negative ones 2^63 − theirs. Undefined with a −0, which has no place there. */
function toOrdered(values: Float64Array): Ordered | undefined {
  const words = new Uint32Array(values.buffer, values.byteOffset, values.length * 2);
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const bitsLow = words[i * 2] as number;
    const bitsHigh = words[i * 2 + 1] as number;
    if (bitsHigh < SIGN) {
      low[i] = bitsLow;
      high[i] = bitsHigh + SIGN;
    } else {
      const magnitude = bitsHigh - SIGN;
      if (magnitude === 0 && bitsLow === 0) return undefined;
      low[i] = -bitsLow;
      high[i] = SIGN - magnitude - (bitsLow > 0 ? 1 : 0);
    }
  }
  return { low, high };
}

/** Writes words i and i + 1: without the 2^63, or the distance to it with the sign. */
function fromOrdered(words: Int32Array, i: number, low: number, high: number): void {
  words[i] = high < 0 ? low : -low;
  words[i + 1] = high < 0 ? high ^ SIGN : low === 0 ? -high : ~high;
}

/** How many of the lowest bits are the same in all numbers. */
function commonLowBits({ low, high }: Ordered): number {
  let differLow = 0;
  let differHigh = 0;
  for (let i = 1; i < low.length; i++) {
    differLow |= (low[i] as number) ^ (low[0] as number);
    differHigh |= (high[i] as number) ^ (high[0] as number);
  }
  return differLow !== 0 ? trailingZeros(differLow) : 32 + trailingZeros(differHigh);
}

function lowestOf({ low, high }: Ordered): Halves {
  let at = 0;
  for (let i = 1; i < low.length; i++) {
    const higher = (high[i] as number) - (high[at] as number);
    if (higher < 0 || (higher === 0 && (low[i] as number) < (low[at] as number))) at = i;
  }
  return { low: low[at] as number, high: high[at] as number };
}

/** Turns each number into its distance from `base`, shifted right; returns how many bits the largest needs. */
function subtract({ low, high }: Ordered, base: Halves, shift: number): number {
  let anyLow = 0;
  let anyHigh = 0;
  for (let i = 0; i < low.length; i++) {
    const borrow = (low[i] as number) < base.low ? 1 : 0;
    const distanceLow = ((low[i] as number) - base.low) >>> 0;
    const distanceHigh = ((high[i] as number) - base.high - borrow) >>> 0;
    low[i] = shift >= 32 ? distanceHigh >>> (shift - 32) : shiftRightLow(distanceLow, distanceHigh, shift);
    high[i] = shift >= 32 ? 0 : distanceHigh >>> shift;
    anyLow |= low[i] as number;
    anyHigh |= high[i] as number;
  }
  return anyHigh !== 0 ? 64 - Math.clz32(anyHigh) : 32 - Math.clz32(anyLow);
}

function shiftRightLow(low: number, high: number, shift: number): number {
  return shift === 0 ? low : (low >>> shift) | (high << (32 - shift));
}

const trailingZeros = (word: number) => 31 - Math.clz32(word & -word);
