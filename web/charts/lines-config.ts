import type { ChartConfiguration } from 'chart.js';
import type { XKind } from './axes/x-kind.ts';
import type { Ink } from './ink.ts';
import type { LinesScene, ValueAxis } from './lines-scene.ts';

const X_TYPES: Record<XKind, string> = { step: 'step', relative: 'duration', time: 'clock', metric: 'quantity' };
const LOG_X_TYPES: Record<XKind, string> = { step: 'log', relative: 'log-duration', time: 'clock', metric: 'log' };
/** Room right of a plot without names at the ends of its lines. */
const MARGIN = 8;

/**
 * The axes of a line chart, for Chart.js. The lines are drawn by `paintScene`: it is quicker, and knows our columns.
 * `labelRoom` is the width of the names right of the plot. `growthRoom` is the share of an axis that is kept free for the
 * next points, so that the axes stay as they are for a while.
 */
export function linesConfig(
  scene: LinesScene,
  ink: Ink,
  labelRoom: number,
  growthRoom = 0,
): ChartConfiguration<'line'> {
  const { x, left, right } = withRoom(scene, growthRoom);
  return {
    type: 'line',
    data: { datasets: [] },
    options: {
      animation: false,
      events: [],
      layout: { padding: { top: 8, right: right ? 4 : Math.max(MARGIN, labelRoom) } },
      scales: {
        x: xScale(x, ink),
        y: yScale(left, ink, 'left'),
        ...(right && { right: yScale(right, ink, 'right') }),
      } as never, // the scale types are ours
    },
  };
}

type Axes = Pick<LinesScene, 'x' | 'left' | 'right'>;

/** A linear y axis ends at round values, which give it room by themselves. */
function withRoom({ x, left, right, isZoomed }: LinesScene, room: number): Axes {
  if (room === 0) return { x, left, right };
  const withLogRoom = (axis: ValueAxis) =>
    axis.log ? { ...axis, extent: extended(axis.extent, true, room, room) } : axis;
  return {
    x: isZoomed ? x : { ...x, extent: extended(x.extent, x.log, 0, room) },
    left: withLogRoom(left),
    right: right && withLogRoom(right),
  };
}

function extended(extent: readonly [number, number] | null, log: boolean, below: number, above: number) {
  if (!extent) return extent;
  const [low, high] = log ? extent.map(Math.log) : extent;
  if (low === undefined || high === undefined || !Number.isFinite(high - low)) return extent;
  const [from, to] = [low - below * (high - low), high + above * (high - low)];
  return (log ? [Math.exp(from), Math.exp(to)] : [from, to]) as [number, number];
}

function tickStyle(ink: Ink, padding: number) {
  return { color: ink.text, font: { family: ink.font, size: 11 }, padding, maxRotation: 0 };
}

function xScale({ kind, log, extent, title }: LinesScene['x'], ink: Ink) {
  return {
    axis: 'x',
    type: log ? LOG_X_TYPES[kind] : X_TYPES[kind],
    ...(extent && { min: extent[0], max: extent[1] }),
    grid: { display: false },
    border: { color: ink.axis },
    ticks: tickStyle(ink, 4),
    ...(title !== '' && {
      title: {
        display: true,
        text: title,
        align: 'end',
        color: ink.text,
        font: { family: ink.font, size: 11 },
        padding: 0,
      },
    }),
  };
}

function yScale({ log, range, extent, unit }: ValueAxis, ink: Ink, position: 'left' | 'right') {
  return {
    axis: 'y',
    position,
    type: log ? 'log' : 'value',
    unit,
    ...(extent && { suggestedMin: extent[0], suggestedMax: extent[1] }),
    ...(range && { min: range[0], max: range[1] }),
    grid: { color: ink.grid, drawTicks: false, display: position === 'left' },
    border: { display: false },
    ticks: tickStyle(ink, 6),
  };
}
