import { isMinor, MAIN_METRICS, metricKind, parseSplit } from '../../shared/metric-names.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import type { Run } from '../../shared/run.ts';
import type { Direction } from '../core/goals.svelte.ts';
import { bestValue } from '../runs/run-facts.ts';

/** What one run reached in one series; `best` and its step are null where it is not known which values are better. */
export interface Score {
  last: number | null;
  best: number | null;
  step: number | null;
}

/** Every series that at least one run has, what matters most first; `more` are those beyond the runs' summaries. */
export function metricKeys(runs: readonly Run[], more: readonly string[] = []): string[] {
  const keys = [...new Set([...runs.flatMap((run) => Object.keys(run.summary)), ...more])];
  const rank = (key: string) => (MAIN_METRICS.indexOf(key) + 1 || MAIN_METRICS.length + 1) + (isLeftOut(key) ? 100 : 0);
  return keys.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** The series shown until the reader picks. */
export function usualKeys(keys: readonly string[]): string[] {
  const usual = keys.filter((key) => !isLeftOut(key));
  return usual.length > 0 ? usual.slice(0, 12) : keys.slice(0, 12);
}

export function scoreOf(run: Run, key: string, direction: Direction | undefined): Score {
  const series = run.summary[key];
  if (!series) return { last: null, best: null, step: null };
  const best = bestValue(run, key, direction);
  return { last: fromJsonNumber(series.last), best: best?.value ?? null, step: best?.step ?? null };
}

/** The best value that any of the runs reached in a series; null when none has one. */
export function bestOf(runs: readonly Run[], key: string, direction: Direction | undefined): number | null {
  const values = runs.flatMap((run) => scoreOf(run, key, direction).best ?? []);
  if (values.length === 0) return null;
  return direction === 'higher' ? Math.max(...values) : Math.min(...values);
}

/** Whether the series is shown only on request. */
function isLeftOut(key: string): boolean {
  return isMinor(key) || ['system', 'layer'].includes(metricKind(key)) || parseSplit(key).split === 'test';
}
