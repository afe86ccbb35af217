import type { Floats } from '../floats.ts';
import type { AdamOptions, SgdOptions } from '../kernels.ts';

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

export function flush(x: number): number {
  return Math.abs(x) < NEGLIGIBLE ? 0 : x;
}
