import { fromJsonNumber } from '../../shared/number.ts';
import { formatCount, formatValue, plural } from '../core/format.ts';
import type { DrawnLine } from './drawn-line.ts';

/** A chart in words, for those who do not see it. */
export function describe(title: string, lines: readonly DrawnLine[]): string {
  if (lines.length === 0) return `${title}: no points yet.`;
  const parts = lines.slice(0, 12).map(({ label, line: { summary, columns, last } }) => {
    const low = summary.min === null ? '' : `, lowest ${formatValue(fromJsonNumber(summary.min))}`;
    return `${label} last ${formatValue(last ?? fromJsonNumber(summary.last))} at step ${formatCount(columns.step.at(-1) ?? summary.lastStep)}${low}`;
  });
  const rest = lines.length > 12 ? `; and ${lines.length - 12} more` : '';
  return `${title}, ${plural(lines.length, 'line')}: ${parts.join('; ')}${rest}. Arrow keys move the crosshair.`;
}
