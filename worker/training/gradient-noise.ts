import type { Examples } from '../data/examples.ts';
import { gradients } from '../engine/autodiff.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { Generator } from '../engine/rng.ts';
import { Batches, slice } from './batches.ts';
import type { Objective } from './objective.ts';

/** Examples of the training set that stand for all of it. */
const MOST_EXAMPLES = 2000;
const AT_ONCE = 500;

/** How far gradients of batches of one size lie from the whole gradient. */
export interface BatchNoise {
  batchSize: number;
  /** Mean of |gradient of a batch − whole gradient|². */
  deviation: number;
}

export interface GradientNoise {
  /** tr(Σ)/|G|²: the batch size from which on larger batches hardly help. */
  scale: number;
  /** |G|², of the whole gradient. */
  squaredNorm: number;
  /** tr(Σ), the sum of the variances of an example's gradient. */
  trace: number;
  batches: BatchNoise[];
}

/**
 * The gradient noise scale. tr(Σ) is estimated from the deviation of batches drawn with replacement,
 * E|g_B − G|² = tr(Σ)/B.
 *
 * Source  McCandlish, Kaplan, Amodei et al. (2018), arXiv:1812.06162, eq. 2.8
 */
export function gradientNoise(
  model: Sequential,
  objective: Objective,
  all: Examples,
  { batchSizes, draws, seed }: { batchSizes: readonly number[]; draws: (batchSize: number) => number; seed: number },
): GradientNoise {
  const examples = firstOf(all, MOST_EXAMPLES);
  const whole = wholeGradient(model, objective, examples);
  const squaredNorm = whole.reduce((sum, each) => sum + each * each, 0);
  const random = new Generator(seed, 'noise');
  const batches = batchSizes.map((batchSize): BatchNoise => {
    const dealt = new Batches(examples, batchSize, random, { withReplacement: true });
    const count = draws(batchSize);
    let deviation = 0;
    for (let draw = 0; draw < count; draw++)
      deviation += gradientOf(model, objective, () => dealt.next(model.engine)).reduce(
        (sum, each, at) => sum + (each - whole[at]) ** 2,
        0,
      );
    return { batchSize: dealt.size, deviation: deviation / count };
  });
  const trace = batches.reduce((sum, { batchSize, deviation }) => sum + batchSize * deviation, 0) / batches.length;
  return { scale: trace / squaredNorm, squaredNorm, trace, batches };
}

function firstOf(all: Examples, most: number): Examples {
  const count = Math.min(all.count, most);
  const part = count / all.count;
  return {
    count,
    inputs: all.inputs.subarray(0, all.inputs.length * part),
    targets: all.targets.subarray(0, all.targets.length * part),
  };
}

function wholeGradient(model: Sequential, objective: Objective, examples: Examples): Float64Array {
  const whole = new Float64Array(model.parameters.count);
  for (let from = 0; from < examples.count; from += AT_ONCE) {
    const to = Math.min(from + AT_ONCE, examples.count);
    const part = gradientOf(model, objective, () => slice(model.engine, examples, from, to));
    part.forEach((value, at) => {
      whole[at] += (value * (to - from)) / examples.count;
    });
  }
  return whole;
}

/** The gradient of a batch's mean loss, without dropout; those that the parameters hold are left alone. */
function gradientOf(model: Sequential, objective: Objective, next: () => ReturnType<Batches['next']>): Float64Array {
  const { engine, parameters } = model;
  const { tensors } = parameters;
  const slots = tensors.map((tensor) => tensor.slot);
  for (const tensor of tensors) tensor.slot = null;
  try {
    return engine.scope(() => {
      const batch = next();
      const loss = objective.loss(model.forward(batch.inputs, 'evaluate'), batch);
      return Float64Array.from(gradients(loss, tensors).flatMap((gradient) => gradient.toArray()));
    });
  } finally {
    tensors.forEach((tensor, index) => {
      tensor.slot = slots[index];
    });
  }
}
