import type { ChartDataset, Point } from 'chart.js';
import { MOST_CLOCK_PIECES } from '../../shared/query.ts';
import { withAlpha } from '../core/colors.ts';
import { type Excursion, excursionsOf } from './excursions.ts';
import { isSmoothed, mainValues } from './main-values.ts';
import type { SeriesLine } from './series-line.ts';

/** A line with its style. */
export interface DrawnLine {
  line: SeriesLine;
  label: string;
  color: string;
  dash: number[];
  /** What another line's hovering does to this one. */
  emphasis: 'normal' | 'strong' | 'faint';
}

/** Up to so many points each is worth a dot. */
const MOST_DOTS = 40;
/** A dot at the edge is drawn whole. */
const DOT_ROOM = 4;
const LONE_DOT = 2;

type Range = readonly [from: number, to: number];
type DataSet = ChartDataset<'line', Point[]>;

/**
 * A line as Chart.js datasets, back to front: the band from minimum to maximum, the raw line when smoothed, the line,
 * and the extremes that these would hide. Each piece is drawn by itself, in order of x.
 */
export function toDatasets(drawn: DrawnLine, log: boolean): DataSet[] {
  const pieces = drawn.line.pieces();
  if (pieces.length > MOST_CLOCK_PIECES) return [dotsOnly(drawn, log)];
  const excursions = excursionsOf(drawn.line);
  return pieces.flatMap((range) => pieceOf(drawn, log, range, excursions));
}

function pieceOf(drawn: DrawnLine, log: boolean, [from, to]: Range, excursions: readonly Excursion[]): DataSet[] {
  const { line, color, dash, emphasis } = drawn;
  const { columns } = line;
  const strength = emphasis === 'faint' ? 0.25 : 1;
  const smoothed = isSmoothed(line);
  const points = (values: number[]) =>
    values.slice(from, to).map((value, index) => ({ x: line.x(from + index), y: drawable(value, log) }));
  const plain = plainLine(drawn);

  const sets: DataSet[] = [];
  if (!line.raw) {
    const fillColor = withAlpha(color, (smoothed ? 0.09 : 0.17) * strength);
    sets.push({ ...plain, data: points(columns.max) });
    sets.push({ ...plain, data: points(columns.min), fill: '-1', backgroundColor: fillColor });
  }
  if (smoothed) {
    sets.push({ ...plain, data: points(columns.mean), borderColor: withAlpha(color, 0.28 * strength), borderWidth: 1 });
  }
  const ink = withAlpha(color, strength);
  const main = points(mainValues(line));
  sets.push({
    ...plain,
    data: main,
    borderColor: ink,
    backgroundColor: ink,
    borderWidth: emphasis === 'strong' ? 2.5 : 1.5,
    borderDash: dash,
    pointRadius: dots(main),
  });
  for (const extremes of ['max', 'min'] as const) {
    const inside = excursions.filter((each) => each.extremes === extremes && each.from >= from && each.from < to);
    if (inside.length > 0) sets.push(hairline(drawn, log, [from, to], inside));
  }
  return sets;
}

function plainLine({ label }: DrawnLine) {
  return { clip: DOT_ROOM, borderWidth: 0, pointRadius: 0, fill: false as const, label };
}

/** Lone extremes as a stroke from the line, with a dot; several in a row joined from the bucket before to the one behind. */
function hairline(drawn: DrawnLine, log: boolean, [first, end]: Range, excursions: readonly Excursion[]): DataSet {
  const { line, color, emphasis } = drawn;
  const main = mainValues(line);
  const data: Point[] = [];
  const radii: number[] = [];
  const add = (index: number, values: readonly number[], radius = 0) => {
    data.push({ x: line.x(index), y: drawable(values[index] ?? Number.NaN, log) });
    radii.push(radius);
  };
  for (const { from, to, extremes } of excursions) {
    const values = line.columns[extremes];
    if (to - from === 1) {
      add(from, main);
      add(from, values, LONE_DOT);
      add(from, main);
    } else {
      for (let index = Math.max(first, from - 1); index <= Math.min(end - 1, to); index++) add(index, values);
    }
    data.push({ x: data.at(-1)?.x ?? 0, y: Number.NaN });
    radii.push(0);
  }
  const ink = withAlpha(color, emphasis === 'faint' ? 0.25 : 1);
  return { ...plainLine(drawn), data, borderColor: ink, backgroundColor: ink, borderWidth: 1, pointRadius: radii };
}

function dotsOnly(drawn: DrawnLine, log: boolean): DataSet {
  const { line, color, emphasis } = drawn;
  const data = mainValues(line)
    .map((value, index) => ({ x: line.x(index), y: drawable(value, log) }))
    .sort((a, b) => a.x - b.x);
  const ink = withAlpha(color, emphasis === 'faint' ? 0.25 : 1);
  return { ...plainLine(drawn), data, backgroundColor: ink, pointRadius: 1.5, showLine: false };
}

function drawable(value: number, log: boolean): number {
  return Number.isFinite(value) && (!log || value > 0) ? value : Number.NaN;
}

/** Dots where a line alone would not show: on short lines, and on a point between two gaps. */
function dots(points: Point[]): number | number[] {
  if (points.length <= MOST_DOTS) return 2;
  const gap = (index: number) => Number.isNaN(points[index]?.y ?? Number.NaN);
  if (!points.some((_, index) => gap(index))) return 0;
  return points.map((_, index) => (gap(index - 1) && gap(index + 1) ? 2 : 0));
}
