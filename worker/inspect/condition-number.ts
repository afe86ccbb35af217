import type { Examples } from '../data/examples.ts';
import { symmetricEigenpairs } from '../engine/eigenvalues.ts';

/** More would take seconds. */
export const MOST_INPUTS = 256;

/**
 * The condition number of data: the largest by the smallest eigenvalue of the covariance of its inputs, which is that of
 * the Hessian of a linear model with squared loss. Inputs that never vary are left out; Infinity where some depend
 * linearly on others.
 */
export function conditionNumber({ count, inputs }: Pick<Examples, 'count' | 'inputs'>): number {
  const features = inputs.length / count;
  const means = Float64Array.from({ length: features }, (_, feature) =>
    mean(count, (row) => inputs[row * features + feature]),
  );
  const at = (row: number, feature: number) => inputs[row * features + feature] - means[feature];
  const varying = Array.from({ length: features }, (_, feature) => feature).filter(
    (feature) => mean(count, (row) => at(row, feature) ** 2) > 1e-12,
  );
  const size = varying.length;
  const covariance = new Float64Array(size * size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      const value = mean(count, (row) => at(row, varying[i]) * at(row, varying[j]));
      covariance[i * size + j] = value;
      covariance[j * size + i] = value;
    }
  const { values } = symmetricEigenpairs(covariance, size);
  const smallest = values[size - 1];
  return smallest > 1e-10 * values[0] ? values[0] / smallest : Number.POSITIVE_INFINITY;
}

function mean(count: number, valueAt: (row: number) => number): number {
  let sum = 0;
  for (let row = 0; row < count; row++) sum += valueAt(row);
  return sum / count;
}
