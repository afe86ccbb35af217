import { isInside, type View } from './frame.ts';

interface PlanePath {
  steps: readonly number[];
  x: Float64Array;
  y: Float64Array;
}

/** The step since which a descent is outside of what is shown; null while it is inside at the place. */
export function outsideSince({ steps, x, y }: PlanePath, place: number, view: View): number | null {
  let since: number | null = null;
  for (let index = place; index >= 0; index--) {
    if (isInside(view, [x[index] ?? Number.NaN, y[index] ?? Number.NaN])) break;
    since = steps[index] ?? null;
  }
  return since;
}
