import type { Expectation } from './recipe.ts';

/** Which value of a series stands for it. */
export type Take = NonNullable<Expectation['take']>;

/** What was measured of one expectation. */
export interface Judgement {
  /** Lowest and highest over its runs; null without any value. */
  measured: [low: number, high: number] | null;
  holds: boolean;
}

/** A letter, a digit or a part of a number would go on with the word before it. */
const WITHIN_WORD = /^[\p{L}\p{N}]|^[.,][\p{N}]|^-\p{N}/u;

/** Whether an expectation about runs called `about` is about a run: its name has those words, not as parts of others. */
export function isAbout(about: string | undefined, name: string): boolean {
  if (about === undefined) return true;
  for (let at = name.indexOf(about); at >= 0; at = name.indexOf(about, at + 1))
    if (!WITHIN_WORD.test(name.slice(at + about.length))) return true;
  return false;
}

/** A run of a plan; `valueOf` is undefined without a value. */
export interface NamedRun {
  name: string;
  seed: number;
  valueOf: (metric: string, take: Take) => number | undefined;
}

/**
 * Whether an expectation holds of every run that it is about. One that is beside other runs is about the quotient of a
 * run's value and that of the other of the same seed.
 */
export function judge(
  { runs, beside, metric, take = 'last', band: [low = null, high = null] }: Expectation,
  named: readonly NamedRun[],
): Judgement {
  const about = named.filter(({ name }) => isAbout(runs, name));
  const values = about.map((each) => {
    const value = each.valueOf(metric, take);
    if (beside === undefined || value === undefined) return value;
    const other = named.find(({ name, seed }) => isAbout(beside, name) && seed === each.seed)?.valueOf(metric, take);
    return other === undefined ? undefined : value / other;
  });
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0) return { measured: null, holds: false };
  const holds = values.every((value) => {
    return value !== undefined && (low === null || value >= low) && (high === null || value <= high);
  });
  return { measured: [Math.min(...known), Math.max(...known)], holds };
}
