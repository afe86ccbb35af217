import { isMinor, MAIN_METRICS, metricKind, parseSplit } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';

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

/** Whether the series is shown only on request. */
function isLeftOut(key: string): boolean {
  return isMinor(key) || ['system', 'layer'].includes(metricKind(key)) || parseSplit(key).split === 'test';
}
