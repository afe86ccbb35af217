import type { Parameters } from '../parameters.ts';

/**
 * Scales all gradients down together so that their norm is at most `limit`; returns the norm before. A norm
 * that is NaN makes all of them NaN.
 *
 * Source  Pascanu, Mikolov & Bengio (2013), Algorithm 1; PyTorch clip_grad_norm_
 */
export function clipByNorm(parameters: Parameters, limit: number): number {
  const norm = parameters.gradientNorm();
  const share = limit / (norm + 1e-6);
  if (!(share >= 1)) {
    const { kernels } = parameters.engine;
    for (const { gradient } of parameters.all) kernels.unary('scale', gradient.data, gradient.data, share);
  }
  return norm;
}

/** Cuts every gradient element to [−limit, limit]. */
export function clipByValue(parameters: Parameters, limit: number): void {
  for (const { gradient } of parameters.all) {
    for (let i = 0; i < gradient.data.length; i++) {
      gradient.data[i] = Math.min(limit, Math.max(-limit, gradient.data[i]));
    }
  }
}
