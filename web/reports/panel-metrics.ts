import type { PanelSpec } from '../../shared/panel-spec.ts';
import type { Run } from '../../shared/run.ts';
import { matchingMetrics } from '../charts/panels/spec-metrics.ts';

/** The metrics on the left axis of a chart, of those that its runs have. */
export function metricsOf({ metrics, pattern }: PanelSpec, runs: readonly Run[]): string[] {
  return [...new Set([...metrics, ...matchingMetrics(pattern, loggedBy(runs))])];
}

/** Every metric that one of the runs has. */
export function loggedBy(runs: readonly Run[]): string[] {
  return [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))].sort();
}
