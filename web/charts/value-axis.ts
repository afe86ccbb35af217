import { betterDirection, metricKind } from '../../shared/metric-names.ts';
import type { DrawnLine } from './drawn-line.ts';
import { mainValues } from './main-values.ts';
import type { PlotLine } from './plot-line.ts';

/** A loss that falls by so many times is drawn on a logarithmic axis: on a linear one, most of it would be a flat line. */
const DECADES_APART = 100;

/**
 * Whether the values themselves ask for a logarithmic axis: all metrics drawn are better when lower, no value is 0 or
 * below, and one series falls by two decades or more, or diverges by as much. It depends on whole series, so that zooming in changes nothing.
 */
export function isAutoLog(lines: readonly PlotLine[], isComputed: (key: string) => boolean = () => false): boolean {
  const known = lines.filter(({ extremes }) => extremes !== null);
  if (known.length === 0) return false;
  const isLoss = ({ key }: PlotLine) =>
    !isComputed(key) && metricKind(key) === 'result' && betterDirection(key) === 'min';
  const isPositive = ({ extremes }: PlotLine) => (extremes?.low ?? 0) > 0;
  return (
    known.every((line) => isLoss(line) && isPositive(line)) &&
    known.some((line) => fallsFar(line) || endsFarAbove(line))
  );
}

function fallsFar({ extremes }: PlotLine): boolean {
  return extremes !== null && extremes.highStep < extremes.lowStep && extremes.high / extremes.low >= DECADES_APART;
}

/** A spike that comes down again is none: it is seen on a linear axis. */
function endsFarAbove({ extremes, last }: PlotLine): boolean {
  return extremes !== null && last !== null && Number.isFinite(last) && last / extremes.low >= DECADES_APART;
}

/** The lowest and highest value that the lines and their bands reach; null without one. */
export function extentOfValues(drawn: readonly DrawnLine[], log: boolean): [number, number] | null {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const include = (values: readonly number[]) => {
    for (const value of values) {
      if (!Number.isFinite(value) || (log && value <= 0)) continue;
      if (value < low) low = value;
      if (value > high) high = value;
    }
  };
  for (const { line } of drawn) {
    include(line.columns.min);
    include(line.columns.max);
    if (mainValues(line) === line.columns.smoothed) include(line.columns.smoothed);
  }
  return low <= high ? [low, high] : null;
}
