import { isAbout, judge } from '../../shared/recipes/judge.ts';
import type { Expectation } from '../../shared/recipes/recipe.ts';
import { digitsWithin, formatValue } from '../core/format.ts';
import { isEnded } from '../runs/run-facts.ts';
import { finalValue, type Member } from './variants.ts';

/** An expectation with what was measured so far. `foreign`: it is not about runs on other data; `empty`: no run has a value. */
export interface Judged {
  expectation: Expectation;
  verdict: 'holds' | 'misses' | 'waiting' | 'gone' | 'foreign' | 'empty';
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
    const { runs, beside } = expectation;
    const about = members.filter(({ planned: { name } }) => isAbout(runs, name));
    const others = members.filter(({ planned: { name } }) => beside !== undefined && isAbout(beside, name));
    const named = [...about, ...others].map(({ planned, run }) => ({
      name: planned.name,
      seed: planned.job.seed,
      valueOf: (metric: string, take: 'last' | 'lowest' | 'highest') => finalValue(run?.summary[metric], take),
    }));
    const { measured, holds } = judge(expectation, named);
    return {
      expectation,
      measured,
      verdict: verdictOf(about, beside === undefined ? about : others, { measured, holds, onFallback }),
    };
  });
}

function verdictOf(
  about: readonly Member[],
  others: readonly Member[],
  { measured, holds, onFallback }: Pick<Judged, 'measured'> & { holds: boolean; onFallback: boolean },
): Judged['verdict'] {
  if ([about, others].some((members) => members.every(({ run }) => run === null))) return 'gone';
  if (onFallback) return 'foreign';
  if ([...about, ...others].some(({ run }) => run !== null && !isEnded(run))) return 'waiting';
  if (measured === null) return 'empty';
  return holds ? 'holds' : 'misses';
}

const LEAST_DIGITS = 4;
const MOST_DIGITS = 9;

/** What was measured, in the digits that show where in the band, or on which side of its limit, it is. */
export function measuredText(measured: Judged['measured'], [low = null, high = null]: Expectation['band']): string {
  if (measured === null) return '–';
  const limits = [low, high].filter((limit) => limit !== null);
  const texts = measured.map((value) => {
    const within = low !== null && high !== null ? digitsWithin(value, high - low) - 2 : LEAST_DIGITS;
    let digits = Math.max(LEAST_DIGITS, Math.min(MOST_DIGITS, within));
    const isAside = (limit: number) =>
      Math.sign(Number(value.toPrecision(digits)) - limit) === Math.sign(value - limit);
    while (digits < MOST_DIGITS && !limits.every(isAside)) digits++;
    return formatValue(value, digits);
  });
  return texts[0] === texts[1] ? String(texts[0]) : texts.join(' to ');
}

/** `0.92 to 0.95`, `at least 0.8`, `at most 0.3`. */
export function bandText([low = null, high = null]: Expectation['band'], format: (value: number) => string): string {
  if (low !== null && high !== null) return low === high ? format(low) : `${format(low)} to ${format(high)}`;
  if (low !== null) return `at least ${format(low)}`;
  return high === null ? 'any' : `at most ${format(high)}`;
}
