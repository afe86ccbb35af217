import { isSmoothable } from '../../shared/metric-names.ts';
import type { PlotLine } from './plot-line.ts';

/** Whether the moving average is drawn. It depends on the whole series, so that zooming in changes nothing. */
export function isSmoothed(line: PlotLine): boolean {
  return line.columns.smoothed.length > 0 && isSmoothable(line.key, line.pointsOfAll);
}

/** The values of the line that the eye follows: the moving average, else the mean of each bucket. */
export function mainValues(line: PlotLine): number[] {
  return isSmoothed(line) ? line.columns.smoothed : line.columns.mean;
}
