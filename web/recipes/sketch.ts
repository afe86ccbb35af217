import type { PlannedRun } from '../../shared/recipes/plan.ts';
import type { Recipe } from '../../shared/recipes/recipe.ts';

/** A place for a run in a picture of 320 by 160. */
export interface Place {
  x: number;
  y: number;
  size: number;
}

const [WIDTH, HEIGHT, MARGIN] = [320, 160, 24];

/** A place for each planned run, those of one seed beside those of the next: a plan has no results to draw. */
export function sketchOf(kind: Recipe['view']['kind'], runs: readonly PlannedRun[]): Place[] {
  const columns = kind === 'u-curve' ? runs.length : Math.max(1, Math.ceil(Math.sqrt(runs.length * 2)));
  const rows = Math.max(1, Math.ceil(runs.length / columns));
  const [dx, dy] = [(WIDTH - 2 * MARGIN) / columns, (HEIGHT - 2 * MARGIN) / rows];
  const size = Math.min(18, dx * 0.7, dy * 0.7);
  return runs.map((_, index) => ({
    x: MARGIN + dx * ((index % columns) + 0.5),
    y: MARGIN + dy * (Math.floor(index / columns) + 0.5),
    size,
  }));
}
