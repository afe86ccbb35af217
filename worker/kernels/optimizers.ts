// One pass over all parameters. Constants come as float64 made in JavaScript: 1 − β₂ computed in float32
// would be wrong in the fifth digit. Averages too small to matter become 0, since denormals are slow.

@inline
function flush(x: v128): v128 {
  return v128.and(x, f32x4.ge(f32x4.abs(x), f32x4.splat(1e-30)));
}

/** θ ← θ − lr·(g + λθ). Lengths are multiples of 16: parameters are padded. */
export function descend(values: usize, gradients: usize, n: i32, rate: f64, decay: f64): void {
  const lr = f32x4.splat(<f32>rate);
  const wd = f32x4.splat(<f32>decay);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = f32x4.add(v128.load(gradients), f32x4.mul(wd, x));
    v128.store(values, f32x4.sub(x, f32x4.mul(lr, g)));
    gradients += 16;
  }
}

/** b ← μ·b + gain·g, θ ← θ − lr·(b, or g + μ·b). */
export function momentum(
  values: usize, gradients: usize, velocity: usize, n: i32, rate: f64, decay: f64, mu: f64, gain: f64, nesterov: bool,
): void {
  const lr = f32x4.splat(<f32>rate);
  const wd = f32x4.splat(<f32>decay);
  const m = f32x4.splat(<f32>mu);
  const part = f32x4.splat(<f32>gain);
  for (const end = values + (n << 2); values < end; values += 16) {
    const x = v128.load(values);
    const g = f32x4.add(v128.load(gradients), f32x4.mul(wd, x));
    const b = flush(f32x4.add(f32x4.mul(m, v128.load(velocity)), f32x4.mul(part, g)));
    v128.store(velocity, b);
    const step = nesterov ? f32x4.add(g, f32x4.mul(m, b)) : b;
    v128.store(values, f32x4.sub(x, f32x4.mul(lr, step)));
    gradients += 16;
    velocity += 16;
  }
}

/** See the reference: rate = lr/(1 − β₁ᵗ), root = √(1 − β₂ᵗ). Two vectors at a time: square root and division are slow. */
export function adam(
  values: usize, gradients: usize, mean: usize, square: usize, n: i32,
  beta1: f64, gain1: f64, beta2: f64, gain2: f64, rate: f64, root: f64, epsilon: f64, shrink: f64, penalty: f64,
): void {
  const b1 = f32x4.splat(<f32>beta1);
  const g1 = f32x4.splat(<f32>gain1);
  const b2 = f32x4.splat(<f32>beta2);
  const g2 = f32x4.splat(<f32>gain2);
  const lr = f32x4.splat(<f32>rate);
  const inverse = f32x4.splat(<f32>(1 / root));
  const eps = f32x4.splat(<f32>epsilon);
  const keep = f32x4.splat(<f32>shrink);
  const wd = f32x4.splat(<f32>penalty);
  for (const end = values + (n << 2); values < end; values += 32) {
    const xA = v128.load(values);
    const xB = v128.load(values, 16);
    const gA = f32x4.add(v128.load(gradients), f32x4.mul(wd, xA));
    const gB = f32x4.add(v128.load(gradients, 16), f32x4.mul(wd, xB));
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
