import type { Examples } from '../data/examples.ts';
import { hessianVectorProduct } from '../engine/hessian.ts';
import { type Extremes, lanczos } from '../engine/lanczos.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { Generator } from '../engine/rng.ts';
import { slice } from './batches.ts';
import type { Objective } from './objective.ts';

/** Examples of the training set that the loss is taken over, the first ones, and how many at once. */
export const CURVATURE_EXAMPLES = 1000;
const AT_ONCE = 250;
const MOST_PRODUCTS = 24;
/** Numbers that all vectors of the search may hold together. */
const MOST_NUMBERS = 4e7;
const FEWEST_PRODUCTS = 4;

/** Whether a network is small enough for its curvature. */
export function hasCurvature(model: Sequential): boolean {
  return model.parameters.count * FEWEST_PRODUCTS <= MOST_NUMBERS;
}

/**
 * The outer eigenvalues of the Hessian of the mean loss over the first examples, without dropout and with running
 * statistics. Gradient descent is unstable where the largest exceeds 2 / learning rate.
 *
 * Source  Cohen et al. (2021), arXiv:2103.00065
 */
export function sharpnessOf(model: Sequential, objective: Objective, examples: Examples, seed: number): Extremes {
  const { parameters } = model;
  const count = Math.min(examples.count, CURVATURE_EXAMPLES);
  const size = parameters.count;
  const iterations = Math.min(MOST_PRODUCTS, Math.floor(MOST_NUMBERS / size));
  const multiply = (vector: Float64Array): Float64Array => {
    const out = new Float64Array(size);
    for (let from = 0; from < count; from += AT_ONCE) {
      const to = Math.min(from + AT_ONCE, count);
      addProduct(out, vector, model, objective, examples, from, to, (to - from) / count);
    }
    return out;
  };
  return lanczos(multiply, size, { iterations, random: new Generator(seed, 'noise') });
}

/** Adds a share of H·v of the mean loss over some examples. */
function addProduct(
  out: Float64Array,
  vector: Float64Array,
  { engine, forward, parameters }: Sequential,
  objective: Objective,
  examples: Examples,
  from: number,
  to: number,
  share: number,
): void {
  engine.scope(() => {
    const batch = slice(engine, examples, from, to);
    const { tensors } = parameters;
    let at = 0;
    const directions = tensors.map(({ shape, size }) => {
      at += size;
      return engine.tensor(vector.subarray(at - size, at), shape);
    });
    const loss = objective.loss(forward(batch.inputs, 'evaluate'), batch);
    let place = 0;
    for (const product of hessianVectorProduct(loss, tensors, directions))
      for (const value of product.toArray()) out[place++] += share * value;
  });
}
