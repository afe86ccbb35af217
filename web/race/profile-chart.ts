import type { Profile } from '../../shared/race/performance-profile.ts';

/** Where a profile is drawn, in CSS pixels. */
export interface ProfilePlace {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The factor at the right edge. */
  most: number;
}

/** The axis ends a bit behind the last step, at least at twice the best. */
export function mostFactor(profiles: readonly Profile[]): number {
  const last = Math.max(1, ...profiles.flatMap(({ steps }) => steps.map(({ factor }) => factor)));
  return Math.max(2, last * 1.15);
}

/** Factors are on a logarithmic axis. */
export function xOf(factor: number, { left, right, most }: ProfilePlace): number {
  return left + ((right - left) * Math.log(factor)) / Math.log(most);
}

export function yOf(share: number, { top, bottom }: ProfilePlace): number {
  return bottom - (bottom - top) * share;
}

/** The stairs of a competitor, from a factor of 1 to the edge. */
export function stairs({ steps }: Profile, place: ProfilePlace): string {
  const parts = [`M${place.left} ${yOf(0, place)}`];
  for (const { factor, share } of steps) parts.push(`H${xOf(factor, place)}V${yOf(share, place)}`);
  return `${parts.join('')}H${place.right}`;
}

/** Round factors for the axis: 1, 2, 5, 10, 20… as far as they reach. */
export function factorTicks(most: number): number[] {
  const ticks = [1];
  for (let size = 1; size <= most; size *= 10) for (const digit of [1, 2, 5]) ticks.push(digit * size);
  const fine = most < 4 ? [1.25, 1.5, 1.75, 3] : [];
  return [...new Set([...ticks, ...fine])].filter((tick) => tick <= most).sort((a, b) => a - b);
}
