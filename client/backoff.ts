export interface RetryLimits {
  /** Ceiling of the first wait. */
  minMs: number;
  /** Ceiling of any wait. */
  maxMs: number;
}

export const DEFAULT_RETRY: RetryLimits = { minMs: 500, maxMs: 60_000 };

/** Full jitter: any wait from 0 up to a ceiling that doubles with each failed attempt (from 1), so that clients spread. */
export function retryDelayMs(attempt: number, { minMs, maxMs }: RetryLimits, random: () => number): number {
  return random() * Math.min(maxMs, minMs * 2 ** Math.min(attempt - 1, 30));
}
