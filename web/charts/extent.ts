import type { XAxis } from '../../shared/query.ts';
import type { SeriesLine } from './series-line.ts';

/** A line that begins within this share of the axis lets the axis begin at 0, so that charts line up. */
const NEAR_ZERO = 0.25;

/** From the first to the last x drawn; null when that is no stretch. */
export function extentOf(lines: readonly SeriesLine[], x: XAxis): readonly [number, number] | null {
  const first = Math.min(...lines.map((line) => line.x(0)));
  const last = Math.max(...lines.map((line) => line.x(line.length - 1)));
  const begin = x !== 'time' && first >= 0 && first < NEAR_ZERO * last ? 0 : first;
  return begin < last && Number.isFinite(last - begin) ? [begin, last] : null;
}
