import { gradients } from './autodiff.ts';
import { add, multiply } from './ops/arithmetic.ts';
import { sum } from './ops/broadcast.ts';
import type { Tensor } from './tensor.ts';

/**
 * The Hessian of `loss` with respect to `wanted` times a vector of the same shapes: the gradient of
 * g·v, without ever forming the matrix.
 *
 * Source  Pearlmutter (1994)
 */
export function hessianVectorProduct(loss: Tensor, wanted: readonly Tensor[], vector: readonly Tensor[]): Tensor[] {
  const first = gradients(loss, wanted, { createGraph: true });
  const along = first.map((gradient, index) => sum(multiply(gradient, vector[index]))).reduce(add);
  const slots = wanted.map((tensor) => tensor.slot);
  for (const tensor of wanted) tensor.slot = null; // the parameters' own gradients are left alone
  try {
    return gradients(along, wanted);
  } finally {
    wanted.forEach((tensor, index) => {
      tensor.slot = slots[index];
    });
  }
}
