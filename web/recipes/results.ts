import { limitsAround } from '../charts/axes/ticks.ts';
import { finalValue, spreadOf, type Variant } from './variants.ts';

/** What the runs of a variant came to. */
export interface Result {
  name: string;
  /** A value a run, in the order of the plan. */
  values: { run: string; name: string; value: number }[];
  /** Null without a value. */
  mean: number | null;
}

/** The last value of a metric of each run, by variant; what is not finite is left out. */
export function resultsOf(variants: readonly Variant[], metric: string): Result[] {
  return variants.map(({ name, members }) => {
    const values = members.flatMap(({ planned, run }) => {
      const value = finalValue(run?.summary[metric], 'last');
      return run && value !== undefined && Number.isFinite(value) ? [{ run: run.id, name: planned.name, value }] : [];
    });
    return { name, values, mean: spreadOf(values.map(({ value }) => value))?.mean ?? null };
  });
}

/** Room beside the values, as a share of their span. */
const ROOM = 0.08;

/** The limits of an axis of these results. */
export function limitsOf(results: readonly Result[]): [number, number] {
  const values = results.flatMap((result) => result.values.map(({ value }) => value));
  const [low, high] = values.length > 0 ? limitsAround(Math.min(...values), Math.max(...values)) : [0, 1];
  return [low - ROOM * (high - low), high + ROOM * (high - low)];
}
