import { formatCount, formatValue, plural } from '../core/format.ts';
import type { DrawnLine } from './drawn-line.ts';

/** A chart in words, for those who do not see it. */
export function describe(title: string, lines: readonly DrawnLine[]): string {
  if (lines.length === 0) return `${title}: no points yet.`;
  const parts = lines.slice(0, 12).map(({ label, line: { columns, last, lastStep } }) => {
    const lowest = Math.min(...columns.min.filter(Number.isFinite));
    const low = lowest === Number.POSITIVE_INFINITY ? '' : `, lowest ${formatValue(lowest)}`;
    return `${label} last ${formatValue(last)} at step ${formatCount(lastStep)}${low}`;
  });
  const rest = lines.length > 12 ? `; and ${lines.length - 12} more` : '';
  return `${title}, ${plural(lines.length, 'line')}: ${parts.join('; ')}${rest}. Arrow keys move the crosshair, Enter opens what can be done with a line.`;
}

/** Why a chart with points shows no curve; null when it shows one. */
export function nothingDrawn(lines: readonly DrawnLine[], log: boolean): string | null {
  const hasSome = (isMeant: (value: number) => boolean) => lines.some(({ line }) => line.columns.max.some(isMeant));
  if (hasSome((value) => Number.isFinite(value) && (!log || value > 0))) return null;
  const points = plural(
    lines.reduce((sum, { line }) => sum + line.points, 0),
    'point',
  );
  if (!hasSome(Number.isFinite)) return `No finite value among ${points}.`;
  return `No value above 0 among ${points}: a logarithmic axis has no place for them.`;
}
