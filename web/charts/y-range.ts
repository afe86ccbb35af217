import type { DrawnLine } from './drawn-line.ts';
import { mainValues } from './main-values.ts';
import type { PlotLine } from './plot-line.ts';

export interface YRange {
  min: number;
  max: number;
  /** Buckets of the lines that lie outside. */
  outside: number;
  /** The lowest and highest of all values: how far away those outside are. */
  lowest: number;
  highest: number;
}

const LOW_SHARE = 0.05;
const PADDING = 0.05;

/**
 * The range that holds all but the lowest and highest twentieth of what is drawn, all lines together;
 * null when too little is drawn to tell an outlier.
 */
export function robustRange(
  lines: readonly PlotLine[],
  window: readonly [number, number] | null,
  log: boolean,
): YRange | null {
  const values = lines.flatMap((line) =>
    mainValues(line).filter((value, index) => {
      if (!Number.isFinite(value) || (log && value <= 0)) return false;
      return !window || (line.x(index) >= window[0] && line.x(index) <= window[1]);
    }),
  );
  if (values.length < 20) return null;
  values.sort((a, b) => a - b);
  const last = values.length - 1;
  const low = values[Math.ceil(LOW_SHARE * last)] ?? 0;
  const high = values[Math.floor((1 - LOW_SHARE) * last)] ?? 0;
  if (low === high) return null;
  const [min, max] = log ? aroundByFactor(low, high) : aroundByDistance(low, high);
  return {
    min,
    max,
    outside: values.filter((value) => value < min || value > max).length,
    lowest: values[0] ?? min,
    highest: values[last] ?? max,
  };
}

/** The distance of the lowest and highest value of the lines; 0 without one. */
export function spanOf(drawn: readonly DrawnLine[]): number {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { line } of drawn) {
    for (const value of mainValues(line)) {
      if (!Number.isFinite(value)) continue;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return low <= high ? high - low : 0;
}

/** Each end is scaled by itself: neither the distance nor the ratio of two float64 need be one. */
function aroundByDistance(low: number, high: number): [number, number] {
  const room = high * PADDING - low * PADDING;
  return [Math.max(-Number.MAX_VALUE, low - room), Math.min(Number.MAX_VALUE, high + room)];
}

function aroundByFactor(low: number, high: number): [number, number] {
  const room = high ** PADDING / low ** PADDING;
  return [Math.max(Number.MIN_VALUE, low / room), Math.min(Number.MAX_VALUE, high * room)];
}
