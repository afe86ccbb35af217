import type { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import { toJsonNumber } from '../../shared/number.ts';
import { gradientNoise } from '../training/gradient-noise.ts';
import { CURVATURE_EXAMPLES, hasCurvature, sharpnessOf } from '../training/sharpness.ts';
import { conditionNumber, MOST_INPUTS } from './condition-number.ts';
import type { Inspection } from './inspection.ts';

const BATCH_SIZES = [1, 4, 16, 64, 256];
/** Small batches vary more, and cost less. */
const drawsOf = (batchSize: number) => Math.max(16, Math.min(200, Math.round(800 / batchSize)));

/** Sharpness, gradient noise at several batch sizes, and the condition number of the data. */
export function answerCurvature({ subject, step }: Inspection): CurvatureAnswer {
  const { model, objective, splits, config } = subject;
  const { train, features } = splits;
  const found = hasCurvature(model) ? sharpnessOf(model, objective, train, config.seed) : null;
  const batchSizes = BATCH_SIZES.filter((size) => size <= train.count / 2);
  const noise = gradientNoise(model, objective, train, { batchSizes, draws: drawsOf, seed: config.seed });
  return {
    step,
    examples: Math.min(train.count, CURVATURE_EXAMPLES),
    sharpness: found && toJsonNumber(found.largest),
    smallest: found && toJsonNumber(found.smallest),
    products: found?.iterations ?? 0,
    noise: {
      scale: toJsonNumber(noise.scale),
      squaredNorm: toJsonNumber(noise.squaredNorm),
      trace: toJsonNumber(noise.trace),
      batches: noise.batches.map(({ batchSize, deviation }) => ({ batchSize, deviation: toJsonNumber(deviation) })),
    },
    condition: features <= MOST_INPUTS ? toJsonNumber(conditionNumber(train)) : null,
  };
}
