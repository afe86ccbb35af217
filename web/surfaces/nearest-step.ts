import type { Frame } from './frame.ts';
import type { DrawnPath } from './scene.ts';

/** The step of a path nearest to a place in pixels, up to the one that is shown; null where none is near. */
export function nearestStep(
  paths: readonly DrawnPath[],
  frame: Frame,
  { px, py }: { px: number; py: number },
  reach: number,
): { path: DrawnPath; place: number } | null {
  let [nearest, found]: [number, { path: DrawnPath; place: number } | null] = [reach, null];
  for (const path of paths)
    for (let place = path.place; place >= 0; place--) {
      const distance = Math.hypot(frame.px(path.x[place] ?? NaN) - px, frame.py(path.y[place] ?? NaN) - py);
      if (distance < nearest) [nearest, found] = [distance, { path, place }];
    }
  return found;
}
