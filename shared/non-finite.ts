/** Kinds of values that are not finite, as bits: a bucket of several may have more than one. */
export const NON_FINITE = { above: 1, below: 2, nan: 4 } as const;

/** The bit of a value; 0 of a finite one. */
export function nonFiniteKind(value: number): number {
  if (value - value === 0) return 0;
  if (value === Number.POSITIVE_INFINITY) return NON_FINITE.above;
  return value === Number.NEGATIVE_INFINITY ? NON_FINITE.below : NON_FINITE.nan;
}
