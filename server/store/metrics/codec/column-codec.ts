import { packBits, unpackBits } from './bit-packing.ts';
import { LAYOUT } from './column-layout.ts';
import { decodeFloatBits, encodeFloatBits } from './float-bits.ts';
import type { WordReader, WordWriter } from './words.ts';

/** Beyond this, differences of whole numbers would no longer be exact. */
const MAX_WHOLE = 2 ** 51;
const SCALES = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];

/**
 * Writes float64 values so that they come back bit for bit, in the layout that suits them: one value,
 * a straight line, small differences (times), decimal fractions (what scripts round), or the bits
 * that differ (everything else).
 */
export function encodeColumn(out: WordWriter, values: Float64Array): void {
  const first = values[0];
  if (first === undefined) return;
  if (isConstant(values, first)) {
    out.word(LAYOUT.constant);
    out.float(first);
    return;
  }
  const decimals = countDecimals(values);
  if (decimals === 0 && encodeWhole(out, values, first)) return;
  if (decimals !== undefined) encodeDecimals(out, values, decimals);
  else encodeFloatBits(out, values);
}

/** Reads as many values as `values` has room for; as many must have been written by `encodeColumn`. */
export function decodeColumn(from: WordReader, values: Float64Array): Float64Array {
  if (values.length === 0) return values;
  const header = from.word();
  const width = (header >>> 8) & 0xff;
  const parameter = (header >>> 16) & 0xff;
  switch (header & 0xff) {
    case LAYOUT.constant:
      return values.fill(from.float());
    case LAYOUT.linear:
      return decodeLinear(from, values);
    case LAYOUT.deltas:
      return decodeDeltas(from, values, width);
    case LAYOUT.decimals:
      return decodeDecimals(from, values, width, parameter);
    default:
      return decodeFloatBits(from, values, header);
  }
}

function isConstant(values: Float64Array, first: number): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], first)) return false;
  return true;
}

/** The fewest decimals that every value can be rebuilt from exactly; undefined when they are no short decimals. */
function countDecimals(values: Float64Array): number | undefined {
  let decimals = 0;
  for (let i = 0; i < values.length; i++) {
    while (!hasDecimals(values[i] as number, decimals)) if (++decimals === SCALES.length) return undefined;
  }
  if (decimals > 0) for (const value of values) if (!hasDecimals(value, decimals)) return undefined;
  return decimals;
}

function hasDecimals(value: number, decimals: number): boolean {
  const scale = SCALES[decimals] as number;
  const whole = Math.round(value * scale);
  return Math.abs(whole) <= MAX_WHOLE && Object.is(whole / scale, value) && !Object.is(value, -0);
}

/** Tries a line, then differences; false when plain offsets are shorter. */
function encodeWhole(out: WordWriter, values: Float64Array, first: number): boolean {
  const deltas = new Float64Array(values.length - 1);
  for (let i = 0; i < deltas.length; i++) deltas[i] = (values[i + 1] as number) - (values[i] as number);
  const range = rangeOf(deltas);
  if (range.max === range.min) {
    out.word(LAYOUT.linear);
    out.float(first);
    out.float(range.min);
    return true;
  }
  const own = rangeOf(values);
  const width = bitWidth(range.max - range.min);
  if (width >= bitWidth(own.max - own.min)) return false;
  out.word(LAYOUT.deltas | (width << 8));
  out.float(first);
  out.float(range.min);
  packOffsets(out, deltas, range.min, 1, width);
  return true;
}

function decodeLinear(from: WordReader, values: Float64Array): Float64Array {
  const first = from.float();
  const delta = from.float();
  for (let i = 0; i < values.length; i++) values[i] = first + i * delta;
  return values;
}

function decodeDeltas(from: WordReader, values: Float64Array, width: number): Float64Array {
  let value = from.float();
  const base = from.float();
  const { low, high } = unpackBits(from, values.length - 1, width);
  values[0] = value;
  for (let i = 1; i < values.length; i++) {
    value += base + (low[i - 1] as number);
    if (high) value += (high[i - 1] as number) * 2 ** 32;
    values[i] = value;
  }
  return values;
}

function encodeDecimals(out: WordWriter, values: Float64Array, decimals: number): void {
  const { min, max } = rangeOf(values);
  const scale = SCALES[decimals] as number;
  const base = Math.round(min * scale);
  const width = bitWidth(Math.round(max * scale) - base);
  out.word(LAYOUT.decimals | (width << 8) | (decimals << 16));
  out.float(base);
  packOffsets(out, values, base, scale, width);
}

function decodeDecimals(from: WordReader, values: Float64Array, width: number, decimals: number): Float64Array {
  const base = from.float();
  const scale = SCALES[decimals] as number;
  const { low, high } = unpackBits(from, values.length, width);
  for (let i = 0; i < values.length; i++) {
    const whole = base + (low[i] as number) + (high ? (high[i] as number) * 2 ** 32 : 0);
    values[i] = whole / scale;
  }
  return values;
}

function packOffsets(out: WordWriter, values: Float64Array, base: number, scale: number, width: number): void {
  const low = new Uint32Array(values.length);
  const high = new Uint32Array(values.length);
  for (let i = 0; i < values.length; i++) {
    const offset = Math.round((values[i] as number) * scale) - base;
    low[i] = offset; // keeps the lowest 32 bits
    high[i] = offset / 2 ** 32;
  }
  packBits(out, low, high, width);
}

function rangeOf(values: Float64Array) {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  return { min, max };
}

/** How many bits a whole number below 2^53 needs. */
function bitWidth(value: number): number {
  return value >= 2 ** 32 ? 64 - Math.clz32(value / 2 ** 32) : 32 - Math.clz32(value);
}
