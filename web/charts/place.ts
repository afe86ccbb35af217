import type { Scale } from 'chart.js';

/** The box of a plot in CSS pixels. */
export interface Area {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Where values lie on the canvas, in CSS pixels. */
export interface Place {
  area: Area;
  px(x: number): number;
  /** Far beyond the plot the place is no longer exact, only outside. */
  py(y: number): number;
}

/** A canvas takes coordinates of any size, but some draw nothing past 2^15 pixels. */
const FAR = 10_000;

/** A scale as a function that is quick enough to be called for each point. */
export function pixelOf(scale: Scale): (value: number) => number {
  const isLog = scale.type === 'log';
  const [low, high] = isLog ? [Math.log10(scale.min), Math.log10(scale.max)] : [scale.min, scale.max];
  const [from, to] = scale.isHorizontal() ? [scale.left, scale.right] : [scale.bottom, scale.top];
  const perUnit = (to - from) / (high - low);
  if (!Number.isFinite(perUnit) || !Number.isFinite(high - low))
    return (value) => limited(scale.getPixelForValue(value));
  if (isLog) return (value) => limited(value > 0 ? from + (Math.log10(value) - low) * perUnit : from);
  return (value) => limited(from + (value - low) * perUnit);
}

function limited(pixel: number): number {
  return pixel > FAR ? FAR : pixel < -FAR ? -FAR : pixel;
}
