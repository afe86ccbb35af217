import type { DrawnLine } from './drawn-line.ts';
import type { Geometry } from './geometry.ts';
import { mainValues } from './main-values.ts';

/** A line farther from the pointer than so many pixels is not meant. */
const REACH = 40;

/** The line that a pointer means: the one with the least distance in y where the pointer is; null when none is near. */
export function nearestLine(drawn: readonly DrawnLine[], px: number, py: number, geometry: Geometry): DrawnLine | null {
  let nearest: DrawnLine | null = null;
  let least = REACH;
  const x = geometry.x(px);
  for (const each of drawn) {
    const value = valueAt(each, x);
    if (value === null || each.strength < 1) continue;
    const distance = Math.abs(geometry.py(value, each.side) - py);
    if (distance >= least) continue;
    least = distance;
    nearest = each;
  }
  return nearest;
}

/** The value of the line as it is drawn at `x`; null where it is not drawn. */
function valueAt({ line }: DrawnLine, x: number): number | null {
  const piece = line.pieces().find(([from, to]) => x >= line.x(from) && x <= line.x(to - 1));
  if (!piece) return null;
  let [low, high] = [piece[0], piece[1] - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (line.x(middle) <= x) low = middle;
    else high = middle;
  }
  return between(line, x, low, high);
}

/** On the straight line from one bucket to the next, or that of the two which has a value. */
function between(line: DrawnLine['line'], x: number, low: number, high: number): number | null {
  const main = mainValues(line);
  const [a, b] = [main[low] ?? Number.NaN, main[high] ?? Number.NaN];
  if (!Number.isFinite(a)) return Number.isFinite(b) ? b : null;
  const width = line.x(high) - line.x(low);
  return Number.isFinite(b) && width > 0 ? a + (b - a) * ((x - line.x(low)) / width) : a;
}
