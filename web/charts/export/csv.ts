import type { DrawnLine } from '../drawn-line.ts';
import { isSmoothed } from '../main-values.ts';

const HEAD = ['line', 'key', 'run', 'step', 'time', 'value', 'min', 'max', 'points', 'smoothed'];

/** What a chart shows as CSV (RFC 4180), one row a bucket. */
export function toCsv(lines: readonly DrawnLine[]): string {
  const rows = lines.flatMap(({ line, label }) => {
    const { columns } = line;
    return columns.step.map((step, index) => [
      label,
      line.key,
      line.run,
      step,
      timeText(columns.time[index]),
      columns.mean[index],
      columns.min[index],
      columns.max[index],
      columns.count[index],
      isSmoothed(line) ? columns.smoothed[index] : '',
    ]);
  });
  return [HEAD, ...rows].map((row) => row.map(cell).join(',')).join('\r\n');
}

/** Groups have no time of their own. */
function timeText(time: number | undefined): string {
  return time === undefined ? '' : new Date(time).toISOString();
}

function cell(value: unknown): string {
  const text = String(value ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
