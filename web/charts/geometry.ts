import type { Chart, Scale } from 'chart.js';
import { type Area, type Place, pixelOf } from './place.ts';

export type Side = 'left' | 'right';

/** Where a chart has its axes now, so that what is laid over the canvas meets it to the pixel. */
export interface Geometry extends Area {
  width: number;
  height: number;
  px: (x: number) => number;
  /** The place of a value inside the plot: one that is outside lies on its edge. */
  py: (y: number, side?: Side) => number;
  /** The x that a pixel stands for. */
  x: (px: number) => number;
  y: (py: number, side?: Side) => number;
  /** For drawing the lines of a side. */
  place: (side: Side) => Place;
}

export function geometryOf(chart: Chart): Geometry | null {
  const { x, y, right: second = y } = chart.scales;
  if (!x || !y || !second || !chart.chartArea) return null;
  const { left, right, top, bottom } = chart.chartArea;
  const area = { left, right, top, bottom };
  const scale = (side: Side) => (side === 'right' ? second : y);
  const inside = (pixel: number) => Math.max(top, Math.min(bottom, pixel));
  return {
    ...area,
    width: chart.width,
    height: chart.height,
    px: (value) => x.getPixelForValue(value),
    py: (value, side = 'left') => inside(scale(side).getPixelForValue(value)),
    x: (px) => Number(x.getValueForPixel(px)),
    y: (py, side = 'left') => Number(scale(side).getValueForPixel(py)),
    place: (side) => placeOf(area, x, scale(side)),
  };
}

function placeOf(area: Area, x: Scale, y: Scale): Place {
  return { area, px: pixelOf(x), py: pixelOf(y) };
}
