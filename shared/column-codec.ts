import { LONGEST_VARINT, putVarint, varints } from './varint.ts';

/** How closely a column's values come back: bit by bit, or to 17 significant bits, which no picture shows. */
export type Precision = 'exact' | 'drawn';

/** A column of float64 values that is to be sent. */
export class Column {
  readonly values: Float64Array;
  readonly precision: Precision;

  constructor(values: ArrayLike<number>, precision: Precision) {
    this.values = values instanceof Float64Array ? values : Float64Array.from(values);
    this.precision = precision;
  }
}

/**
 * constant   one float64, the value of all
 * integers   int8 s, float64 first value, then a varint for each further value: its difference from the one before, times 2^s
 * rounded    float64 origin, then a varint for each value: see `roundedBits`, as the difference from the one before
 * float64    the values
 *
 * All are little-endian; varint.ts says what a varint is.
 */
export type Encoding = 'constant' | 'integers' | 'rounded' | 'float64';

/** Times in fractions of a millisecond are multiples of 2^-12. */
const FINEST_SCALE = 12;
const LARGEST_DIFFERENCE = 2 ** 51;
/** Of float32, with room to round up; what lies beyond is sent as float64. */
const LARGEST = 3e38;
const SMALLEST = 1.2e-38;
/** A column that varies by less than this share of its size is sent relative to its lowest value. */
const NARROW = 1 / 16;

/** A column as bytes, in the encoding that fits it. */
export function encodeColumn({ values, precision }: Column): { encoding: Encoding; bytes: Uint8Array } {
  if (isConstant(values)) return { encoding: 'constant', bytes: float64Bytes(values.subarray(0, 1)) };
  const scale = scaleOf(values);
  if (scale !== null) return { encoding: 'integers', bytes: encodeIntegers(values, scale) };
  const origin = precision === 'drawn' ? originOf(values) : null;
  if (origin !== null) return { encoding: 'rounded', bytes: encodeRounded(values, origin) };
  return { encoding: 'float64', bytes: float64Bytes(values) };
}

/**
 * The values of a column of `length` values.
 *
 * @throws {RangeError} when the bytes end before the column does, or the encoding is unknown
 */
export function decodeColumn(encoding: Encoding, bytes: Uint8Array, length: number): Float64Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values = new Float64Array(length);
  switch (encoding) {
    case 'constant':
      return length > 0 ? values.fill(view.getFloat64(0, true)) : values;
    case 'integers': {
      const read = varints(bytes, 9);
      const unit = 2 ** -view.getInt8(0);
      values[0] = view.getFloat64(1, true);
      for (let i = 1; i < length; i++) values[i] = (values[i - 1] as number) + read() * unit;
      return values;
    }
    case 'rounded': {
      const read = varints(bytes, 8);
      const origin = view.getFloat64(0, true);
      let bits = 0;
      for (let i = 0; i < length; i++) {
        bits += read();
        values[i] = origin + fromRoundedBits(bits);
      }
      return values;
    }
    case 'float64':
      for (let i = 0; i < length; i++) values[i] = view.getFloat64(8 * i, true);
      return values;
    default:
      throw new RangeError(`A column in the encoding "${encoding satisfies never}" cannot be read.`);
  }
}

function isConstant(values: Float64Array): boolean {
  for (let i = 1; i < values.length; i++) if (!Object.is(values[i], values[0])) return false;
  return true;
}

function float64Bytes(values: Float64Array): Uint8Array {
  const view = new DataView(new ArrayBuffer(8 * values.length));
  for (const [index, value] of values.entries()) view.setFloat64(8 * index, value, true);
  return new Uint8Array(view.buffer);
}

/** The power of two that makes every difference between neighbours an integer; null when there is none. */
function scaleOf(values: Float64Array): number | null {
  let scale = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (!Number.isFinite(value) || Object.is(value, -0)) return null;
    if (i === 0) continue;
    const before = values[i - 1] as number;
    const difference = value - before;
    while (scale < FINEST_SCALE && !Number.isInteger(difference * 2 ** scale)) scale += 1;
    const scaled = difference * 2 ** scale;
    if (!Number.isInteger(scaled) || Math.abs(scaled) > LARGEST_DIFFERENCE || before + difference !== value)
      return null;
  }
  return scale;
}

function encodeIntegers(values: Float64Array, scale: number): Uint8Array {
  const bytes = new Uint8Array(9 + LONGEST_VARINT * values.length);
  const view = new DataView(bytes.buffer);
  view.setInt8(0, scale);
  view.setFloat64(1, values[0] as number, true);
  let at = 9;
  for (let i = 1; i < values.length; i++)
    at = putVarint(bytes, at, ((values[i] as number) - (values[i - 1] as number)) * 2 ** scale);
  return bytes.subarray(0, at);
}

/** What is subtracted from each value before it is rounded; null when float32 does not reach so far. */
function originOf(values: Float64Array): number | null {
  let min = Number.POSITIVE_INFINITY;
  let max = Number.NEGATIVE_INFINITY;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    if (value < min) min = value;
    if (value > max) max = value;
  }
  const origin = max - min < NARROW * Math.max(Math.abs(min), Math.abs(max)) ? min : 0;
  for (const value of values) {
    const size = Math.abs(value - origin);
    if (Number.isFinite(value) && size !== 0 && (size < SMALLEST || size > LARGEST)) return null;
  }
  return origin;
}

function encodeRounded(values: Float64Array, origin: number): Uint8Array {
  const bytes = new Uint8Array(8 + LONGEST_VARINT * values.length);
  new DataView(bytes.buffer).setFloat64(0, origin, true);
  let at = 8;
  let before = 0;
  for (const value of values) {
    const bits = roundedBits(value - origin);
    at = putVarint(bytes, at, bits - before);
    before = bits;
  }
  return bytes.subarray(0, at);
}

const float = new Float32Array(1);
const word = new Uint32Array(float.buffer);

/** The upper 25 bits of a float32, the sign as that of an integer: numbers that are close have close bits. */
function roundedBits(value: number): number {
  float[0] = value;
  const magnitude = (((word[0] as number) & 0x7fffffff) + 0x40) >>> 7;
  return value < 0 ? -magnitude : magnitude;
}

function fromRoundedBits(bits: number): number {
  word[0] = Math.abs(bits) << 7;
  return bits < 0 ? -(float[0] as number) : (float[0] as number);
}
