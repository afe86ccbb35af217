import { fromJsonNumber } from '../../shared/number.ts';
import type { Run } from '../../shared/run.ts';
import { isHigherBetter } from '../runs/run-facts.ts';

/** What one run reached in one series. */
export interface Score {
  last: number | null;
  best: number | null;
  step: number | null;
}

const FIRST = ['train/loss', 'val/loss', 'val/accuracy', 'val/r2', 'val/rmse', 'loss'];
/** Worth a look only when asked for. */
const LEFT_OUT = /^(system|layers|activations)\/|^train\/(epoch|examples_per_second)$|^test\//;

/** Every series that at least one run has, what matters most first; `more` are those beyond the runs' summaries. */
export function metricKeys(runs: readonly Run[], more: readonly string[] = []): string[] {
  const keys = [...new Set([...runs.flatMap((run) => Object.keys(run.summary)), ...more])];
  const rank = (key: string) => (FIRST.indexOf(key) + 1 || FIRST.length + 1) + (LEFT_OUT.test(key) ? 100 : 0);
  return keys.sort((a, b) => rank(a) - rank(b) || a.localeCompare(b));
}

/** The series shown until the reader picks. */
export function usualKeys(keys: readonly string[]): string[] {
  const usual = keys.filter((key) => !LEFT_OUT.test(key));
  return usual.length > 0 ? usual.slice(0, 12) : keys.slice(0, 12);
}

export function scoreOf(run: Run, key: string): Score {
  const series = run.summary[key];
  if (!series) return { last: null, best: null, step: null };
  const [best, step] = isHigherBetter(key) ? [series.max, series.argmax] : [series.min, series.argmin];
  return { last: fromJsonNumber(series.last), best: best === null ? null : fromJsonNumber(best), step };
}

/** The best value that any of the runs reached in a series; null when none has one. */
export function bestOf(runs: readonly Run[], key: string): number | null {
  const values = runs.flatMap((run) => scoreOf(run, key).best ?? []);
  if (values.length === 0) return null;
  return isHigherBetter(key) ? Math.max(...values) : Math.min(...values);
}
