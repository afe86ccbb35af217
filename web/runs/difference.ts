import type { Direction } from '../../shared/metric-names.ts';

/** How far a value is from that of the baseline: the difference, its share in per cent, and whether it is better. */
export interface Difference {
  by: number;
  percent: number | null;
  isBetter: boolean | null;
}

export function differenceOf(value: number, baseline: number, direction: Direction | undefined): Difference {
  const by = value - baseline;
  return {
    by,
    percent: baseline === 0 ? null : (100 * by) / Math.abs(baseline),
    isBetter: direction === undefined || by === 0 ? null : by > 0 === (direction === 'max'),
  };
}
