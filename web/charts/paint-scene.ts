import { shortDash } from '../core/colors.ts';
import type { DrawnLine } from './drawn-line.ts';
import { type EndLabel, endLabelRoom, endLabels } from './end-labels.ts';
import type { Geometry } from './geometry.ts';
import type { Ink } from './ink.ts';
import type { LinesScene } from './lines-scene.ts';
import type { GapKind } from './marks.ts';
import { continueLine, type Look, paintLine } from './paint-line.ts';
import type { Place } from './place.ts';

type Pen = CanvasRenderingContext2D;

/** A dot at the edge is drawn whole. */
export const DOT_ROOM = 4;
const WIDTH = 1.5;
const STRONG_WIDTH = 2.5;
/** With more lines than this each is a hairline, without the bands and raw values that would cover each other and the lines. */
const MOST_WITH_BANDS = 20;
const CROWDED_WIDTH = 1;
const BAND_INK = 0.16;
const RAW_INK = 0.3;

/** Draws lines over the axes that Chart.js drew. */
export function paintScene(pen: Pen, scene: LinesScene, geometry: Geometry): void {
  clipped(pen, geometry, (places) => {
    for (const drawn of scene.drawn) paintLine(pen, drawn, places[drawn.side], lookOf(scene, drawn));
  });
}

/** Draws what lines have beyond the buckets that are drawn; `since` has their count for each line. */
export function continueScene(pen: Pen, scene: LinesScene, geometry: Geometry, since: readonly number[]): void {
  clipped(pen, geometry, (places) => {
    for (const [index, drawn] of scene.drawn.entries()) {
      const first = since[index] ?? 0;
      if (drawn.line.length > first) continueLine(pen, drawn, places[drawn.side], lookOf(scene, drawn), first);
    }
  });
}

function lookOf(scene: LinesScene, drawn: DrawnLine): Look {
  const isCrowded = scene.drawn.length > MOST_WITH_BANDS;
  const share = isCrowded ? 0 : 1 / Math.sqrt(scene.drawn.length);
  const width = isCrowded ? CROWDED_WIDTH : WIDTH;
  return { log: logOf(scene, drawn), width, band: BAND_INK * share, raw: RAW_INK * share };
}

/** Draws the lines that stand out, with all that is known of them. */
export function paintStrong(pen: Pen, scene: LinesScene, geometry: Geometry, strong: readonly DrawnLine[]): void {
  const look = { width: STRONG_WIDTH, band: BAND_INK, raw: RAW_INK };
  clipped(pen, geometry, (places) => {
    for (const drawn of strong) paintLine(pen, drawn, places[drawn.side], { ...look, log: logOf(scene, drawn) });
  });
}

/** The width in pixels that the names at the ends of the lines need on a chart of a width. */
export function labelRoomOf(pen: Pen, scene: LinesScene, width: number, ink: Ink): number {
  const widthOf = (text: string) => {
    pen.font = labelFont(ink); // which takes long: not where nothing has a name
    return pen.measureText(text).width;
  };
  return endLabelRoom(scene.drawn, width, widthOf);
}

/** Writes the names of lines at their ends, where there is room: of all, or of those that stand out. */
export function paintEndLabels(
  pen: Pen,
  scene: LinesScene,
  geometry: Geometry,
  { ink, strong }: { ink: Ink; strong?: readonly DrawnLine[] },
): void {
  if (labelRoomOf(pen, scene, geometry.width, ink) === 0) return;
  pen.textBaseline = 'middle';
  pen.lineWidth = strong ? STRONG_WIDTH : WIDTH;
  for (const label of endLabels(scene.drawn, geometry.place('left'), scene.left.log))
    if (!strong || strong.includes(label.line)) paintLabel(pen, label, geometry, ink);
  pen.setLineDash([]);
}

const labelFont = (ink: Ink) => `11px ${ink.font}`;

function paintLabel(pen: Pen, { text, color, dash, y }: EndLabel, { right }: Geometry, ink: Ink): void {
  pen.strokeStyle = color;
  pen.setLineDash(shortDash(dash));
  pen.beginPath();
  pen.moveTo(right + 4, y);
  pen.lineTo(right + 16, y);
  pen.stroke();
  pen.fillStyle = ink.label;
  pen.fillText(text, right + 20, y);
}

/** Marks what has no place on the axis: a cross for NaN, triangles for the infinities and for what a logarithm lacks. */
export function paintGaps(pen: Pen, { gaps }: LinesScene, { px, left, right, top, bottom }: Geometry): void {
  pen.lineWidth = 1.5;
  for (const { x, kind, color } of gaps) {
    const at = px(x);
    if (at < left || at > right) continue;
    pen.strokeStyle = color;
    pen.beginPath();
    for (const [dx, dy, isFirst] of GAP_SHAPES[kind]) {
      const y = (kind === 'above' ? top + 5 : bottom - 5) + dy;
      if (isFirst) pen.moveTo(at + dx, y);
      else pen.lineTo(at + dx, y);
    }
    pen.stroke();
  }
}

const GAP_SHAPES: Record<GapKind, [dx: number, dy: number, isFirst?: true][]> = {
  nan: [
    [-3, -3, true],
    [3, 3],
    [3, -3, true],
    [-3, 3],
  ],
  above: [
    [-4, 3, true],
    [4, 3],
    [0, -4],
    [-4, 3],
  ],
  below: [
    [-4, -3, true],
    [4, -3],
    [0, 4],
    [-4, -3],
  ],
  'not-positive': [
    [-3, -2, true],
    [3, -2],
    [0, 3],
    [-3, -2],
  ],
};

function logOf({ left, right }: LinesScene, { side }: DrawnLine): boolean {
  return side === 'right' && right ? right.log : left.log;
}

/** Draws within the plot. */
function clipped(pen: Pen, geometry: Geometry, draw: (places: Record<DrawnLine['side'], Place>) => void): void {
  const { left, right, top, bottom } = geometry;
  const places = { left: geometry.place('left'), right: geometry.place('right') };
  pen.save();
  pen.beginPath();
  pen.rect(left - DOT_ROOM, top - DOT_ROOM, right - left + 2 * DOT_ROOM, bottom - top + 2 * DOT_ROOM);
  pen.clip();
  pen.lineJoin = 'round';
  draw(places);
  pen.restore();
}
