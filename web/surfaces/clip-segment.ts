import type { Box } from './frame.ts';

export type Point = readonly [x: number, y: number];

/**
 * The part of a segment that lies in a box, in pixels; null where none does. A descent that diverges goes further than a
 * canvas can draw.
 *
 * Source  Liang & Barsky (1984), A new concept and method for line clipping
 */
export function clipSegment(from: Point, to: Point, { left, top, width, height }: Box): [Point, Point] | null {
  const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
  if (!Number.isFinite(dx + dy)) return null;
  let [enter, leave] = [0, 1];
  const sides: [p: number, q: number][] = [
    [-dx, from[0] - left],
    [dx, left + width - from[0]],
    [-dy, from[1] - top],
    [dy, top + height - from[1]],
  ];
  for (const [p, q] of sides) {
    if (p === 0 && q < 0) return null;
    if (p < 0) enter = Math.max(enter, q / p);
    if (p > 0) leave = Math.min(leave, q / p);
  }
  if (enter > leave) return null;
  const at = (share: number): Point => [from[0] + share * dx, from[1] + share * dy];
  return [at(enter), at(leave)];
}
