/**
 * The series of a descent on a surface, besides `train/learning_rate`, `train/grad_norm` and `train/evaluations`.
 * A series of a vector is one a coordinate, such as `point/x`. Steps count from 0, the start:
 *
 * - `point`: where the optimizer is after the step
 * - `update`: how far the step went; `velocity`: how far momentum alone would carry the next one
 * - `look_ahead`: of Nesterov's momentum, where the next gradient is taken, and the loss with it; elsewhere that is the point
 * - `gradient`: the one that the next step goes by, with its noise, before it is clipped
 */
export const SURFACE_VECTORS = ['point', 'gradient', 'velocity', 'update', 'look_ahead'] as const;
export type SurfaceVector = (typeof SURFACE_VECTORS)[number];

export const SURFACE_METRIC = {
  loss: 'loss',
  /** From the point to the nearest known minimum. */
  distance: 'distance',
} as const;

/** The key of one coordinate of a vector. */
export function vectorKey(vector: SurfaceVector, variable: string): string {
  return `${vector}/${variable}`;
}

/** What the line search of a step ended with. `falls` and `level` are the two Wolfe conditions, 1 where they hold. */
export const SEARCH_METRIC = {
  alpha: 'line_search/alpha',
  evaluations: 'line_search/evaluations',
  falls: 'line_search/falls',
  level: 'line_search/level',
} as const;

/** What a search found at the distances that it tried, in order; number 0 is the start, at distance 0. */
export function trialKey(trial: number, what: 'alpha' | 'value' | 'slope'): string {
  return `line_search/${trial}/${what}`;
}
