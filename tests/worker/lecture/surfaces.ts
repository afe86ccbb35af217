import { add, multiply, scale, shift, subtract } from '../../../worker/engine/ops/arithmetic.ts';
import { sum } from '../../../worker/engine/ops/broadcast.ts';
import { cos, power } from '../../../worker/engine/ops/elementwise.ts';
import { slice } from '../../../worker/engine/ops/views.ts';
import type { Tensor } from '../../../worker/engine/tensor.ts';
import type { Surface } from './support.ts';

const coordinates = (point: Tensor) => [slice(point, [0]), slice(point, [1])];

/** Half the sum of λᵢ·xᵢ². */
export function quadratic(eigenvalues: readonly number[]): Surface {
  return (point) => scale(sum(multiply(point.engine.tensor(eigenvalues), multiply(point, point))), 0.5);
}

/** Beale: Σ (cᵢ − x + x·yⁱ)², minimum 0 at (3, ½). */
export const beale: Surface = (point) => {
  const [x, y] = coordinates(point);
  const term = (c: number, i: number) => power(shift(subtract(multiply(x, power(y, i)), x), c), 2);
  return add(add(term(1.5, 1), term(2.25, 2)), term(2.625, 3));
};

/** (1 − x)² + 100·(y − x²)². */
export const rosenbrock: Surface = (point) => {
  const [x, y] = coordinates(point);
  return add(power(shift(x, -1), 2), scale(power(subtract(y, multiply(x, x)), 2), 100));
};

/** 0.1·x² − 0.3·cos 3x: a bowl with bumps. */
export const barrier: Surface = (point) => {
  const bowl = scale(sum(multiply(point, point)), 0.1);
  return subtract(bowl, scale(sum(cos(scale(point, 3))), 0.3));
};
