import type { XAxis } from '../../shared/query.ts';
import type { SeriesLine } from './series-line.ts';

/** A line that begins within this share of the axis lets the axis begin at 0, so that charts line up. */
const NEAR_ZERO = 0.25;

/** Half the axis of a single x: one step, or a second. */
const ROOM_OF_ONE = { step: 0.5, relative: 500, time: 500 } as const;

/** From the lowest to the highest x drawn, never without width; null when nothing is drawn. */
export function extentOf(lines: readonly SeriesLine[], x: XAxis): readonly [number, number] | null {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    for (let index = 0; index < line.length; index++) {
      first = Math.min(first, line.x(index));
      last = Math.max(last, line.x(index));
    }
  }
  if (!Number.isFinite(first) || !Number.isFinite(last)) return null;
  const begin = x !== 'time' && first >= 0 && first < NEAR_ZERO * last ? 0 : first;
  if (begin < last) return [begin, last];
  const room = ROOM_OF_ONE[x];
  return x === 'relative' && first >= 0 ? [Math.max(0, first - room), first + room] : [first - room, first + room];
}
