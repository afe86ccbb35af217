const STEPS: Readonly<Record<string, number>> = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 };

/**
 * Where a key moves the focus in a list of `count` items, from the item at `index` (−1: from before the
 * first); null for a key that does not move it. Arrows wrap around, Home and End go to the ends.
 */
export function indexAfterKey(key: string, index: number, count: number): number | null {
  if (count === 0) return null;
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  const step = Object.hasOwn(STEPS, key) ? (STEPS[key] ?? 0) : 0;
  if (step === 0) return null;
  return index < 0 && step < 0 ? count - 1 : (index + step + count) % count;
}
