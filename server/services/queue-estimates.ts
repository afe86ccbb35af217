/**
 * Seconds until each waiting run begins, next first: as if each worker took the next one when it becomes free. Null from
 * the first run on that an unknown duration stands before, and without workers.
 *
 * `busy` has the seconds that each run in training has left, `lengths` those that each waiting one will take.
 */
export function estimateStarts(
  workers: number,
  busy: readonly (number | null)[],
  lengths: readonly (number | null)[],
): (number | null)[] {
  if (workers === 0) return lengths.map(() => null);
  // with fewer workers than runs in training, those that end first are not replaced
  const left = busy.map((seconds) => seconds ?? Number.POSITIVE_INFINITY).sort((a, b) => a - b);
  const leaving = Math.max(0, left.length - workers);
  const free = [...left.slice(leaving), ...Array.from({ length: Math.max(0, workers - left.length) }, () => 0)];
  return lengths.map((length) => {
    const start = Math.min(...free);
    free[free.indexOf(start)] = start + (length ?? Number.POSITIVE_INFINITY);
    return Number.isFinite(start) ? start : null;
  });
}

/** The middle one of some numbers; null of none. */
export function median(values: readonly number[]): number | null {
  if (values.length === 0) return null;
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
  return (low + high) / 2;
}
