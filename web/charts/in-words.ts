import { formatCount, formatValue, plural } from '../core/format.ts';
import type { DrawnLine } from './drawn-line.ts';

/** A chart in words, for those who do not see it. */
export function describe(title: string, lines: readonly DrawnLine[]): string {
  if (lines.length === 0) return `${title}: no points yet.`;
  const parts = lines.slice(0, 12).map(({ label, line: { band, columns, last, lastStep } }) => {
    // What lies around the middle of a group is no value that its line reaches.
    const reached = band === 'spread' ? columns.mean : columns.min;
    const lowest = Math.min(...reached.filter(Number.isFinite));
    const low = lowest === Number.POSITIVE_INFINITY ? '' : `, lowest ${formatValue(lowest)}`;
    return `${label} last ${formatValue(last)} ${placeInWords(lastStep)}${low}`;
  });
  const rest = lines.length > 12 ? `; and ${lines.length - 12} more` : '';
  return `${title}, ${plural(lines.length, 'line')}: ${parts.join('; ')}${rest}. Arrow keys move the crosshair, Enter opens what can be done with a line.`;
}

/** The middle of a column of pixels is no step: many points of a group stand there. */
function placeInWords(step: number): string {
  return Number.isInteger(step) ? `at step ${formatCount(step)}` : `around step ${formatCount(Math.round(step))}`;
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
