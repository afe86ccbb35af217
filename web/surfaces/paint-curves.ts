import type { Tick } from '../charts/axes/ticks.ts';
import type { Ink } from '../charts/ink.ts';
import { withAlpha } from '../core/colors.ts';
import type { Box } from './frame.ts';
import type { ValueLimits } from './value-limits.ts';

/** A value of a run over its steps. */
export interface StepLine {
  color: string;
  dash: number[];
  steps: readonly number[];
  y: Float64Array;
  /** The place of the step that is shown. */
  place: number;
  isDim: boolean;
}

export interface Curves {
  lines: readonly StepLine[];
  step: number;
  lastStep: number;
  box: Box;
  ink: Ink;
  limits: ValueLimits;
  ticks: { x: readonly Tick[]; y: readonly Tick[] };
}

type Pen = CanvasRenderingContext2D;

/** Lines over steps, with a cursor at the step that is shown. */
export function paintCurves(pen: Pen, { lines, step, lastStep, box, ink, limits, ticks }: Curves): void {
  const scaled = limits.isLog ? Math.log10 : (value: number) => value;
  const [low, high] = [scaled(limits.low), scaled(limits.high)];
  const bottom = box.top + box.height;
  const px = (at: number) => box.left + (at / Math.max(1, lastStep)) * box.width;
  const py = (value: number) => bottom - ((scaled(value) - low) / (high - low || 1)) * box.height;

  pen.font = `11px ${ink.font}`;
  pen.textBaseline = 'middle';
  pen.lineWidth = 1;
  pen.textAlign = 'right';
  for (const { value, label } of ticks.y) {
    pen.strokeStyle = ink.grid;
    stroke(pen, [box.left, py(value)], [box.left + box.width, py(value)]);
    pen.fillStyle = ink.text;
    pen.fillText(String(label), box.left - 6, py(value));
  }
  pen.textAlign = 'center';
  for (const { value, label } of ticks.x)
    pen.fillText(String(label), Math.min(px(value), box.left + box.width - 3 * String(label).length), bottom + 12);
  pen.strokeStyle = ink.axis;
  stroke(pen, [box.left, bottom], [box.left + box.width, bottom]);

  pen.save();
  pen.beginPath();
  pen.rect(box.left, box.top - 4, box.width + 8, box.height + 4);
  pen.clip();
  pen.lineJoin = 'round';
  for (const line of [...lines].sort((a, b) => Number(b.isDim) - Number(a.isDim))) {
    pen.lineWidth = 1.5;
    pen.setLineDash(line.dash);
    pen.strokeStyle = withAlpha(line.color, line.isDim ? 0.25 : 0.4);
    trace(pen, line, [line.place, line.steps.length - 1], px, py);
    pen.strokeStyle = withAlpha(line.color, line.isDim ? 0.25 : 1);
    trace(pen, line, [0, line.place], px, py);
    pen.setLineDash([]);
  }
  pen.strokeStyle = ink.accent;
  pen.lineWidth = 1;
  stroke(pen, [px(step), box.top], [px(step), bottom]);
  for (const { place, steps, y, color, isDim } of lines) {
    const [x, value] = [px(steps[place] ?? Number.NaN), py(y[place] ?? Number.NaN)];
    if (!Number.isFinite(x + value) || isDim) continue;
    pen.beginPath();
    pen.arc(x, value, 3.5, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
  }
  pen.restore();
}

function trace(
  pen: Pen,
  { steps, y }: StepLine,
  [from, to]: readonly [number, number],
  px: (step: number) => number,
  py: (value: number) => number,
): void {
  pen.beginPath();
  for (let place = Math.max(0, from); place <= to; place++) {
    const at = py(y[place] ?? Number.NaN);
    if (Number.isFinite(at)) pen.lineTo(px(steps[place] ?? 0), Math.max(-1e4, Math.min(1e4, at)));
  }
  pen.stroke();
}

function stroke(pen: Pen, from: [number, number], to: [number, number]): void {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}
