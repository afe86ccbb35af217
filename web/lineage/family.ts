import { betterDirection, lossKeyOf } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { changesBetween } from '../../shared/training/job-changes.ts';
import { formatCount, formatValue } from '../core/format.ts';
import { changePhrases } from '../runs/change-words.ts';
import { bestValue } from '../runs/run-facts.ts';

/** How a run comes from its parent. */
export interface Descent {
  from: string;
  to: string;
  /** In words, a line each: `lr 0.1 → 0.01`, then from where. */
  words: string[];
}

/** What comes from what among runs that are there. */
export function descentsOf(runs: readonly Run[]): Descent[] {
  const byId = new Map(runs.map((run) => [run.id, run]));
  return runs.flatMap((run) => {
    const parent = run.parentRun === null ? undefined : byId.get(run.parentRun);
    return parent ? [{ from: parent.id, to: run.id, words: wordsOf(parent, run) }] : [];
  });
}

function wordsOf(parent: Run, run: Run): string[] {
  const phrases = changePhrases(changesBetween(parent.config, run.config), 3);
  return [...(phrases.length > 0 ? phrases : ['same settings']), whereFrom(run)].filter(Boolean);
}

/** From where a run goes on: `at step 1,200`. */
export function whereFrom({ start, forkStep }: Pick<Run, 'start' | 'forkStep'>): string {
  if (start?.mode === 'warm') return `with the weights of step ${formatCount(start.step)}`;
  return forkStep === null ? '' : `at step ${formatCount(forkStep)}`;
}

/** The best value of a run's main result; empty before it has one. */
export function bestOf(run: Run): string {
  const key = lossKeyOf(Object.keys(run.summary));
  const best = key && bestValue(run, key, betterDirection(key));
  return best ? `${key} ${formatValue(best.value)}` : '';
}
