/** Numbers of a group of runs. */

export function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

/** Of a sample: divided by one less than there are; 0 of a single value. */
export function deviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const center = mean(values);
  return Math.sqrt(values.reduce((sum, value) => sum + (value - center) ** 2 / (values.length - 1), 0));
}

/** The middle value, or what lies half way between the two in the middle. Infinite values are larger than all others. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const [below, above] = [sorted[(sorted.length - 1) >> 1] as number, sorted[sorted.length >> 1] as number];
  return below === above ? below : (below + above) / 2;
}

/** Between neighbours where the share falls between them; an infinite one of them is taken whole. */
export function quantile(sorted: ArrayLike<number>, share: number): number {
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)] as number;
  const above = sorted[Math.ceil(at)] as number;
  if (below === above || at === Math.floor(at)) return below;
  return Number.isFinite(below) && Number.isFinite(above) ? below + (above - below) * (at - Math.floor(at)) : above;
}
