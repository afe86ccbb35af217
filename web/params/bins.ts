import { formatValue } from '../core/format.ts';
import { numberAt } from '../parameters/axis-scale.ts';
import type { Brush } from '../parameters/brushes.ts';
import type { AxisValue, Column } from '../parameters/parameter-axis.ts';

/** Values of an axis that are looked at together. */
export interface Bin {
  label: string;
  holds(value: AxisValue): boolean;
  /** Lets the runs of the bin through. */
  brush: Brush;
}

/** Numbers of at most so many kinds have a bin each. */
const MOST_DISTINCT = 8;
const BINS = 6;

/** The bins of an axis: one for each category and each of few numbers; else ranges of equal length on the axis. */
export function binsOf({ axis, values }: Column): Bin[] {
  if (axis.kind === 'category')
    return axis.categories.map((category) => ({
      label: category,
      holds: (value) => value === category,
      brush: { key: axis.key, categories: [category] },
    }));
  const distinct = [...new Set(values.filter((value) => typeof value === 'number'))].sort((a, b) => a - b);
  if (distinct.length <= MOST_DISTINCT)
    return distinct.map((each) => ({
      label: formatValue(each),
      holds: (value) => value === each,
      brush: { key: axis.key, from: each, to: each },
    }));
  const edges = Array.from({ length: BINS + 1 }, (_, index) => numberAt(axis, index / BINS));
  return edges.slice(1).map((to, index) => {
    const from = edges[index] as number;
    const isLast = index === BINS - 1;
    const holds = (value: AxisValue) =>
      typeof value === 'number' && value >= from && (value < to || (isLast && value <= to));
    const held = distinct.filter(holds);
    return {
      label: `${formatValue(from, 2)}–${formatValue(to, 2)}`,
      holds,
      // A brush takes in both ends: it reaches to the last value, for the end of the range is of the next bin.
      brush: { key: axis.key, from: held[0] ?? from, to: held.at(-1) ?? from },
    };
  });
}

/** What the metric is in the runs of two bins. */
export interface Cell {
  mean: number;
  low: number;
  high: number;
  n: number;
}

/** `[y][x]`: the metric of runs in both bins; null where no run with the metric is. */
export function meanCells(
  x: { column: Column; bins: readonly Bin[] },
  y: { column: Column; bins: readonly Bin[] },
  target: readonly (number | null)[],
): (Cell | null)[][] {
  return y.bins.map((row) =>
    x.bins.map((column) => {
      const found = target.flatMap((value, run) =>
        value !== null && column.holds(x.column.values[run] ?? null) && row.holds(y.column.values[run] ?? null)
          ? [value]
          : [],
      );
      if (found.length === 0) return null;
      const mean = found.reduce((sum, value) => sum + value, 0) / found.length;
      return { mean, low: Math.min(...found), high: Math.max(...found), n: found.length };
    }),
  );
}
