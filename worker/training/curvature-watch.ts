import { CURVATURE_METRIC } from '../../shared/metric-names.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';
import type { Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { gradientNoise } from './gradient-noise.ts';
import type { Objective } from './objective.ts';
import type { Recorder } from './recorder.ts';
import { hasCurvature, sharpnessOf } from './sharpness.ts';

const DRAWS = 12;

export interface CurvatureWatchOptions {
  recorder: Recorder;
  model: Sequential;
  objective: Objective;
  splits: Splits;
  config: TrainingConfig;
  stepsPerEpoch: number;
}

/** Records sharpness and gradient noise at the ends of epochs, where that is chosen. It changes no number of the training. */
export function createCurvatureWatch({
  recorder,
  model,
  objective,
  splits,
  config,
  stepsPerEpoch,
}: CurvatureWatchOptions) {
  const { sharpness, noiseScale } = config.inspect;
  const isDue = (every: number, step: number, last: boolean) =>
    every > 0 && (last || (step / stepsPerEpoch) % every === 0);
  return {
    epoch(step: number, last: boolean): void {
      const [isSharp, isNoisy] = [isDue(sharpness, step, last) && hasCurvature(model), isDue(noiseScale, step, last)];
      if (!isSharp && !isNoisy) return;
      recorder.stamp();
      const { train } = splits;
      if (isSharp)
        recorder.point(CURVATURE_METRIC.sharpness, step, sharpnessOf(model, objective, train, config.seed).largest);
      if (!isNoisy) return;
      const batchSizes = [Math.min(config.batchSize, train.count)];
      const { scale } = gradientNoise(model, objective, train, { batchSizes, draws: () => DRAWS, seed: config.seed });
      recorder.point(CURVATURE_METRIC.noiseScale, step, scale);
    },
  };
}
