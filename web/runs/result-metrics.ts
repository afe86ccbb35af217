import { metricKind } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';

/** The metrics of these runs that state how well they do: the usual ones first, then those that most runs have. */
export function resultMetrics(runs: readonly Run[]): string[] {
  const counts = new Map<string, number>();
  for (const { summary } of runs) for (const key of Object.keys(summary)) counts.set(key, (counts.get(key) ?? 0) + 1);
  const usual = (key: string) => FIRST.indexOf(key) + 1 || FIRST.length + 1;
  return [...counts]
    .filter(([key]) => metricKind(key) === 'result')
    .sort(([a, m], [b, n]) => usual(a) - usual(b) || n - m || a.localeCompare(b))
    .map(([key]) => key);
}

const FIRST = [
  'val/loss',
  'val/accuracy',
  'test/loss',
  'test/accuracy',
  'train/full_loss',
  'train/loss',
  'loss',
  'accuracy',
];
