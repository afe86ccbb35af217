import { crowdedKinds, type EventMark } from './event-marks.ts';
import type { Geometry } from './geometry.ts';
import type { Ink } from './ink.ts';
import type { Junction } from './marks.ts';

/** What is marked on a chart besides its values. */
export interface ChartMarks {
  events: readonly EventMark[];
  junctions: readonly Junction[];
}

type Pen = CanvasRenderingContext2D;

const SHORT = 10;
const DOT = 3.5;

/**
 * Draws what happened in runs, and where forked lines go on, as the page lays it over the chart. Nobody can point at a picture:
 * each kind is named at its first mark.
 */
export function paintMarks(pen: Pen, { events, junctions }: ChartMarks, geometry: Geometry, ink: Ink): void {
  const { left, right, top, bottom, px, py } = geometry;
  const isInside = ({ x }: { x: number }) => px(x) >= left - 0.5 && px(x) <= right + 0.5;
  const crowded = crowdedKinds(events, geometry);
  const named = new Set<EventMark['kind']>();
  pen.lineWidth = 1;
  for (const { x, kind, color } of events.filter(isInside)) {
    const at = px(x);
    pen.strokeStyle = color ?? ink.text;
    pen.fillStyle = color ?? ink.text;
    stroke(pen, [at, top], [at, color !== null || crowded.has(kind) ? top + SHORT : bottom], [3, 3]);
    if (!crowded.has(kind)) {
      pen.beginPath();
      pen.moveTo(at - 4, top - 5);
      pen.lineTo(at + 4, top - 5);
      pen.lineTo(at, top + 1);
      pen.closePath();
      pen.fill();
    }
    if (named.has(kind)) continue;
    named.add(kind);
    pen.font = `10px ${ink.font}`;
    pen.textAlign = 'start';
    pen.fillText(kind, at + 4, top + 6);
  }
  for (const { x, value, color } of junctions.filter(isInside)) {
    pen.strokeStyle = color;
    stroke(pen, [px(x), top], [px(x), bottom], [2, 4]);
    pen.lineWidth = 1.5;
    pen.fillStyle = ink.surface;
    pen.beginPath();
    pen.arc(px(x), py(value), DOT, 0, 2 * Math.PI);
    pen.fill();
    pen.stroke();
    pen.lineWidth = 1;
  }
}

function stroke(pen: Pen, from: [number, number], to: [number, number], dash: number[]): void {
  pen.setLineDash(dash);
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
  pen.setLineDash([]);
}
