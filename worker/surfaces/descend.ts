import type { SurfaceConfig } from '../../shared/training/surface.ts';
import { type LoopOptions, type Outcome, train } from '../training/trainer.ts';
import { createSurfaceProblem } from './surface-problem.ts';

/** Descends on the surface that `config` describes, as a training that has one point for parameters. */
export function descend(config: SurfaceConfig, options: LoopOptions): Outcome {
  return train(createSurfaceProblem(config, options.recorder), config, options);
}
