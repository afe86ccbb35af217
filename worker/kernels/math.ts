// Elementary functions of four float32 at once.

/**
 * eˣ within 2 units in the last place; results below 1.2e−38 are 0.
 * Source: Cephes expf (Moshier): x = n·ln 2 + r, a polynomial for eʳ, then 2ⁿ in two factors.
 */
@inline
export function exp4(x: v128): v128 {
  const bounded = f32x4.min(f32x4.max(x, f32x4.splat(-104)), f32x4.splat(89));
  const n = f32x4.nearest(f32x4.mul(bounded, f32x4.splat(1.44269504088896341)));
  let r = f32x4.sub(bounded, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440e-4)));
  let y = f32x4.splat(1.9875691500e-4);
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.3981999507e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(8.3334519073e-3));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(4.1665795894e-2));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(1.6666665459e-1));
  y = f32x4.add(f32x4.mul(y, r), f32x4.splat(5.0000001201e-1));
  y = f32x4.add(f32x4.add(f32x4.mul(f32x4.mul(y, r), r), r), f32x4.splat(1));
  const whole = i32x4.trunc_sat_f32x4_s(n);
  const half = i32x4.shr_s(whole, 1);
  const rest = i32x4.sub(whole, half);
  const result = f32x4.mul(f32x4.mul(y, power2(half)), power2(rest));
  const tiny = f32x4.lt(x, f32x4.splat(-87.3365478515625));
  return v128.andnot(result, tiny);
}

@inline
function power2(n: v128): v128 {
  return i32x4.shl(i32x4.add(n, i32x4.splat(127)), 23);
}

@inline
export function sigmoid4(x: v128): v128 {
  return f32x4.div(f32x4.splat(1), f32x4.add(f32x4.splat(1), exp4(f32x4.neg(x))));
}

/** tanh: a polynomial near 0 (Cephes tanhf), 1 − 2/(e²ˣ + 1) elsewhere, and the sign of x. */
@inline
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const far = f32x4.sub(f32x4.splat(1), f32x4.div(f32x4.splat(2), f32x4.add(exp4(f32x4.add(size, size)), f32x4.splat(1))));
  const z = f32x4.mul(x, x);
  let near = f32x4.splat(-5.70498872745e-3);
  near = f32x4.add(f32x4.mul(near, z), f32x4.splat(2.06390887954e-2));
  near = f32x4.add(f32x4.mul(near, z), f32x4.splat(-5.37397155531e-2));
  near = f32x4.add(f32x4.mul(near, z), f32x4.splat(1.33314422036e-1));
  near = f32x4.add(f32x4.mul(near, z), f32x4.splat(-3.33332819422e-1));
  near = f32x4.add(f32x4.mul(f32x4.mul(near, z), x), x);
  const sign = v128.and(x, i32x4.splat(0x80000000));
  return v128.bitselect(near, v128.or(far, sign), f32x4.lt(size, f32x4.splat(0.625)));
}

/**
 * ln x within 2 units in the last place; −∞ at 0 (and below 1.2e−38), NaN below 0.
 * Source: Cephes logf (Moshier): x = 2ᵉ·m with m in [√½, √2), a polynomial for ln m.
 */
@inline
export function log4(x: v128): v128 {
  const bits = i32x4.sub(x, i32x4.splat(0x3f3504f3)); // offset by the bits of √½
  const e = f32x4.convert_i32x4_s(i32x4.shr_s(bits, 23));
  const m = i32x4.add(v128.and(bits, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const z = f32x4.sub(m, f32x4.splat(1));
  let y = f32x4.splat(7.0376836292e-2);
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-1.1514610310e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(1.1676998740e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-1.2420140846e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(1.4249322787e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-1.6668057665e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(2.0000714765e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(-2.4999993993e-1));
  y = f32x4.add(f32x4.mul(y, z), f32x4.splat(3.3333331174e-1));
  const z2 = f32x4.mul(z, z);
  y = f32x4.mul(f32x4.mul(y, z), z2);
  y = f32x4.add(y, f32x4.mul(e, f32x4.splat(-2.12194440e-4)));
  y = f32x4.sub(y, f32x4.mul(z2, f32x4.splat(0.5)));
  let result = f32x4.add(f32x4.add(z, y), f32x4.mul(e, f32x4.splat(0.693359375)));
  const infinity = f32x4.splat(Infinity);
  result = v128.bitselect(infinity, result, f32x4.eq(x, infinity));
  result = v128.bitselect(f32x4.splat(-Infinity), result, f32x4.lt(x, f32x4.splat(1.17549435e-38)));
  const wrong = v128.or(f32x4.lt(x, f32x4.splat(0)), f32x4.ne(x, x));
  return v128.bitselect(f32x4.splat(NaN), result, wrong);
}

/** ln(1 + eˣ) = max(x, 0) + ln(1 + e), e = e^(−|x|); the last term as ln(u)·e/(u − 1), u = 1 + e, exact for small e. */
@inline
export function softplus4(x: v128): v128 {
  const one = f32x4.splat(1);
  const e = exp4(f32x4.neg(f32x4.abs(x)));
  const u = f32x4.add(one, e);
  const d = f32x4.sub(u, one);
  const small = f32x4.eq(d, f32x4.splat(0));
  const tail = v128.bitselect(e, f32x4.div(f32x4.mul(log4(u), e), d), small);
  return f32x4.add(f32x4.max(x, f32x4.splat(0)), tail);
}

/**
 * Φ(x) = erfc(−x/√2)/2, the error below 1.2e−7 of the value.
 * Source: Press et al., *Numerical Recipes*, §6.2: erfc(z) = t·exp(−z² + P(t)), t = 1/(1 + z/2).
 */
@inline
export function normalCdf4(x: v128): v128 {
  const one = f32x4.splat(1);
  const z = f32x4.mul(f32x4.abs(x), f32x4.splat(0.70710678118654752));
  const t = f32x4.div(one, f32x4.add(one, f32x4.mul(z, f32x4.splat(0.5))));
  let p = f32x4.splat(0.17087277);
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.82215223));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.48851587));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.13520398));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.27886807));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-0.18628806));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.09678418));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(0.37409196));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(1.00002368));
  p = f32x4.add(f32x4.mul(p, t), f32x4.splat(-1.26551223));
  const tail = f32x4.mul(f32x4.mul(t, f32x4.splat(0.5)), exp4(f32x4.sub(p, f32x4.mul(z, z))));
  return v128.bitselect(f32x4.sub(one, tail), tail, f32x4.gt(x, f32x4.splat(0)));
}
