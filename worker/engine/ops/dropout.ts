import type { Generator } from '../rng.ts';
import type { Tensor } from '../tensor.ts';
import { multiply } from './arithmetic.ts';

/**
 * Sets each element to 0 with probability `rate` and scales the others by 1/(1 − rate), so that the
 * expectation stays.
 *
 * Gradient  g times the same mask
 * Source    Srivastava et al. (2014), in the inverted form
 */
export function dropout(x: Tensor, rate: number, random: Generator): Tensor {
  if (!(rate >= 0 && rate < 1)) throw new RangeError(`dropout: a rate from 0 up to 1, not ${rate}`);
  if (rate === 0) return x;
  const mask = x.engine.full(x.shape, 0);
  const keep = 1 / (1 - rate);
  for (let i = 0; i < mask.size; i++) mask.data[i] = random.uniform() < rate ? 0 : keep;
  return multiply(x, mask);
}
