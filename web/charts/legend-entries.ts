import type { DrawnLine } from './drawn-line.ts';

/** One line of a legend: a run or group in its colour, or a metric by its dash. */
export interface LegendEntry {
  label: string;
  /** Null for a metric, whose dash all runs share. */
  color: string | null;
  dash: number[];
}

/** What a line's run or group is called, without the metric that a chart of several adds. */
export function nameOf({ label, line }: Pick<DrawnLine, 'label' | 'line'>): string {
  return label.endsWith(` · ${line.key}`) ? label.slice(0, -line.key.length - 3) : label;
}

/** The metrics of a chart by their dashes; none where a single metric is drawn, or where metrics differ by colour. */
export function metricEntries(drawn: readonly DrawnLine[]): LegendEntry[] {
  const named = drawn.filter(({ strength }) => strength === 1);
  const byKey = new Map(named.map(({ line, dash }) => [line.key, dash]));
  if (byKey.size < 2 || named.some((each) => nameOf(each) === each.label)) return [];
  return [...byKey].map(([label, dash]) => ({ label, color: null, dash }));
}

/** Every run or group once; where there are several metrics, these by their dashes in place of each pair. */
export function legendEntries(drawn: readonly DrawnLine[]): LegendEntry[] {
  const named = drawn.filter(({ strength }) => strength === 1);
  const metrics = metricEntries(drawn);
  if (metrics.length === 0) return named.map(({ label, color, dash }) => ({ label, color, dash }));
  const runs = new Map(named.map((each) => [each.line.run, { label: nameOf(each), color: each.color, dash: [] }]));
  return [...(runs.size > 1 ? runs.values() : []), ...metrics];
}
