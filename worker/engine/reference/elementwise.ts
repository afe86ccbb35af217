import type { BinaryOp, UnaryOp } from '../kernels.ts';

/** Every unary function as a formula. */
export const UNARY: Record<UnaryOp, (x: number, p: number) => number> = {
  scale: (x, p) => p * x,
  shift: (x, p) => x + p,
  power: (x, p) => x ** p,
  reciprocal: (x) => 1 / x,
  exp: (x) => Math.exp(x),
  log: (x) => Math.log(x),
  sqrt: (x) => Math.sqrt(x),
  sin: (x) => Math.sin(x),
  cos: (x) => Math.cos(x),
  abs: (x) => Math.abs(x),
  sign: (x) => Math.sign(x),
  relu: (x) => (x <= 0 ? 0 : x), // keeps NaN
  minZero: (x) => (x > 0 ? 0 : x),
  positive: (x) => (x > 0 ? 1 : 0),
  leaky: (x, p) => (x > 0 ? x : p * x),
  leakySlope: (x, p) => (x > 0 ? 1 : p),
  elu: (x, p) => (x > 0 ? x : p * Math.expm1(x)),
  softplus: (x) => Math.max(x, 0) + Math.log1p(Math.exp(-Math.abs(x))),
  sigmoid: (x) => 1 / (1 + Math.exp(-x)),
  tanh: (x) => Math.tanh(x),
  normalCdf: (x) => 0.5 * erfc(-x * Math.SQRT1_2),
};

export const BINARY: Record<BinaryOp, (a: number, b: number) => number> = {
  add: (a, b) => a + b,
  subtract: (a, b) => a - b,
  multiply: (a, b) => a * b,
  divide: (a, b) => a / b,
  maximum: (a, b) => Math.max(a, b),
  greater: (a, b) => (a > b ? 1 : 0),
  equal: (a, b) => (a === b ? 1 : 0),
  reluGradient: (a, b) => (b <= 0 ? 0 : a), // NaN lets the gradient through
  tanhGradient: (a, b) => a * (1 - b * b),
  sigmoidGradient: (a, b) => a * b * (1 - b),
};

/**
 * The complementary error function to about 1e-15 relative.
 *
 * Source  Near 0 the Maclaurin series of erf; elsewhere the continued fraction of erfc, evaluated
 *         backward (Abramowitz & Stegun, 7.1.5 and 7.1.14)
 */
export function erfc(x: number): number {
  const z = Math.abs(x);
  if (z < 2) return 1 - erfSeries(x);
  if (z > 27) return x > 0 ? 0 : 2;
  let fraction = 0;
  for (let n = 60; n >= 1; n--) fraction = n / 2 / (z + fraction);
  const tail = Math.exp(-z * z) / (Math.sqrt(Math.PI) * (z + fraction));
  return x > 0 ? tail : 2 - tail;
}

/** erf(x) = 2/√π · e^(−x²) · Σ 2ⁿ x^(2n+1) / (2n+1)!!, whose terms all have one sign. */
function erfSeries(x: number): number {
  let term = x;
  let sum = x;
  for (let n = 1; Math.abs(term) > 1e-18 * Math.abs(sum); n++) {
    term *= (2 * x * x) / (2 * n + 1);
    sum += term;
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x) * sum;
}
