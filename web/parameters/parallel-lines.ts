import { shareOn } from './axis-scale.ts';
import type { Column } from './parameter-axis.ts';

/** Where the axes stand, in px. */
export interface ParallelPlace {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Below its axis a run is drawn that has no value there. */
export const MISSING_DROP = 18;
/** From so far, in px, a line is pointed at. */
const REACH = 10;

export function axisX(index: number, count: number, { left, right }: ParallelPlace): number {
  return count > 1 ? left + ((right - left) * index) / (count - 1) : (left + right) / 2;
}

export function shareY(share: number | null, { top, bottom }: ParallelPlace): number {
  return share === null ? bottom + MISSING_DROP : bottom - share * (bottom - top);
}

/** For each run the height on each axis, in px. */
export function lineHeights(columns: readonly Column[], count: number, place: ParallelPlace): number[][] {
  return Array.from({ length: count }, (_, run) =>
    columns.map(({ axis, values }) => shareY(shareOn(axis, values[run] ?? null), place)),
  );
}

/** The nearest of these runs at a point; null where none is near. */
export function nearestRun(
  [x, y]: readonly [number, number],
  heights: readonly (readonly number[])[],
  runs: readonly number[],
  axes: readonly number[],
): number | null {
  const next = axes.findIndex((each) => each >= x);
  const right = next < 0 ? axes.length - 1 : Math.max(1, next);
  const [from, to] = [axes[right - 1], axes[right]];
  if (from === undefined || to === undefined) return null;
  const share = Math.min(1, Math.max(0, (x - from) / (to - from)));
  let [nearest, least]: [number | null, number] = [null, REACH];
  for (const run of runs) {
    const line = heights[run];
    if (!line) continue;
    const height = (line[right - 1] as number) * (1 - share) + (line[right] as number) * share;
    if (Math.abs(height - y) < least) [nearest, least] = [run, Math.abs(height - y)];
  }
  return nearest;
}

interface Looks {
  /** The colour of each run; null for a run without the metric. */
  colors: readonly (string | null)[];
  faded: string;
  without: string;
}

/** Draws every run: those that are not selected faintly behind, the hovered one on top. */
export function paintLines(
  pen: CanvasRenderingContext2D,
  heights: readonly (readonly number[])[],
  axes: readonly number[],
  { selected, hovered }: { selected: readonly number[]; hovered: number | null },
  { colors, faded, without }: Looks,
): void {
  const chosen = new Set(selected);
  const stroke = (run: number, color: string, width: number, alpha: number) => {
    pen.globalAlpha = alpha;
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    for (const [index, x] of axes.entries()) pen.lineTo(x, heights[run]?.[index] ?? 0);
    pen.stroke();
  };
  for (const run of heights.keys()) if (!chosen.has(run)) stroke(run, faded, 1, 0.5);
  const alpha = hovered !== null ? 0.3 : Math.max(0.25, Math.min(0.95, 60 / Math.max(1, selected.length)));
  // The best last, so that they lie on top.
  for (const run of selected.toReversed()) stroke(run, colors[run] ?? without, 1.5, alpha);
  if (hovered !== null) stroke(hovered, colors[hovered] ?? without, 3, 1);
  pen.globalAlpha = 1;
}
