import { exp4, log4, normalCdf4, sigmoid4, softplus4, tanh4 } from './math';
import { rowAt } from './memory';

// Operations are numbers known when compiling: after inlining, each export is one straight loop.
const SCALE: i32 = 0;
const SHIFT: i32 = 1;
const RELU: i32 = 2;
const EXP: i32 = 3;
const SIGMOID: i32 = 4;
const TANH: i32 = 5;
const RECIPROCAL: i32 = 6;
const LOG: i32 = 7;
const SQRT: i32 = 8;
const ABS: i32 = 9;
const MIN_ZERO: i32 = 10;
const POSITIVE: i32 = 11;
const LEAKY: i32 = 12;
const LEAKY_SLOPE: i32 = 13;
const SOFTPLUS: i32 = 14;
const NORMAL_CDF: i32 = 15;

@inline
function unary4(op: i32, x: v128, p: v128): v128 {
  if (op == SCALE) return f32x4.mul(x, p);
  if (op == SHIFT) return f32x4.add(x, p);
  if (op == RELU) return f32x4.max(x, f32x4.splat(0));
  if (op == EXP) return exp4(x);
  if (op == SIGMOID) return sigmoid4(x);
  if (op == TANH) return tanh4(x);
  if (op == RECIPROCAL) return f32x4.div(f32x4.splat(1), x);
  if (op == LOG) return log4(x);
  if (op == SQRT) return f32x4.sqrt(x);
  if (op == ABS) return f32x4.abs(x);
  if (op == MIN_ZERO) return f32x4.min(x, f32x4.splat(0));
  if (op == SOFTPLUS) return softplus4(x);
  if (op == NORMAL_CDF) return normalCdf4(x);
  const above = f32x4.gt(x, f32x4.splat(0));
  if (op == POSITIVE) return v128.and(f32x4.splat(1), above);
  if (op == LEAKY) return v128.bitselect(x, f32x4.mul(p, x), above);
  return v128.bitselect(f32x4.splat(1), p, above);
}

@inline
function unaryLoop(op: i32, out: usize, a: usize, n: i32, parameter: f32): void {
  const p = f32x4.splat(parameter);
  const end = out + ((n & ~3) << 2);
  while (out < end) {
    v128.store(out, unary4(op, v128.load(a), p));
    out += 16;
    a += 16;
  }
  const rest = <usize>((n & 3) << 2);
  if (rest) {
    const row = rowAt();
    memory.copy(row, a, rest);
    v128.store(row, unary4(op, v128.load(row), p));
    memory.copy(out, row, rest);
  }
}

export function scale(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(SCALE, out, a, n, p); }
export function shift(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(SHIFT, out, a, n, p); }
export function relu(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(RELU, out, a, n, p); }
export function exp(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(EXP, out, a, n, p); }
export function sigmoid(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(SIGMOID, out, a, n, p); }
export function tanh(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(TANH, out, a, n, p); }
export function reciprocal(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(RECIPROCAL, out, a, n, p); }
export function log(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(LOG, out, a, n, p); }
export function sqrt(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(SQRT, out, a, n, p); }
export function abs(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(ABS, out, a, n, p); }
export function minZero(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(MIN_ZERO, out, a, n, p); }
export function positive(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(POSITIVE, out, a, n, p); }
export function leaky(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(LEAKY, out, a, n, p); }
export function leakySlope(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(LEAKY_SLOPE, out, a, n, p); }
export function softplus(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(SOFTPLUS, out, a, n, p); }
export function normalCdf(out: usize, a: usize, n: i32, p: f32): void { unaryLoop(NORMAL_CDF, out, a, n, p); }

const ADD: i32 = 0;
const SUBTRACT: i32 = 1;
const MULTIPLY: i32 = 2;
const DIVIDE: i32 = 3;
const RELU_GRADIENT: i32 = 4;
const TANH_GRADIENT: i32 = 5;
const SIGMOID_GRADIENT: i32 = 6;

@inline
function binary4(op: i32, a: v128, b: v128): v128 {
  if (op == ADD) return f32x4.add(a, b);
  if (op == SUBTRACT) return f32x4.sub(a, b);
  if (op == MULTIPLY) return f32x4.mul(a, b);
  if (op == DIVIDE) return f32x4.div(a, b);
  if (op == RELU_GRADIENT) return v128.andnot(a, f32x4.le(b, f32x4.splat(0))); // NaN lets the gradient through
  const one = f32x4.splat(1);
  if (op == TANH_GRADIENT) return f32x4.mul(a, f32x4.sub(one, f32x4.mul(b, b)));
  return f32x4.mul(f32x4.mul(a, b), f32x4.sub(one, b));
}

/** `n` elements; operands of one element repeat when their step is 0. */
@inline
function binaryLoop(op: i32, out: usize, a: usize, b: usize, n: i32, splatA: bool, splatB: bool): void {
  const end = out + ((n & ~3) << 2);
  const wholeA = v128.load32_splat(a);
  const wholeB = v128.load32_splat(b);
  if (splatA || splatB) {
    while (out < end) {
      v128.store(out, binary4(op, splatA ? wholeA : v128.load(a), splatB ? wholeB : v128.load(b)));
      out += 16;
      a += 16;
      b += 16;
    }
  } else {
    while (out < end) {
      v128.store(out, binary4(op, v128.load(a), v128.load(b)));
      out += 16;
      a += 16;
      b += 16;
    }
  }
  const rest = <usize>((n & 3) << 2);
  if (rest) {
    const row = rowAt();
    // a copy of nothing from beyond the memory is an error too
    if (!splatA) memory.copy(row, a, rest);
    if (!splatB) memory.copy(row + 16, b, rest);
    const last = binary4(op, splatA ? wholeA : v128.load(row), splatB ? wholeB : v128.load(row, 16));
    v128.store(row, last);
    memory.copy(out, row, rest);
  }
}

/** Operands shorter than `n` repeat, as rows of a matrix do. */
@inline
function binary(op: i32, out: usize, a: usize, b: usize, n: i32, countA: i32, countB: i32): void {
  const splatA = countA == 1 && n > 1;
  const splatB = countB == 1 && n > 1;
  if ((splatA || countA == n) && (splatB || countB == n)) {
    binaryLoop(op, out, a, b, n, splatA, splatB);
    return;
  }
  const row = min(splatA ? n : countA, splatB ? n : countB);
  for (let at = 0; at < n; at += row) {
    const offset = at << 2;
    binaryLoop(op, out + offset, countA == n ? a + offset : a, countB == n ? b + offset : b, row, splatA, splatB);
  }
}

export function add(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(ADD, out, a, b, n, ca, cb); }
export function subtract(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(SUBTRACT, out, a, b, n, ca, cb); }
export function multiply(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(MULTIPLY, out, a, b, n, ca, cb); }
export function divide(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(DIVIDE, out, a, b, n, ca, cb); }
export function reluGradient(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(RELU_GRADIENT, out, a, b, n, ca, cb); }
export function tanhGradient(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(TANH_GRADIENT, out, a, b, n, ca, cb); }
export function sigmoidGradient(out: usize, a: usize, b: usize, n: i32, ca: i32, cb: i32): void { binary(SIGMOID_GRADIENT, out, a, b, n, ca, cb); }

/** Copies a view of four axes into dense `out`; steps are in elements. */
export function gather(
  out: usize, a: usize, d0: i32, d1: i32, d2: i32, d3: i32, s0: i32, s1: i32, s2: i32, s3: i32,
): void {
  for (let i = 0; i < d0; i++) {
    for (let j = 0; j < d1; j++) {
      for (let k = 0; k < d2; k++) {
        const from = a + <usize>((i * s0 + j * s1 + k * s2) << 2);
        if (s3 == 1) memory.copy(out, from, <usize>(d3 << 2));
        else {
          for (let l = 0; l < d3; l++) store<f32>(out + (l << 2), load<f32>(from + <usize>((l * s3) << 2)));
        }
        out += d3 << 2;
      }
    }
  }
}
