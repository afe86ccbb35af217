import { METRIC } from '../../shared/metric-names.ts';
import {
  SEARCH_METRIC,
  SURFACE_METRIC,
  type SurfaceVector,
  trialKey,
  vectorKey,
} from '../../shared/training/surface-metrics.ts';
import type { SurfaceShape } from '../../shared/training/surface-shape.ts';
import type { Floats } from '../engine/floats.ts';
import { fallsEnough, isLevel, type Sample } from '../engine/optimizers/line-search.ts';
import type { StepFacts } from '../training/problem.ts';
import type { Recorder } from '../training/recorder.ts';

/** Where a descent is after a step. */
export interface Place {
  point: Floats;
  /** Evaluations of the surface and its gradient up to there. */
  evaluations: number;
}

/** Records a descent under the keys of `shared/training/surface-metrics.ts`. */
export class SurfaceLog {
  readonly #recorder: Recorder;
  readonly #shape: SurfaceShape;

  constructor(recorder: Recorder, shape: SurfaceShape) {
    this.#recorder = recorder;
    this.#shape = shape;
  }

  vector(vector: SurfaceVector, step: number, values: Floats): void {
    this.#shape.variables.forEach((variable, index) => {
      this.#recorder.point(vectorKey(vector, variable), step, values[index]);
    });
  }

  loss(step: number, value: number): void {
    this.#recorder.point(SURFACE_METRIC.loss, step, value);
  }

  place(step: number, { point, evaluations }: Place): void {
    this.vector('point', step, point);
    this.#recorder.point(METRIC.evaluations, step, evaluations);
    const { minima } = this.#shape;
    if (minima.length === 0) return;
    const distances = minima.map((minimum) => Math.hypot(...minimum.map((each, i) => each - point[i])));
    this.#recorder.point(SURFACE_METRIC.distance, step, Math.min(...distances));
  }

  facts(step: number, { learningRate, momentum, gradientNorm }: StepFacts): void {
    this.#recorder.point(METRIC.learningRate, step, learningRate);
    if (momentum !== null) this.#recorder.point(METRIC.momentum, step, momentum);
    this.#recorder.point(METRIC.gradNorm, step, gradientNorm);
  }

  /** Records what a line search tried, and which of the Wolfe conditions hold where it ended. */
  search(step: number, trials: readonly Sample[], ended: Sample): void {
    const [start] = trials;
    if (!start) return;
    trials.forEach(({ at, value, slope }, trial) => {
      this.#recorder.point(trialKey(trial, 'alpha'), step, at);
      this.#recorder.point(trialKey(trial, 'value'), step, value);
      this.#recorder.point(trialKey(trial, 'slope'), step, slope);
    });
    this.#recorder.point(SEARCH_METRIC.alpha, step, ended.at);
    this.#recorder.point(SEARCH_METRIC.evaluations, step, trials.length - 1);
    this.#recorder.point(SEARCH_METRIC.falls, step, fallsEnough(ended, start) ? 1 : 0);
    this.#recorder.point(SEARCH_METRIC.level, step, isLevel(ended, start) ? 1 : 0);
  }
}
