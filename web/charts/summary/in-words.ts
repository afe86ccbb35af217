import type { PanelSpec } from '../../../shared/panel-spec.ts';
import { formatValue, plural } from '../../core/format.ts';
import { axisTitle } from './axis-title.ts';
import type { SummaryData } from './summary-data.ts';
import { fiveNumbers } from './summary-values.ts';

/** So many runs or groups are named. */
const MOST = 6;

/** A panel of summaries in words, for those who do not see it. */
export function summaryInWords(kind: PanelSpec['kind'], title: string, data: SummaryData): string {
  if (data.isEmpty) return `${title}: no run has a value for this.`;
  if (kind === 'bar')
    return `${title}, ${data.value} of ${plural(data.rows.length, 'run')}: ${listed(barWords(data))}.`;
  if (kind === 'box') return `${title}, ${data.value} of runs by group: ${listed(boxWords(data))}.`;
  if (kind === 'scatter') return `${title}: ${scatterWords(data)}`;
  return `${title}: ${listed(tableWords(data))}.`;
}

function listed(parts: readonly string[]): string {
  const rest = parts.length > MOST ? `; and ${parts.length - MOST} more` : '';
  return parts.slice(0, MOST).join('; ') + rest;
}

const barWords = ({ rows }: SummaryData) => rows.map(({ label, value }) => `${label} ${formatValue(value)}`);

function boxWords({ boxes }: SummaryData): string[] {
  return boxes.map(({ name, dots }) => {
    const box = fiveNumbers(dots.map(({ value }) => value));
    if (!box) return `${name} has no values`;
    return `${name} median ${formatValue(box.median)}, from ${formatValue(box.low)} to ${formatValue(box.high)}, ${plural(box.count, 'run')}`;
  });
}

function scatterWords({ dots, across, above }: SummaryData): string {
  const range = (values: readonly number[]) =>
    `from ${formatValue(Math.min(...values))} to ${formatValue(Math.max(...values))}`;
  const [lowest] = dots.toSorted((a, b) => a.y - b.y);
  const [highest] = dots.toSorted((a, b) => b.y - a.y);
  const at = (dot: typeof lowest) => (dot ? `${dot.label} at ${formatValue(dot.x)}` : '');
  return (
    `${plural(dots.length, 'run')}, ${above} ${range(dots.map(({ y }) => y))} over ${axisTitle(across)} ` +
    `${range(dots.map(({ x }) => x))}; the lowest is ${at(lowest)}, the highest ${at(highest)}.`
  );
}

function tableWords({ keys, bestOf, table }: SummaryData): string[] {
  const rows = table().length - 1;
  const best = keys.flatMap((key) => {
    const value = bestOf(key);
    return value === null ? [] : [`best ${key} ${formatValue(value)}`];
  });
  return [`${plural(rows, 'run')} and ${plural(keys.length, 'metric')}`, ...best];
}
