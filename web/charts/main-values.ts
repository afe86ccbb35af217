import { isSmoothable } from '../../shared/metric-names.ts';
import type { SeriesLine } from './series-line.ts';

/** Whether the moving average is drawn. It depends on the whole series, so that zooming in changes nothing. */
export function isSmoothed(line: SeriesLine): boolean {
  return line.columns.smoothed.length > 0 && isSmoothable(line.key, line.pointsOfAll);
}

/** The values of the line that the eye follows: the moving average, else the mean of each bucket. */
export function mainValues(line: SeriesLine): number[] {
  return isSmoothed(line) ? line.columns.smoothed : line.columns.mean;
}
