import type { Chart } from 'chart.js';

/** Where a chart has its axes now, so that what is laid over the canvas meets it to the pixel. */
export interface Geometry {
  left: number;
  right: number;
  top: number;
  bottom: number;
  px: (x: number) => number;
  py: (y: number) => number;
  /** The x that a pixel stands for. */
  x: (px: number) => number;
}

export function geometryOf(chart: Chart): Geometry | null {
  const { x, y } = chart.scales;
  if (!x || !y || !chart.chartArea) return null;
  const { left, right, top, bottom } = chart.chartArea;
  return {
    left,
    right,
    top,
    bottom,
    px: (value) => x.getPixelForValue(value),
    py: (value) => Math.max(top, Math.min(bottom, y.getPixelForValue(value))),
    x: (px) => Number(x.getValueForPixel(px)),
  };
}
