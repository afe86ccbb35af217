/** The limits of an axis of values. */
export interface ValueLimits {
  isLog: boolean;
  low: number;
  high: number;
}

/** Losses that fall by less are drawn evenly. */
const LOG_FROM = 20;
/** Values further below the highest are rounding. */
const LEAST_SHARE = 1e-16;

/** The limits of these curves: by factors where no value is below 0 and they differ by much; from 0 to 1 without a finite value. */
export function valueLimits(curves: readonly Float64Array[]): ValueLimits {
  let [low, high, least] = [Infinity, -Infinity, Infinity];
  for (const curve of curves)
    for (const value of curve) {
      if (!Number.isFinite(value)) continue;
      [low, high] = [Math.min(low, value), Math.max(high, value)];
      if (value > 0) least = Math.min(least, value);
    }
  if (low > high) return { isLog: false, low: 0, high: 1 };
  const isLog = low >= 0 && high > LOG_FROM * least;
  const from = isLog ? Math.max(least, high * LEAST_SHARE) : low;
  return { isLog, low: from, high: high > from ? high : from + (Math.abs(from) || 1) };
}
