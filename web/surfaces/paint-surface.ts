import { linearTicks } from '../charts/axes/ticks.ts';
import { withAlpha } from '../core/colors.ts';
import { digitsApart, formatShort, formatValue } from '../core/format.ts';
import type { Box } from './frame.ts';
import { levelShare } from './levels.ts';
import { groundColor } from './map-colors.ts';
import type { SurfaceScene } from './scene.ts';

type Pen = CanvasRenderingContext2D;
type Ground = Pick<SurfaceScene, 'frame' | 'ink' | 'theme' | 'names' | 'map' | 'graph'>;

/** Room for axes and the scale of colours around the plot. */
export const ROOM = { left: 48, right: 12, top: 10, bottom: 26, scale: 56 };
const TICK_GAP = 70;
const ROW_GAP = 48;
const SCALE_WIDTH = 10;
const MOST_SCALE_LABELS = 7;

/** What lies under the paths: ground, lines of equal value, axes. It changes with the view alone. */
export function paintGround(pen: Pen, scene: Ground): void {
  const { box } = scene.frame;
  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  if (scene.map) paintContours(pen, scene);
  else if (scene.graph) paintGraph(pen, scene);
  pen.restore();
  paintAxes(pen, scene);
  if (scene.map) paintScale(pen, scene);
}

export function paintContours(pen: Pen, { frame, map, theme, ink }: Ground): void {
  if (!map) return;
  const { box } = frame;
  pen.fillStyle = groundColor(0, theme, ink.surface);
  pen.fillRect(box.left, box.top, box.width, box.height);
  pen.lineWidth = 1;
  pen.lineJoin = 'round';
  for (const [index, { rings }] of map.contours.entries()) {
    pen.beginPath();
    for (const ring of rings) {
      for (const [at, [x, y]] of ring.entries()) {
        if (at === 0) pen.moveTo(frame.px(x), frame.py(y));
        else pen.lineTo(frame.px(x), frame.py(y));
      }
      pen.closePath();
    }
    pen.fillStyle = groundColor(levelShare(map.levels, index), theme, ink.surface);
    pen.fill();
    pen.strokeStyle = withAlpha(ink.label, theme === 'dark' ? 0.16 : 0.2);
    pen.stroke();
  }
}

export function paintGraph(pen: Pen, { frame, graph, ink }: Ground): void {
  if (!graph) return;
  pen.strokeStyle = ink.label;
  pen.lineWidth = 1.5;
  pen.lineJoin = 'round';
  pen.beginPath();
  let isOn = false;
  for (const [index, x] of graph.x.entries()) {
    const y = graph.y[index] ?? Number.NaN;
    if (!Number.isFinite(y)) {
      isOn = false;
      continue;
    }
    const [px, py] = [frame.px(x), Math.max(-1e4, Math.min(1e4, frame.py(y)))];
    if (isOn) pen.lineTo(px, py);
    else pen.moveTo(px, py);
    isOn = true;
  }
  pen.stroke();
}

function paintAxes(pen: Pen, { frame, ink, names, graph }: Ground): void {
  const { box, view } = frame;
  const bottom = box.top + box.height;
  const across = linearTicks(view.x[0], view.x[1], Math.max(2, Math.floor(box.width / TICK_GAP)));
  const up = linearTicks(view.y[0], view.y[1], Math.max(2, Math.floor(box.height / ROW_GAP)));
  pen.lineWidth = 1;
  pen.strokeStyle = ink.grid;
  if (graph) for (const { value } of up) line(pen, box.left, frame.py(value), box.left + box.width, frame.py(value));
  pen.strokeStyle = ink.axis;
  line(pen, box.left, bottom, box.left + box.width, bottom);
  if (!graph) line(pen, box.left, box.top, box.left, bottom);
  pen.font = `11px ${ink.font}`;
  pen.fillStyle = ink.text;
  pen.textBaseline = 'middle';
  pen.textAlign = 'center';
  for (const { value, label } of across) {
    line(pen, frame.px(value), bottom, frame.px(value), bottom + 4);
    if (frame.px(value) < box.left + box.width - 24) pen.fillText(String(label), frame.px(value), bottom + 13);
  }
  pen.textAlign = 'right';
  for (const { value, label } of up) {
    if (!graph) line(pen, box.left - 4, frame.py(value), box.left, frame.py(value));
    if (frame.py(value) > box.top + 16) pen.fillText(String(label), box.left - 7, frame.py(value));
  }
  pen.fillStyle = ink.label;
  pen.font = `600 11px ${ink.font}`;
  pen.fillText(names.x, box.left + box.width, bottom + 13);
  pen.fillText(names.y, box.left - 7, box.top + 6);
  pen.textAlign = 'left';
}

/** Which colour is which value: the levels as bands, some with their values. */
function paintScale(pen: Pen, { frame, map, theme, ink }: Ground): void {
  const values = map?.levels.values ?? [];
  if (!map || values.length < 2) return;
  const { box } = frame;
  const left = box.left + box.width + 10;
  const band = box.height / (values.length + 1);
  for (let index = -1; index < values.length; index++) {
    const top = box.top + box.height - (index + 2) * band;
    pen.fillStyle =
      index < 0 ? groundColor(0, theme, ink.surface) : groundColor(levelShare(map.levels, index), theme, ink.surface);
    pen.fillRect(left, top, SCALE_WIDTH, band + 0.5);
  }
  const every = Math.ceil(values.length / MOST_SCALE_LABELS);
  const shown = values.filter((_, index) => index % every === 0);
  const digits = Math.min(3, digitsApart(shown));
  const label = (value: number) => (value >= 1e4 ? formatShort(value) : formatValue(value, digits));
  pen.font = `11px ${ink.font}`;
  pen.fillStyle = ink.text;
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  for (const [index, value] of values.entries())
    if (index % every === 0)
      pen.fillText(label(value), left + SCALE_WIDTH + 4, box.top + box.height - (index + 1) * band);
}

function line(pen: Pen, fromX: number, fromY: number, toX: number, toY: number): void {
  pen.beginPath();
  pen.moveTo(fromX, fromY);
  pen.lineTo(toX, toY);
  pen.stroke();
}

/** Where the plot lies in a picture of a size. */
export function plotBox(width: number, height: number, hasScale: boolean): Box {
  const right = hasScale ? ROOM.scale : ROOM.right;
  return {
    left: ROOM.left,
    top: ROOM.top,
    width: Math.max(1, width - ROOM.left - right),
    height: Math.max(1, height - ROOM.top - ROOM.bottom),
  };
}
