// One pass over all parameters, by the formula that stands with each optimizer in worker/engine/optimizers/. Every
// step takes addresses of blocks, their length in elements (a multiple of 8: parameters are padded), and scalars.
// Scalars are float64: 1 − β₂ computed in float32 would be wrong in the fifth digit. Averages too small to matter
// become 0, since denormals are slow.

@inline
function flush(x: v128): v128 {
  return v128.andnot(x, f32x4.lt(f32x4.abs(x), f32x4.splat(1e-30))); // NaN is not below it, and stays
}

/** Gradients of the loss with its penalty: g + λθ. */
@inline
function penalized(gradients: usize, wd: v128, x: v128): v128 {
  return f32x4.add(v128.load(gradients), f32x4.mul(wd, x));
}

/** θ ← θ − lr·(g + λθ). */
export function descentStep(values: usize, gradients: usize, n: i32, rate: f64, decay: f64): void {
  const lr = f32x4.splat(<f32>rate);
  const wd = f32x4.splat(<f32>decay);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = penalized(gradients, wd, x);
    v128.store(values, f32x4.sub(x, f32x4.mul(lr, g)));
    gradients += 16;
  }
}

/** b ← μ·b + gain·g, θ ← θ − lr·(b, or g + μ·b). */
export function momentumStep(
  values: usize, gradients: usize, velocity: usize, n: i32, rate: f64, decay: f64, mu: f64, gain: f64, nesterov: bool,
): void {
  const lr = f32x4.splat(<f32>rate);
  const wd = f32x4.splat(<f32>decay);
  const m = f32x4.splat(<f32>mu);
  const part = f32x4.splat(<f32>gain);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = penalized(gradients, wd, x);
    const b = flush(f32x4.add(f32x4.mul(m, v128.load(velocity)), f32x4.mul(part, g)));
    v128.store(velocity, b);
    const step = nesterov ? f32x4.add(g, f32x4.mul(m, b)) : b;
    v128.store(values, f32x4.sub(x, f32x4.mul(lr, step)));
    gradients += 16;
    velocity += 16;
  }
}

/** rate = lr/(1 − β₁ᵗ), root = √(1 − β₂ᵗ). Two vectors at a time: square root and division are slow. */
export function adamStep(
  values: usize, gradients: usize, mean: usize, square: usize, n: i32,
  rate: f64, root: f64, beta1: f64, beta2: f64, epsilon: f64, shrink: f64, penalty: f64,
): void {
  const b1 = f32x4.splat(<f32>beta1);
  const g1 = f32x4.splat(<f32>(1 - beta1));
  const b2 = f32x4.splat(<f32>beta2);
  const g2 = f32x4.splat(<f32>(1 - beta2));
  const lr = f32x4.splat(<f32>rate);
  const inverse = f32x4.splat(<f32>(1 / root));
  const eps = f32x4.splat(<f32>epsilon);
  const keep = f32x4.splat(<f32>shrink);
  const wd = f32x4.splat(<f32>penalty);
  for (const end = values + (n << 2); values < end; values += 32) {
    const xA = v128.load(values);
    const xB = v128.load(values, 16);
    const gA = penalized(gradients, wd, xA);
    const gB = penalized(gradients + 16, wd, xB);
    const mA = flush(f32x4.add(f32x4.mul(b1, v128.load(mean)), f32x4.mul(g1, gA)));
    const mB = flush(f32x4.add(f32x4.mul(b1, v128.load(mean, 16)), f32x4.mul(g1, gB)));
    const vA = flush(f32x4.add(f32x4.mul(b2, v128.load(square)), f32x4.mul(f32x4.mul(g2, gA), gA)));
    const vB = flush(f32x4.add(f32x4.mul(b2, v128.load(square, 16)), f32x4.mul(f32x4.mul(g2, gB), gB)));
    const sizeA = f32x4.add(f32x4.mul(f32x4.sqrt(vA), inverse), eps);
    const sizeB = f32x4.add(f32x4.mul(f32x4.sqrt(vB), inverse), eps);
    const nextA = f32x4.sub(f32x4.mul(keep, xA), f32x4.div(f32x4.mul(lr, mA), sizeA));
    const nextB = f32x4.sub(f32x4.mul(keep, xB), f32x4.div(f32x4.mul(lr, mB), sizeB));
    v128.store(mean, mA);
    v128.store(mean, mB, 16);
    v128.store(square, vA);
    v128.store(square, vB, 16);
    v128.store(values, nextA);
    v128.store(values, nextB, 16);
    gradients += 32;
    mean += 32;
    square += 32;
  }
}

/** r ← ρ·r + (1 − ρ)·g², θ ← θ − lr·g/(√r + ε). */
export function rmspropStep(
  values: usize, gradients: usize, square: usize, n: i32, rate: f64, decay: f64, rho: f64, epsilon: f64,
): void {
  const keep = f32x4.splat(<f32>rho);
  const part = f32x4.splat(<f32>(1 - rho));
  const lr = f32x4.splat(<f32>rate);
  const eps = f32x4.splat(<f32>epsilon);
  const wd = f32x4.splat(<f32>decay);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = penalized(gradients, wd, x);
    const r = flush(f32x4.add(f32x4.mul(keep, v128.load(square)), f32x4.mul(f32x4.mul(part, g), g)));
    v128.store(square, r);
    v128.store(values, f32x4.sub(x, f32x4.div(f32x4.mul(lr, g), f32x4.add(f32x4.sqrt(r), eps))));
    gradients += 16;
    square += 16;
  }
}

/** r ← r + g², θ ← θ − lr·g/(√r + ε), but where g is 0 nothing moves: ε may round to 0. */
export function adagradStep(values: usize, gradients: usize, sum: usize, n: i32, rate: f64, decay: f64, epsilon: f64): void {
  const lr = f32x4.splat(<f32>rate);
  const eps = f32x4.splat(<f32>epsilon);
  const wd = f32x4.splat(<f32>decay);
  const zero = f32x4.splat(0);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = penalized(gradients, wd, x);
    const r = f32x4.add(v128.load(sum), f32x4.mul(g, g));
    v128.store(sum, r);
    const step = f32x4.div(f32x4.mul(lr, g), f32x4.add(f32x4.sqrt(r), eps));
    v128.store(values, f32x4.sub(x, v128.andnot(step, f32x4.eq(g, zero))));
    gradients += 16;
    sum += 16;
  }
}

/** u = β₁·m + (1 − β₁)·g, θ ← θ − lr·(sign u + λθ), m ← β₂·m + (1 − β₂)·g. */
export function lionStep(
  values: usize, gradients: usize, mean: usize, n: i32, rate: f64, decay: f64, beta1: f64, beta2: f64,
): void {
  const b1 = f32x4.splat(<f32>beta1);
  const g1 = f32x4.splat(<f32>(1 - beta1));
  const b2 = f32x4.splat(<f32>beta2);
  const g2 = f32x4.splat(<f32>(1 - beta2));
  const lr = f32x4.splat(<f32>rate);
  const wd = f32x4.splat(<f32>decay);
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = v128.load(gradients);
    const m = v128.load(mean);
    const u = f32x4.add(f32x4.mul(b1, m), f32x4.mul(g1, g));
    const sign = f32x4.sub(v128.and(one, f32x4.gt(u, zero)), v128.and(one, f32x4.lt(u, zero)));
    const direction = v128.bitselect(sign, u, f32x4.eq(u, u)); // NaN stays NaN
    v128.store(mean, flush(f32x4.add(f32x4.mul(b2, m), f32x4.mul(g2, g))));
    v128.store(values, f32x4.sub(x, f32x4.mul(lr, f32x4.add(direction, f32x4.mul(wd, x)))));
    gradients += 16;
    mean += 16;
  }
}
