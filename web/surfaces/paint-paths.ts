import { withAlpha } from '../core/colors.ts';
import { clipSegment, type Point } from './clip-segment.ts';
import type { Box, Frame } from './frame.ts';
import type { DrawnPath, PlaneArrow, SurfaceScene } from './scene.ts';

type Pen = CanvasRenderingContext2D;

/** Steps further apart than this, on average, have a dot each. */
const DOT_GAP = 4;
const HEAD = 5;
const ARROW_HEAD = 8;
/** A shorter arrow has no direction that could be seen. */
const SHORTEST = 3;
/** What lies a little outside is drawn, so that a line that leaves does so at the edge. */
const OVER = 40;
/** Rasterizers take several times as long for a path of thousands of edges as for the same in pieces of so many. */
const PIECE_EDGES = 64;
/** Steps closer together are drawn as one. */
const SHORTEST_EDGE = 0.5;

/** What moves over the ground: minima, starts, paths up to the shown step, arrows. */
export function paintPaths(pen: Pen, scene: SurfaceScene): void {
  const { frame, ink } = scene;
  const { box } = frame;
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  const sorted = [...scene.paths].sort((a, b) => Number(b.isDim) - Number(a.isDim));
  for (const path of sorted) paintPath(pen, path, scene);
  for (const arrow of scene.arrows) paintArrow(pen, arrow, scene);
  for (const path of sorted) paintHead(pen, path, scene);
  for (const [x, y] of scene.minima) paintMinimum(pen, frame.px(x), frame.py(y), ink);
  pen.restore();
}

function paintPath(pen: Pen, path: DrawnPath, { frame, ink }: SurfaceScene): void {
  const strength = path.isDim ? 0.25 : 1;
  pen.lineJoin = 'round';
  pen.lineCap = 'round';
  pen.setLineDash(path.dash);
  pen.strokeStyle = withAlpha(path.color, 0.3 * strength);
  pen.lineWidth = 1;
  tracePath(pen, path, frame, [Math.max(0, path.place), path.x.length - 1]);
  const past: [number, number] = [0, path.place];
  if (!path.isDim) {
    pen.strokeStyle = withAlpha(ink.surface, 0.75);
    pen.lineWidth = 4.5;
    tracePath(pen, path, frame, past);
  }
  pen.strokeStyle = withAlpha(path.color, strength);
  pen.lineWidth = 2;
  tracePath(pen, path, frame, past);
  pen.setLineDash([]);
  pen.lineCap = 'butt';
  paintDots(pen, path, frame, strength);
  if (path.x.length > 0) paintStart(pen, frame.px(path.x[0] ?? 0), frame.py(path.y[0] ?? 0), ink);
}

function tracePath(pen: Pen, { x, y, dash }: DrawnPath, frame: Frame, [from, to]: readonly [number, number]): void {
  const wide = widened(frame.box);
  const most = dash.length === 0 ? PIECE_EDGES : Number.POSITIVE_INFINITY; // a dash goes on within one path only
  pen.beginPath();
  let [edges, end]: [number, Point | null] = [0, null];
  let before: Point | null = null;
  for (let index = from; index <= to; index++) {
    const next: Point = [frame.px(x[index] ?? Number.NaN), frame.py(y[index] ?? Number.NaN)];
    if (before && index < to && Math.hypot(next[0] - before[0], next[1] - before[1]) < SHORTEST_EDGE) continue;
    const part = before && clipSegment(before, next, wide);
    before = next;
    if (!part) {
      end = null;
      continue;
    }
    if (!end || end[0] !== part[0][0] || end[1] !== part[0][1]) pen.moveTo(...part[0]);
    pen.lineTo(...part[1]);
    end = part[1];
    if (++edges < most) continue;
    pen.stroke();
    pen.beginPath();
    [edges, end] = [0, null];
  }
  pen.stroke();
}

/** A dot a step, where there is room for them. */
function paintDots(pen: Pen, { x, y, place, color }: DrawnPath, frame: Frame, strength: number): void {
  const { box } = frame;
  pen.fillStyle = withAlpha(color, strength);
  pen.beginPath();
  let [lastX, lastY] = [Number.NEGATIVE_INFINITY, 0];
  for (let index = 0; index <= place; index++) {
    const [px, py] = [frame.px(x[index] ?? Number.NaN), frame.py(y[index] ?? Number.NaN)];
    const isIn = px >= box.left && px <= box.left + box.width && py >= box.top && py <= box.top + box.height;
    if (!isIn || Math.hypot(px - lastX, py - lastY) < DOT_GAP) continue;
    [lastX, lastY] = [px, py];
    pen.moveTo(px + 2.4, py);
    pen.arc(px, py, 2.4, 0, 2 * Math.PI);
  }
  pen.fill();
}

/** Where the run is at the shown step. */
function paintHead(pen: Pen, { x, y, place, color, isDim }: DrawnPath, { frame, ink }: SurfaceScene): void {
  const [px, py] = [frame.px(x[place] ?? Number.NaN), frame.py(y[place] ?? Number.NaN)];
  if (!Number.isFinite(px + py) || isDim) return;
  circle(pen, px, py, HEAD + 1.5);
  pen.fillStyle = ink.surface;
  pen.fill();
  circle(pen, px, py, HEAD);
  pen.fillStyle = color;
  pen.fill();
}

function paintStart(pen: Pen, px: number, py: number, ink: SurfaceScene['ink']): void {
  if (!Number.isFinite(px + py)) return;
  pen.lineWidth = 1.5;
  pen.strokeStyle = ink.label;
  pen.fillStyle = ink.surface;
  pen.beginPath();
  pen.rect(px - 4, py - 4, 8, 8);
  pen.fill();
  pen.stroke();
}

/** A cross with a ground of its own, so that it is seen on every colour. */
function paintMinimum(pen: Pen, px: number, py: number, ink: SurfaceScene['ink']): void {
  for (const [color, width] of [
    [ink.surface, 4],
    [ink.label, 1.75],
  ] as const) {
    pen.strokeStyle = color;
    pen.lineWidth = width;
    pen.beginPath();
    pen.moveTo(px - 5, py - 5);
    pen.lineTo(px + 5, py + 5);
    pen.moveTo(px - 5, py + 5);
    pen.lineTo(px + 5, py - 5);
    pen.stroke();
  }
}

function paintArrow(
  pen: Pen,
  { kind, from, by, shift }: PlaneArrow,
  { frame, arrowScale, arrowColors, ink }: SurfaceScene,
): void {
  const [x, y] = [frame.px(from[0]), frame.py(from[1]) + shift];
  const dx = (frame.px(from[0] + by[0]) - x) * arrowScale;
  const dy = (frame.py(from[1] + by[1]) + shift - y) * arrowScale;
  const length = Math.hypot(dx, dy);
  if (!Number.isFinite(x + y + length) || length < SHORTEST) return;
  const [ux, uy] = [dx / length, dy / length];
  const head = Math.min(ARROW_HEAD, length);
  const [neckX, neckY] = [x + dx - ux * head, y + dy - uy * head];
  for (const [color, extra] of [
    [ink.surface, 3],
    [arrowColors[kind], 0],
  ] as const) {
    pen.strokeStyle = color;
    pen.fillStyle = color;
    pen.lineWidth = 2 + extra;
    pen.setLineDash(kind === 'look-ahead' ? [5, 3] : []);
    pen.beginPath();
    pen.moveTo(x, y);
    pen.lineTo(neckX, neckY);
    pen.stroke();
    pen.setLineDash([]);
    pen.beginPath();
    pen.moveTo(x + dx, y + dy);
    pen.lineTo(neckX - uy * head * 0.5, neckY + ux * head * 0.5);
    pen.lineTo(neckX + uy * head * 0.5, neckY - ux * head * 0.5);
    pen.closePath();
    pen.fill();
    if (extra > 0) {
      pen.lineWidth = extra;
      pen.stroke();
    }
  }
}

function circle(pen: Pen, x: number, y: number, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, 2 * Math.PI);
}

function widened({ left, top, width, height }: Box): Box {
  return { left: left - OVER, top: top - OVER, width: width + 2 * OVER, height: height + 2 * OVER };
}
