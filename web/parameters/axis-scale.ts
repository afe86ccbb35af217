import { linearTicks, logTicks, shareOf, valueAt } from '../charts/axes/ticks.ts';
import type { Axis, AxisValue } from './parameter-axis.ts';

/** Categories keep away from the ends of their axis by this share. */
const ROOM = 0.06;

/** Where a value lies on an axis, from 0 to 1; null where the run has no value there. */
export function shareOn(axis: Axis, value: AxisValue): number | null {
  if (value === null) return null;
  if (axis.kind === 'category') {
    const index = axis.categories.indexOf(String(value));
    if (index < 0) return null;
    return ROOM + (1 - 2 * ROOM) * (axis.categories.length > 1 ? index / (axis.categories.length - 1) : 0.5);
  }
  if (typeof value !== 'number' || !Number.isFinite(value)) return null;
  return axis.isLog
    ? shareOf(Math.log(value), Math.log(axis.low), Math.log(axis.high))
    : shareOf(value, axis.low, axis.high);
}

/** The number at a share of an axis of numbers, in three digits: a brush drawn by hand is no more exact. */
export function numberAt(axis: Axis & { kind: 'number' }, share: number): number {
  if (share <= 0) return axis.low;
  if (share >= 1) return axis.high;
  const exact = axis.isLog
    ? Math.exp(valueAt(share, Math.log(axis.low), Math.log(axis.high)))
    : valueAt(share, axis.low, axis.high);
  const DIGITS = 3;
  const step = 10 ** Math.floor(Math.log10(axis.high - axis.low) - DIGITS + 1);
  return axis.isLog ? Number(exact.toPrecision(DIGITS)) : Number((Math.round(exact / step) * step).toPrecision(12));
}

/** The labels of an axis and where they stand. */
export function axisTicks(axis: Axis, most: number): { share: number; label: string }[] {
  const ticks =
    axis.kind === 'category'
      ? axis.categories.map((category) => ({ value: category, label: category }))
      : (axis.isLog ? logTicks : linearTicks)(axis.low, axis.high, most);
  return ticks.map(({ value, label }) => ({ share: shareOn(axis, value) ?? 0, label: [label].flat().join(' ') }));
}
