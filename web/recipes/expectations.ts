import { isAbout, judge } from '../../shared/recipes/judge.ts';
import type { Expectation } from '../../shared/recipes/recipe.ts';
import { isEnded } from '../runs/run-facts.ts';
import { finalValue, type Member } from './variants.ts';

/** An expectation with what was measured so far. `foreign`: it is not about runs on other data. */
export interface Judged {
  expectation: Expectation;
  verdict: 'holds' | 'misses' | 'waiting' | 'gone' | 'foreign';
  /** Lowest and highest over its runs; null without any value. */
  measured: [low: number, high: number] | null;
}

/** What became of each expectation; one is judged once all runs that it is about have ended. */
export function judged(
  expectations: readonly Expectation[],
  members: readonly Member[],
  { onFallback }: { onFallback: boolean },
): Judged[] {
  return expectations.map((expectation) => {
    const about = members.filter(({ planned }) => isAbout(expectation.runs, planned.name));
    const named = about.map(({ planned, run }) => ({
      name: planned.name,
      valueOf: (metric: string, take: 'last' | 'lowest' | 'highest') => finalValue(run?.summary[metric], take),
    }));
    const { measured, holds } = judge(expectation, named);
    return { expectation, measured, verdict: verdictOf(about, holds, onFallback) };
  });
}

function verdictOf(about: readonly Member[], holds: boolean, onFallback: boolean): Judged['verdict'] {
  if (about.length === 0 || about.every(({ run }) => run === null)) return 'gone';
  if (onFallback) return 'foreign';
  if (about.some(({ run }) => run !== null && !isEnded(run))) return 'waiting';
  return holds ? 'holds' : 'misses';
}

/** `0.92 to 0.95`, `at least 0.8`, `at most 0.3`. */
export function bandText([low = null, high = null]: Expectation['band'], format: (value: number) => string): string {
  if (low !== null && high !== null) return low === high ? format(low) : `${format(low)} to ${format(high)}`;
  if (low !== null) return `at least ${format(low)}`;
  return high === null ? 'any' : `at most ${format(high)}`;
}
