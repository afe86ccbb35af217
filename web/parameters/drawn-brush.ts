import { numberAt, shareOn } from './axis-scale.ts';
import type { Brush } from './brushes.ts';
import type { Axis } from './parameter-axis.ts';

/** The brush between two heights of an axis, in any order; null where it lets nothing through. */
export function brushBetween(axis: Axis, one: number, other: number): Brush | null {
  const [low, high] = [Math.min(one, other), Math.max(one, other)];
  if (axis.kind === 'number') return { key: axis.key, from: numberAt(axis, low), to: numberAt(axis, high) };
  const categories = axis.categories.filter((category) => {
    const share = shareOn(axis, category) ?? -1;
    return share >= low && share <= high;
  });
  return categories.length > 0 ? { key: axis.key, categories } : null;
}
