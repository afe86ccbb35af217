import type { ChartDataset, Point } from 'chart.js';
import { isNeverSmoothed } from '../../shared/metric-names.ts';
import { withAlpha } from '../core/colors.ts';
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

/** A moving average of fewer points than this says less than the points themselves. */
const FEWEST_SMOOTHED = 30;
/** Up to so many points each is worth a dot. */
const MOST_DOTS = 40;
/** A dot at the edge is drawn whole. */
const DOT_ROOM = 4;

export function isSmoothed(line: SeriesLine): boolean {
  return line.columns.smoothed.length > 0 && line.points >= FEWEST_SMOOTHED && !isNeverSmoothed(line.key);
}

/** The values of the line that the eye follows: the moving average, else the mean of each bucket. */
export function mainValues(line: SeriesLine): number[] {
  return isSmoothed(line) ? line.columns.smoothed : line.columns.mean;
}

/** A line as Chart.js datasets, back to front: the band from minimum to maximum, the raw line when smoothed, the line. */
export function toDatasets(drawn: DrawnLine, log: boolean): ChartDataset<'line', Point[]>[] {
  const { line, color, dash, emphasis } = drawn;
  const { columns } = line;
  const strength = emphasis === 'faint' ? 0.25 : 1;
  const smoothed = isSmoothed(line);
  const points = (values: number[]) => values.map((value, index) => ({ x: line.x(index), y: drawable(value, log) }));
  const plain = { clip: DOT_ROOM, borderWidth: 0, pointRadius: 0, fill: false as const, label: drawn.label };

  const sets: ChartDataset<'line', Point[]>[] = [];
  if (!line.raw) {
    const fillColor = withAlpha(color, (smoothed ? 0.09 : 0.17) * strength);
    sets.push({ ...plain, data: points(columns.max) });
    sets.push({ ...plain, data: points(columns.min), fill: '-1', backgroundColor: fillColor });
  }
  if (smoothed) {
    sets.push({ ...plain, data: points(columns.mean), borderColor: withAlpha(color, 0.28 * strength), borderWidth: 1 });
  }
  const main = points(mainValues(line));
  sets.push({
    ...plain,
    data: main,
    borderColor: withAlpha(color, strength),
    backgroundColor: withAlpha(color, strength),
    borderWidth: emphasis === 'strong' ? 2.5 : 1.5,
    borderDash: dash,
    pointRadius: dots(main),
  });
  return sets;
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
