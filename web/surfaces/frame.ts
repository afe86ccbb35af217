export type Span = readonly [low: number, high: number];

/** The part of the plane that is shown. */
export interface View {
  x: Span;
  y: Span;
}

/** Where it is drawn, in pixels. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** From coordinates to pixels and back. */
export interface Frame {
  view: View;
  box: Box;
  px: (x: number) => number;
  py: (y: number) => number;
  x: (px: number) => number;
  y: (py: number) => number;
}

/** Axes whose spans differ by more than this are stretched, for the picture would be a strip. */
const MOST_UNEQUAL = 4;
/** Around what is fitted, on each side, as a share of its span. */
const MARGIN = 0.12;
/** Narrower spans are beyond the precision of float64 in a picture. */
const LEAST_SHARE = 1e-9;

export function createFrame(view: View, box: Box): Frame {
  const [scaleX, scaleY] = [box.width / spanOf(view.x), box.height / spanOf(view.y)];
  const bottom = box.top + box.height;
  return {
    view,
    box,
    px: (x) => box.left + (x - view.x[0]) * scaleX,
    py: (y) => bottom - (y - view.y[0]) * scaleY,
    x: (px) => view.x[0] + (px - box.left) / scaleX,
    y: (py) => view.y[0] + (bottom - py) / scaleY,
  };
}

export function spanOf([low, high]: Span): number {
  return high - low;
}

/** Whether a unit of x and one of y may be equally long in a picture of these bounds. */
export function isEqualAspect({ x, y }: View): boolean {
  const ratio = spanOf(x) / spanOf(y);
  return ratio <= MOST_UNEQUAL && ratio >= 1 / MOST_UNEQUAL;
}

/** The view made wider or higher until a unit of x is as long as one of y in the box. */
export function withEqualAspect(view: View, { width, height }: Pick<Box, 'width' | 'height'>): View {
  const [perX, perY] = [spanOf(view.x) / width, spanOf(view.y) / height];
  if (!(width > 0 && height > 0)) return view;
  return perX < perY
    ? { ...view, x: grown(view.x, (perY * width) / spanOf(view.x)) }
    : { ...view, y: grown(view.y, (perX * height) / spanOf(view.y)) };
}

/** Zoomed by a factor, above 1 inwards, around a point that keeps its place. */
export function zoomed(view: View, factor: number, at: { x: number; y: number }): View {
  const around = ([low, high]: Span, center: number): Span => {
    const next: Span = [center - (center - low) / factor, center + (high - center) / factor];
    const least = LEAST_SHARE * Math.max(1e-3, Math.abs(next[0]), Math.abs(next[1]));
    return spanOf(next) > least && Number.isFinite(spanOf(next)) ? next : [low, high];
  };
  return { x: around(view.x, at.x), y: around(view.y, at.y) };
}

/** Moved by a distance in coordinates. */
export function panned({ x, y }: View, dx: number, dy: number): View {
  return { x: [x[0] + dx, x[1] + dx], y: [y[0] + dy, y[1] + dy] };
}

/** The smallest view with room around these points; null without a finite one. */
export function viewAround(points: Iterable<readonly [number, number]>): View | null {
  let [left, right, bottom, top] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const [x, y] of points) {
    if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
    [left, right] = [Math.min(left, x), Math.max(right, x)];
    [bottom, top] = [Math.min(bottom, y), Math.max(top, y)];
  }
  return left <= right ? { x: withMargin([left, right]), y: withMargin([bottom, top]) } : null;
}

export function isInside({ x, y }: View, point: readonly [number, number]): boolean {
  return point[0] >= x[0] && point[0] <= x[1] && point[1] >= y[0] && point[1] <= y[1];
}

function withMargin([low, high]: Span): Span {
  const room = (high - low) * MARGIN || Math.abs(low) * MARGIN || 1;
  return [low - room, high + room];
}

function grown([low, high]: Span, factor: number): Span {
  const room = ((high - low) * (factor - 1)) / 2;
  return [low - room, high + room];
}

/** Grown by a factor around its middle. */
export function grownView({ x, y }: View, factor: number): View {
  return { x: grown(x, factor), y: grown(y, factor) };
}

/** Whether a larger view holds all of another, and is not more than so many times as wide. */
export function isCovered(larger: View, view: View, most: number): boolean {
  const covers = (outer: Span, inner: Span) =>
    outer[0] <= inner[0] && outer[1] >= inner[1] && spanOf(outer) <= most * spanOf(inner);
  return covers(larger.x, view.x) && covers(larger.y, view.y);
}
