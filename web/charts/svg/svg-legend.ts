import { shortDash } from '../../core/colors.ts';
import { CHARACTER, cut, drawLine, fontOf, PAPER } from './paper.ts';
import type { SvgPen } from './svg-pen.ts';

export const LEGEND_ROW = 16;
const MOST_NAMED = 24;
const LONGEST = 244;

export interface LegendEntry {
  text: string;
  /** Empty for a text alone. */
  color: string;
  dash: number[];
  x: number;
}

/** Names in rows that fit the width. */
export function legendRows(
  named: readonly { label: string; color: string; dash?: number[] }[],
  width: number,
): LegendEntry[][] {
  const rows: LegendEntry[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const { label, color, dash = [] } of named.slice(0, MOST_NAMED)) {
    const text = cut(label, LONGEST);
    const room = 36 + CHARACTER * text.length;
    if (x + room > width) {
      rows.push([]);
      x = 12;
    }
    rows.at(-1)?.push({ text, color, dash, x });
    x += room;
  }
  if (named.length > MOST_NAMED)
    rows.push([{ text: `and ${named.length - MOST_NAMED} more`, color: '', dash: [], x: 12 }]);
  return rows;
}

export function drawLegend(pen: SvgPen, rows: readonly LegendEntry[][], top: number): void {
  pen.font = fontOf(11);
  pen.textAlign = 'start';
  for (const [row, entries] of rows.entries()) {
    const y = top + row * LEGEND_ROW;
    for (const { text, color, dash, x } of entries) {
      if (color !== '') {
        pen.strokeStyle = color;
        pen.lineWidth = 2;
        pen.setLineDash(shortDash(dash));
        drawLine(pen, [x, y], [x + 14, y]);
        pen.setLineDash([]);
      }
      pen.fillStyle = PAPER.label;
      pen.fillText(text, color === '' ? x : x + 20, y);
    }
  }
}
