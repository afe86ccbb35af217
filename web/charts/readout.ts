import type { TooltipOrder } from './chart-settings.ts';
import type { DrawnLine } from './drawn-line.ts';
import { isSmoothed, mainValues } from './main-values.ts';

/** What one line says at the crosshair. */
export interface Reading {
  label: string;
  run: string;
  key: string;
  side: DrawnLine['side'];
  color: string;
  dash: number[];
  x: number;
  step: number;
  time: number;
  /** What is drawn: smoothed, or the mean of the bucket. */
  value: number;
  /** The value behind a smoothed one. */
  raw: number | null;
  /** What lies around the middle of a group, and how many of its runs count there. */
  group: { low: number; high: number; runs: number } | null;
  /** The spread of a bucket of several points. */
  spread: { min: number; max: number; count: number } | null;
}

/** The reading nearest to `x` of each line that reaches there, highest value first, those without a finite value last. */
export function readAt(lines: readonly DrawnLine[], x: number): Reading[] {
  return lines
    .flatMap((drawn) => (drawn.strength === 1 ? (read(drawn, x) ?? []) : []))
    .sort((a, b) => rank(b.value) - rank(a.value) || a.label.localeCompare(b.label));
}

/** Readings in the order that the reader likes. `distanceOf` is how far one is from the pointer; without, the nearest is the highest. */
export function inOrder(
  readings: readonly Reading[],
  order: TooltipOrder,
  distanceOf: ((reading: Reading) => number) | null,
): Reading[] {
  if (order === 'name')
    return readings.toSorted((a, b) => a.label.localeCompare(b.label, undefined, { numeric: true }));
  if (order === 'nearest' && distanceOf) return readings.toSorted((a, b) => distanceOf(a) - distanceOf(b));
  if (order !== 'lowest') return [...readings];
  const rankUp = (value: number) => (Number.isNaN(value) ? Number.POSITIVE_INFINITY : value);
  return readings.toSorted((a, b) => rankUp(a.value) - rankUp(b.value));
}

/** The x of the bucket nearest to `x` over all lines; null when nothing is drawn. */
export function snap(lines: readonly DrawnLine[], x: number): number | null {
  let best: number | null = null;
  for (const { line } of lines) {
    const index = line.nearest(x);
    if (index >= 0 && (best === null || Math.abs(line.x(index) - x) < Math.abs(best - x))) best = line.x(index);
  }
  return best;
}

/** The x one bucket before or after `x`, over all lines. */
export function neighbour(lines: readonly DrawnLine[], x: number | null, direction: -1 | 1): number | null {
  let best = x;
  for (const { line } of lines) {
    for (let index = 0; index < line.length; index++) {
      const at = line.x(index);
      if (x !== null && (at - x) * direction <= 0) continue;
      if (best === x || (at - (best as number)) * direction < 0) best = at;
    }
  }
  return best;
}

function read({ line, label, color, dash, side }: DrawnLine, x: number): Reading | undefined {
  const index = line.nearest(x);
  if (index < 0 || !line.pieces().some(([from, to]) => x >= line.x(from) && x <= line.x(to - 1))) return undefined;
  const { columns } = line;
  const value = mainValues(line)[index] ?? Number.NaN;
  const count = columns.count[index] ?? 0;
  const [min, max] = [columns.min[index] ?? Number.NaN, columns.max[index] ?? Number.NaN];
  const isGroup = line.band === 'spread';
  return {
    label,
    run: line.run,
    key: line.key,
    side,
    color,
    dash,
    x: line.x(index),
    step: columns.step[index] ?? 0,
    time: columns.time[index] ?? 0,
    value,
    raw: isSmoothed(line) ? (columns.mean[index] ?? null) : null,
    group: isGroup ? { low: min, high: max, runs: count } : null,
    spread: count > 1 && !isGroup ? { min, max, count } : null,
  };
}

function rank(value: number): number {
  return Number.isNaN(value) ? Number.NEGATIVE_INFINITY : value;
}
