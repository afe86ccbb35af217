import type { LegendEntry } from '../legend-entries.ts';

/** An entry of a legend, from the left and from the top of the legend to the middle of its row, in pixels. */
export interface LegendCell {
  entry: LegendEntry;
  x: number;
  y: number;
}

export const LEGEND_ROW = 18;
export const LEGEND_STROKE = 16;
export const LEGEND_GAP = 5;
const BETWEEN = 14;

/** Names behind each other where one row holds them, else in columns of one width; a single line needs no name. */
export function legendCells(
  entries: readonly LegendEntry[],
  width: number,
  widthOf: (text: string) => number,
): { cells: LegendCell[]; height: number } {
  if (entries.length < 2) return { cells: [], height: 0 };
  const needed = entries.map(({ label }) => LEGEND_STROKE + LEGEND_GAP + widthOf(label) + BETWEEN);
  const isOneRow = needed.reduce((sum, each) => sum + each, 0) - BETWEEN <= width;
  const column = Math.max(...needed);
  const columns = isOneRow ? entries.length : Math.max(1, Math.floor((width + BETWEEN) / column));
  const starts = isOneRow ? running(needed) : entries.map((_, index) => (index % columns) * column);
  const cells = entries.map((entry, index) => ({
    entry,
    x: starts[index] ?? 0,
    y: (Math.floor(index / columns) + 0.5) * LEGEND_ROW,
  }));
  return { cells, height: Math.ceil(entries.length / columns) * LEGEND_ROW + 4 };
}

function running(widths: readonly number[]): number[] {
  let sum = 0;
  return widths.map((width) => {
    sum += width;
    return sum - width;
  });
}
