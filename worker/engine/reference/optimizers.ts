import type { Floats } from '../floats.ts';
import type { AdagradOptions, AdamOptions, LionOptions, RmspropOptions, SgdOptions } from '../kernels.ts';

/**
 * In float32, averages that decay towards zero end as denormals, on which processors are many times
 * slower; below this they are called zero.
 */
const NEGLIGIBLE = 1e-30;

/** One step of SGD as PyTorch defines it: b ← μ·b + (1 − dampening)·g, θ ← θ − lr·b, or −lr·(g + μ·b) for Nesterov. */
export function sgd(values: Floats, gradients: Floats, velocity: Floats | null, options: SgdOptions): void {
  const { learningRate, momentum, nesterov, weightDecay, first } = options;
  const gain = first ? 1 : 1 - options.dampening;
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + weightDecay * values[i];
    if (!velocity) {
      values[i] -= learningRate * g;
      continue;
    }
    const b = flush(momentum * velocity[i] + gain * g);
    velocity[i] = b;
    values[i] -= learningRate * (nesterov ? g + momentum * b : b);
  }
}

/** One step of Adam or AdamW (Kingma & Ba 2015, Algorithm 1; Loshchilov & Hutter 2019, Algorithm 2). */
export function adam(values: Floats, gradients: Floats, mean: Floats, square: Floats, options: AdamOptions): void {
  const { learningRate, beta1, beta2, epsilon, weightDecay, decoupled, step, largest } = options;
  const rate = learningRate / (1 - beta1 ** step);
  const rootCorrection = Math.sqrt(1 - beta2 ** step);
  const shrink = decoupled ? 1 - learningRate * weightDecay : 1;
  const penalty = decoupled ? 0 : weightDecay;
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + penalty * values[i];
    const m = flush(beta1 * mean[i] + (1 - beta1) * g);
    const v = flush(beta2 * square[i] + (1 - beta2) * g * g);
    mean[i] = m;
    square[i] = v;
    if (largest) largest[i] = Math.max(largest[i], v);
    const size = Math.sqrt(largest ? largest[i] : v) / rootCorrection + epsilon;
    values[i] = shrink * values[i] - (rate * m) / size;
  }
}

/** One step of RMSProp, centered with a mean, along a velocity with momentum. */
export function rmsprop(values: Floats, gradients: Floats, square: Floats, options: RmspropOptions): void {
  const { learningRate, rho, epsilon, weightDecay, mean, velocity, momentum } = options;
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + weightDecay * values[i];
    square[i] = flush(rho * square[i] + (1 - rho) * g * g);
    let variance = square[i];
    if (mean) {
      mean[i] = flush(rho * mean[i] + (1 - rho) * g);
      variance -= mean[i] * mean[i];
    }
    let step = g / (Math.sqrt(variance) + epsilon);
    if (velocity) {
      velocity[i] = flush(momentum * velocity[i] + step);
      step = velocity[i];
    }
    values[i] -= learningRate * step;
  }
}

/** One step of AdaGrad. */
export function adagrad(values: Floats, gradients: Floats, sum: Floats, options: AdagradOptions): void {
  const { learningRate, epsilon, weightDecay } = options;
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i] + weightDecay * values[i];
    if (g === 0) continue; // 0/(0 + ε) moves nothing, and ε may round to 0
    sum[i] += g * g;
    values[i] -= (learningRate * g) / (Math.sqrt(sum[i]) + epsilon);
  }
}

/** One step of Lion. */
export function lion(values: Floats, gradients: Floats, mean: Floats, options: LionOptions): void {
  const { learningRate, beta1, beta2, weightDecay } = options;
  for (let i = 0; i < values.length; i++) {
    const g = gradients[i];
    const direction = Math.sign(beta1 * mean[i] + (1 - beta1) * g);
    mean[i] = flush(beta2 * mean[i] + (1 - beta2) * g);
    values[i] -= learningRate * (direction + weightDecay * values[i]);
  }
}

function flush(x: number): number {
  return Math.abs(x) < NEGLIGIBLE ? 0 : x;
}
