import { linearTicks } from '../charts/axes/ticks.ts';
import type { Ink } from '../charts/ink.ts';
import { withAlpha } from '../core/colors.ts';
import type { Box } from './frame.ts';
import { type Interval, type Phi, type SearchLine, WOLFE } from './line-search.ts';

export interface PhiColors {
  curve: string;
  falls: string;
  level: string;
  both: string;
}

export interface PhiScene {
  phi: Phi;
  line: SearchLine;
  to: number;
  box: Box;
  ink: Ink;
  colors: PhiColors;
}

type Pen = CanvasRenderingContext2D;

/** Below the plot, a strip a condition. */
export const STRIP = 10;
const STRIP_GAP = 4;
export const STRIPS = 3;
export const PHI_ROOM = { left: 60, right: 14, top: 12, bottom: 26 + STRIPS * (STRIP + STRIP_GAP) };
const TANGENT = 16;
const MOST_ABOVE = 0.6;

/** Lowest and highest value that is drawn: all below φ(0), and as much above as leaves the fall visible. */
export function phiSpan({ values }: Phi, { start, trials }: SearchLine): [number, number] {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(start.value, ...finite);
  const highest = Math.max(start.value, ...finite, ...trials.map(({ value }) => value).filter(Number.isFinite));
  const fall = start.value - low || Math.abs(start.value) || 1;
  const high = Math.min(highest, start.value + MOST_ABOVE * fall);
  const room = 0.08 * (high - low || fall);
  return [low - room, high + room];
}

export function paintPhi(pen: Pen, scene: PhiScene): void {
  const { phi, line, to, box, ink, colors } = scene;
  const [low, high] = phiSpan(phi, line);
  const bottom = box.top + box.height;
  const px = (alpha: number) => box.left + (alpha / to) * box.width;
  const py = (value: number) => bottom - ((value - low) / (high - low)) * box.height;

  for (const [from, until] of phi.both) {
    pen.fillStyle = withAlpha(colors.both, 0.16);
    pen.fillRect(px(from), box.top, px(until) - px(from), box.height);
  }
  paintAxes(pen, scene, { low, high, px, py });

  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top, box.width, box.height);
  pen.clip();
  const bound = (slope: number, color: string, dash: number[]) => {
    pen.strokeStyle = color;
    pen.lineWidth = 1.5;
    pen.setLineDash(dash);
    stroke(pen, [px(0), py(line.start.value)], [px(to), py(line.start.value + slope * to)]);
    pen.setLineDash([]);
  };
  bound(WOLFE.decrease * line.start.slope, colors.falls, [6, 3]);
  bound(WOLFE.curvature * line.start.slope, colors.level, [2, 3]);
  pen.strokeStyle = colors.curve;
  pen.lineWidth = 2;
  pen.lineJoin = 'round';
  pen.beginPath();
  let isOn = false;
  for (const [index, alpha] of phi.alphas.entries()) {
    const y = py(phi.values[index] ?? Number.NaN);
    const isDrawn = Number.isFinite(y);
    if (isDrawn && isOn) pen.lineTo(px(alpha), Math.max(-1e4, y));
    else if (isDrawn) pen.moveTo(px(alpha), Math.max(-1e4, y));
    isOn = isDrawn;
  }
  pen.stroke();
  pen.restore();
  paintTrials(pen, scene, px, py);

  const strips: [readonly Interval[], string][] = [
    [phi.falls, colors.falls],
    [phi.level, colors.level],
    [phi.both, colors.both],
  ];
  for (const [index, [intervals, color]] of strips.entries()) {
    const top = bottom + 24 + index * (STRIP + STRIP_GAP);
    pen.fillStyle = ink.grid;
    pen.fillRect(box.left, top, box.width, STRIP);
    pen.fillStyle = color;
    for (const [from, until] of intervals) pen.fillRect(px(from), top, Math.max(1, px(until) - px(from)), STRIP);
  }
}

function paintAxes(
  pen: Pen,
  { to, box, ink }: PhiScene,
  { low, high, px, py }: { low: number; high: number; px: (alpha: number) => number; py: (value: number) => number },
): void {
  const bottom = box.top + box.height;
  pen.font = `11px ${ink.font}`;
  pen.textBaseline = 'middle';
  pen.lineWidth = 1;
  pen.textAlign = 'right';
  for (const { value, label } of linearTicks(low, high, Math.max(2, Math.floor(box.height / 44)))) {
    pen.strokeStyle = ink.grid;
    stroke(pen, [box.left, py(value)], [box.left + box.width, py(value)]);
    pen.fillStyle = ink.text;
    pen.fillText(String(label), box.left - 6, py(value));
  }
  pen.textAlign = 'center';
  for (const { value, label } of linearTicks(0, to, Math.max(2, Math.floor(box.width / 80))))
    pen.fillText(String(label), Math.min(px(value), box.left + box.width - 12), bottom + 12);
  pen.strokeStyle = ink.axis;
  stroke(pen, [box.left, bottom], [box.left + box.width, bottom]);
}

/** The distances that were tried, numbered, each with its slope; one that lies above the plot stands at its edge. */
function paintTrials(
  pen: Pen,
  { line, to, box, ink, colors }: PhiScene,
  px: (alpha: number) => number,
  py: (value: number) => number,
): void {
  pen.textAlign = 'center';
  pen.textBaseline = 'middle';
  for (const [index, { alpha, value, slope }] of [line.start, ...line.trials].entries()) {
    if (alpha > to) continue;
    const x = px(alpha);
    const isAbove = !(py(value) >= box.top);
    const y = isAbove ? box.top + 9 : py(value);
    if (!isAbove && Number.isFinite(slope)) {
      const [dx, dy] = [px(1) - px(0), py(slope) - py(0)];
      const share = TANGENT / Math.hypot(dx, dy);
      pen.strokeStyle = ink.label;
      pen.lineWidth = 1;
      stroke(pen, [x - dx * share, y - dy * share], [x + dx * share, y + dy * share]);
    }
    const isAccepted = index > 0 && alpha === line.accepted;
    if (isAccepted) {
      pen.beginPath();
      pen.arc(x, y, 11, 0, 2 * Math.PI);
      pen.strokeStyle = colors.both;
      pen.lineWidth = 2.5;
      pen.stroke();
    }
    pen.beginPath();
    pen.arc(x, y, 7.5, 0, 2 * Math.PI);
    pen.fillStyle = ink.surface;
    pen.fill();
    pen.strokeStyle = ink.label;
    pen.lineWidth = 1.5;
    pen.stroke();
    pen.font = `600 ${index > 9 ? 8 : 10}px ${ink.font}`;
    pen.fillStyle = ink.label;
    pen.fillText(isAbove ? '↑' : String(index), x, y);
  }
}

function stroke(pen: Pen, from: [number, number], to: [number, number]): void {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}
