import { mainValues } from './drawn-line.ts';
import type { SeriesLine } from './series-line.ts';

export interface YRange {
  min: number;
  max: number;
  /** Buckets of the lines that lie outside. */
  outside: number;
}

const LOW_SHARE = 0.05;
const PADDING = 0.05;

/**
 * The range that holds all but the lowest and highest twentieth of what is drawn, all lines together;
 * null when too little is drawn to tell an outlier.
 */
export function robustRange(
  lines: readonly SeriesLine[],
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
  const room = log ? (high / low) ** PADDING : (high - low) * PADDING;
  const [min, max] = log ? [low / room, high * room] : [low - room, high + room];
  return { min, max, outside: values.filter((value) => value < min || value > max).length };
}
