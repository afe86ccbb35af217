import type { XKind } from './axes/x-kind.ts';
import type { PlotLine } from './plot-line.ts';

/** A line that begins within this share of the axis lets the axis begin at 0, so that charts line up. */
const NEAR_ZERO = 0.25;

/** Half the axis of a single x: one step, or a second. */
const ROOM_OF_ONE = { step: 0.5, relative: 500, time: 500, metric: 0.5 } as const;

/** From the lowest to the highest x drawn, never without width; null when nothing is drawn. With `log`, of those above 0. */
export function extentOf(lines: readonly PlotLine[], x: XKind, log = false): readonly [number, number] | null {
  const [first, last] = placesOf(lines, log);
  if (!Number.isFinite(first) || !Number.isFinite(last)) return null;
  if (log) return first < last ? [first, last] : [first / 2, first * 2];
  const begin = x !== 'time' && first >= 0 && first < NEAR_ZERO * last ? 0 : first;
  if (begin < last) return [begin, last];
  const room = ROOM_OF_ONE[x];
  return x === 'relative' && first >= 0 ? [Math.max(0, first - room), first + room] : [first - room, first + room];
}

/** The lowest and highest x of all buckets; infinite without any. */
function placesOf(lines: readonly PlotLine[], log: boolean): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const line of lines) {
    for (const [from, to] of line.pieces()) {
      let begin = from;
      while (log && begin < to && line.x(begin) <= 0) begin++;
      if (begin === to) continue;
      first = Math.min(first, line.x(begin));
      last = Math.max(last, line.x(to - 1));
    }
  }
  return [first, last];
}
