import type { Parameters } from '../parameters.ts';

/** Scales all gradients down together so that their norm is at most `limit`; returns the norm before (Pascanu et al. 2013). */
export function clipByNorm(parameters: Parameters, limit: number): number {
  const norm = parameters.gradientNorm();
  if (norm > limit) {
    const { kernels } = parameters.engine;
    for (const { gradient } of parameters.all)
      kernels.unary('scale', gradient.data, gradient.data, limit / (norm + 1e-6));
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
