import { joinList, splitList } from '../core/address-list.ts';
import type { Axis, AxisValue, Column } from './parameter-axis.ts';

/** What is let through on an axis: numbers from one to another, both included, or some categories. */
export type Brush = { key: string; from: number; to: number } | { key: string; categories: string[] };

export function passes(brush: Brush, value: AxisValue): boolean {
  if (value === null) return false;
  if ('categories' in brush) return brush.categories.includes(String(value));
  return typeof value === 'number' && value >= brush.from && value <= brush.to;
}

/** Indices of the runs that every brush lets through; brushes of axes that are not there let all through. */
export function brushed(count: number, columns: readonly Column[], brushes: readonly Brush[]): number[] {
  const tests = brushes.flatMap((brush) => {
    const column = columns.find(({ axis }) => axis.key === brush.key);
    return column ? [{ brush, values: column.values }] : [];
  });
  return Array.from({ length: count }, (_, index) => index).filter((index) =>
    tests.every(({ brush, values }) => passes(brush, values[index] ?? null)),
  );
}

/** The brushes with that of one axis replaced; null removes it. */
export function withBrush(brushes: readonly Brush[], key: string, brush: Brush | null): Brush[] {
  return [...brushes.filter((each) => each.key !== key), ...(brush ? [brush] : [])];
}

/** The filter that lets the same runs through; empty without brushes. */
export function filterOfBrushes(brushes: readonly Brush[], axes: readonly Axis[]): string {
  return brushes.flatMap((brush) => conditionOf(brush, axes) ?? []).join(' and ');
}

function conditionOf(brush: Brush, axes: readonly Axis[]): string | null {
  const axis = axes.find(({ key }) => key === brush.key);
  if (!axis) return null;
  if (!('categories' in brush))
    return axis.kind === 'number' ? `${axis.key} >= ${brush.from} and ${axis.key} <= ${brush.to}` : null;
  if (axis.kind !== 'category') return null;
  const wanted = axis.categories.flatMap((category, index) =>
    brush.categories.includes(category) ? [`${axis.key} = ${axis.literals[index]}`] : [],
  );
  return wanted.length > 1 ? `(${wanted.join(' or ')})` : (wanted[0] ?? null);
}

const RANGE = 'r';
const CATEGORIES = 'c';

/** Brushes as one value of the address; null without one. */
export function brushesAddress(brushes: readonly Brush[]): string | null {
  const parts = brushes.map((brush) =>
    joinList(
      'categories' in brush
        ? [CATEGORIES, brush.key, ...brush.categories]
        : [RANGE, brush.key, String(brush.from), String(brush.to)],
    ),
  );
  return parts.length > 0 ? joinList(parts) : null;
}

/** The brushes that an address has; what is none is left out. */
export function readBrushes(text: string | null): Brush[] {
  return splitList(text).flatMap((part): Brush[] => {
    const [kind, key, ...values] = splitList(part);
    if (key === undefined || values.length === 0) return [];
    if (kind === CATEGORIES) return [{ key, categories: values }];
    const [from, to] = values.map(Number);
    const isRange = kind === RANGE && Number.isFinite(from) && Number.isFinite(to);
    return isRange && from !== undefined && to !== undefined ? [{ key, from, to }] : [];
  });
}
