import { exp4 } from './math';
import { countsAt, momentsAt, rowAt } from './memory';

/** Adds up `rows` rows of `columns`, `ld` elements apart, top to bottom; a cache line of columns at a time. */
export function sumRows(out: usize, a: usize, rows: i32, columns: i32, ld: i32): void {
  const pitch = <usize>(ld << 2);
  const bytes = <usize>(columns << 2);
  let j: usize = 0;
  const lines = bytes & ~63;
  for (; j < lines; j += 64) {
    let sum0 = f32x4.splat(0);
    let sum1 = sum0;
    let sum2 = sum0;
    let sum3 = sum0;
    let from = a + j;
    for (let i = 0; i < rows; i++) {
      sum0 = f32x4.add(sum0, v128.load(from));
      sum1 = f32x4.add(sum1, v128.load(from, 16));
      sum2 = f32x4.add(sum2, v128.load(from, 32));
      sum3 = f32x4.add(sum3, v128.load(from, 48));
      from += pitch;
    }
    v128.store(out + j, sum0);
    v128.store(out + j, sum1, 16);
    v128.store(out + j, sum2, 32);
    v128.store(out + j, sum3, 48);
  }
  for (; j < bytes; j += 4) {
    let sum: f32 = 0;
    for (let i: usize = 0; i < <usize>rows; i++) sum += load<f32>(a + j + i * pitch);
    store<f32>(out + j, sum);
  }
}

/** Adds up each row; in float64. */
export function sumColumns(out: usize, a: usize, rows: i32, columns: i32): void {
  for (let i = 0; i < rows; i++) {
    let sum2 = f64x2.splat(0);
    const end = a + ((columns & ~3) << 2);
    while (a < end) {
      const x = v128.load(a);
      sum2 = f64x2.add(sum2, f64x2.promote_low_f32x4(x));
      sum2 = f64x2.add(sum2, f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3)));
      a += 16;
    }
    let sum = f64x2.extract_lane(sum2, 0) + f64x2.extract_lane(sum2, 1);
    for (let c = 0; c < (columns & 3); c++) {
      sum += <f64>load<f32>(a);
      a += 4;
    }
    store<f32>(out, <f32>sum);
    out += 4;
  }
}

/** Σ x²: float32 within 1,024 elements, float64 across. */
export function sumOfSquares(a: usize, n: i32): f64 {
  let total: f64 = 0;
  const end = a + ((n & ~15) << 2);
  while (a < end) {
    let s0 = f32x4.splat(0);
    let s1 = s0;
    let s2 = s0;
    let s3 = s0;
    const stop = min(end, a + 4096);
    while (a < stop) {
      const x0 = v128.load(a);
      const x1 = v128.load(a, 16);
      const x2 = v128.load(a, 32);
      const x3 = v128.load(a, 48);
      s0 = f32x4.add(s0, f32x4.mul(x0, x0));
      s1 = f32x4.add(s1, f32x4.mul(x1, x1));
      s2 = f32x4.add(s2, f32x4.mul(x2, x2));
      s3 = f32x4.add(s3, f32x4.mul(x3, x3));
      a += 64;
    }
    const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
    total += <f64>f32x4.extract_lane(s, 0) + <f64>f32x4.extract_lane(s, 1);
    total += <f64>f32x4.extract_lane(s, 2) + <f64>f32x4.extract_lane(s, 3);
  }
  for (let i = 0; i < (n & 15); i++) {
    const x = <f64>load<f32>(a);
    total += x * x;
    a += 4;
  }
  return total;
}

/** The highest of a row of [rows, length], then the exponentials over it, then their sum. */
export function softmax(out: usize, a: usize, rows: i32, length: i32, logarithm: bool): void {
  const pitch = <usize>(length << 2);
  for (let row = 0; row < rows; row++) {
    let top: f32 = -Infinity;
    for (let i: usize = 0; i < pitch; i += 4) top = max(top, load<f32>(a + i));
    const shift = f32x4.splat(top);
    let sums = f32x4.splat(0);
    let i: usize = 0;
    const whole = <usize>((length & ~3) << 2);
    for (; i < whole; i += 16) {
      const e = exp4(f32x4.sub(v128.load(a + i), shift));
      sums = f32x4.add(sums, e);
      if (!logarithm) v128.store(out + i, e);
    }
    const rest = pitch - whole;
    if (rest) {
      const last = rowAt();
      v128.store(last, f32x4.splat(-Infinity));
      memory.copy(last, a + whole, rest);
      const e = exp4(f32x4.sub(v128.load(last), shift));
      sums = f32x4.add(sums, e);
      v128.store(last, e);
      if (!logarithm) memory.copy(out + whole, last, rest);
    }
    const sum = f32x4.extract_lane(sums, 0) + f32x4.extract_lane(sums, 1) + f32x4.extract_lane(sums, 2) + f32x4.extract_lane(sums, 3);
    if (logarithm) {
      const logSum = Math.log(<f64>sum);
      for (let j: usize = 0; j < pitch; j += 4) store<f32>(out + j, <f32>(<f64>load<f32>(a + j) - <f64>top - logSum));
    } else {
      const factor: f32 = 1 / sum;
      for (let j: usize = 0; j < pitch; j += 4) store<f32>(out + j, load<f32>(out + j) * factor);
    }
    a += pitch;
    out += pitch;
  }
}

/** Writes min, max, Σx, Σx², count of non-finite values and of zeros as float64; sums over finite values. */
export function moments(a: usize, n: i32): void {
  const zero = f32x4.splat(0);
  let low4 = f32x4.splat(Infinity);
  let high4 = f32x4.splat(-Infinity);
  let sumsA = f64x2.splat(0);
  let sumsB = sumsA;
  let squaresA = sumsA;
  let squaresB = sumsA;
  let zeros4 = i32x4.splat(0);
  let nonFinite = 0;
  const end = a + (n << 2);
  for (const whole = a + ((n & ~3) << 2); a < whole; a += 16) {
    let x = v128.load(a);
    let low = x;
    let high = x;
    zeros4 = i32x4.sub(zeros4, f32x4.eq(x, zero)); // true is −1
    const finite = f32x4.eq(f32x4.sub(x, x), zero); // x − x is 0 for finite numbers alone
    if (!i32x4.all_true(finite)) {
      nonFinite += 4 - popcnt(i32x4.bitmask(finite));
      low = v128.bitselect(x, f32x4.splat(Infinity), finite);
      high = v128.bitselect(x, f32x4.splat(-Infinity), finite);
      x = v128.and(x, finite);
    }
    low4 = f32x4.pmin(low4, low);
    high4 = f32x4.pmax(high4, high);
    const first = f64x2.promote_low_f32x4(x);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    sumsA = f64x2.add(sumsA, first);
    sumsB = f64x2.add(sumsB, second);
    squaresA = f64x2.add(squaresA, f64x2.mul(first, first));
    squaresB = f64x2.add(squaresB, f64x2.mul(second, second));
  }
  let low = min(min(f32x4.extract_lane(low4, 0), f32x4.extract_lane(low4, 1)), min(f32x4.extract_lane(low4, 2), f32x4.extract_lane(low4, 3)));
  let high = max(max(f32x4.extract_lane(high4, 0), f32x4.extract_lane(high4, 1)), max(f32x4.extract_lane(high4, 2), f32x4.extract_lane(high4, 3)));
  const sums = f64x2.add(sumsA, sumsB);
  const squares = f64x2.add(squaresA, squaresB);
  let sum = f64x2.extract_lane(sums, 0) + f64x2.extract_lane(sums, 1);
  let squared = f64x2.extract_lane(squares, 0) + f64x2.extract_lane(squares, 1);
  let zeros = i32x4.extract_lane(zeros4, 0) + i32x4.extract_lane(zeros4, 1) + i32x4.extract_lane(zeros4, 2) + i32x4.extract_lane(zeros4, 3);
  for (; a < end; a += 4) {
    const x = load<f32>(a);
    if (x - x != 0) {
      nonFinite++;
      continue;
    }
    low = min(low, x);
    high = max(high, x);
    sum += <f64>x;
    squared += <f64>x * <f64>x;
    if (x == 0) zeros++;
  }
  const to = momentsAt();
  store<f64>(to, <f64>low);
  store<f64>(to, <f64>high, 8);
  store<f64>(to, sum, 16);
  store<f64>(to, squared, 24);
  store<f64>(to, <f64>nonFinite, 32);
  store<f64>(to, <f64>zeros, 40);
}

/** Added to a whole number below 2^32, leaves it in the lower half of the sum. */
const WHOLE: f64 = 4503599627370496.0; // 2^52

/** Counts into up to 1,024 equal bins over [low, high]; four tables in turn, so that counts do not wait for each other. */
export function histogram(a: usize, n: i32, bins: i32, low: f64, high: f64): void {
  const table = <usize>((bins + 1) << 2); // what is `high` itself has a place of its own at first
  const counts = countsAt();
  memory.fill(counts, 0, 4 * table);
  const scale = <f64>bins / (high - low);
  const end = a + (n << 2);
  for (const whole = a + ((n & ~3) << 2); a < whole; a += 16) {
    const x = v128.load(a);
    const first = f64x2.promote_low_f32x4(x);
    const second = f64x2.promote_low_f32x4(v128.shuffle<f32>(x, x, 2, 3, 2, 3));
    if (i64x2.all_true(v128.and(within(first, low, high), within(second, low, high)))) {
      const firstBins = binsOf(first, low, scale);
      const secondBins = binsOf(second, low, scale);
      countAt(counts, i32x4.extract_lane(firstBins, 0));
      countAt(counts + table, i32x4.extract_lane(firstBins, 2));
      countAt(counts + 2 * table, i32x4.extract_lane(secondBins, 0));
      countAt(counts + 3 * table, i32x4.extract_lane(secondBins, 2));
    } else {
      for (let i: usize = 0; i < 16; i += 4) countOne(counts, load<f32>(a + i), low, high, scale);
    }
  }
  for (; a < end; a += 4) countOne(counts, load<f32>(a), low, high, scale);
  for (let at = counts; at < counts + table; at += 4) {
    const others = load<i32>(at + table) + load<i32>(at + 2 * table) + load<i32>(at + 3 * table);
    store<i32>(at, load<i32>(at) + others);
  }
  const last = counts + ((bins - 1) << 2);
  store<i32>(last, load<i32>(last) + load<i32>(last, 4));
}

@inline
function within(x: v128, low: f64, high: f64): v128 {
  return v128.and(f64x2.ge(x, f64x2.splat(low)), f64x2.le(x, f64x2.splat(high)));
}

/** Bins of two values, each in the lower half of its lane. */
@inline
function binsOf(x: v128, low: f64, scale: f64): v128 {
  return f64x2.add(f64x2.floor(f64x2.mul(f64x2.sub(x, f64x2.splat(low)), f64x2.splat(scale))), f64x2.splat(WHOLE));
}

@inline
function countAt(counts: usize, bin: i32): void {
  const at = counts + (bin << 2);
  store<i32>(at, load<i32>(at) + 1);
}

function countOne(counts: usize, value: f32, low: f64, high: f64, scale: f64): void {
  const x = <f64>value;
  if (x >= low && x <= high) countAt(counts, <i32>((x - low) * scale));
}
