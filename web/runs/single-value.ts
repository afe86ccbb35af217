import type { Run } from '../../shared/run.ts';
import { isEnded } from './run-facts.ts';

/** Whether each run that has the metric ended with a single value of it, so that bars show more than dots along steps. */
export function isSingleValue(runs: readonly Run[], metric: string): boolean {
  const having = runs.filter(({ summary }) => summary[metric] !== undefined);
  return having.length > 0 && having.every((run) => run.summary[metric]?.count === 1 && isEnded(run));
}
