import type { Objective, Pruner } from './study.ts';

/** Where and why a trial is stopped. */
export interface Cut {
  /** How many values of the objective it had logged. */
  report: number;
  /** Its best value by then. */
  value: number;
  /** What it was worse than. */
  limit: number;
  /** Trials that it was compared with. */
  peers: number;
}

/**
 * Where a pruner stops a trial, by the best value so far after each value that was logged of the objective; null where it goes on.
 *
 * @param own of the trial, from its first value on
 * @param peers of the trials that it is compared with
 * @param after values that were looked at before
 */
export function findCut(
  pruner: Pruner,
  direction: Objective['direction'],
  own: readonly number[],
  peers: readonly (readonly number[])[],
  after = 0,
): Cut | null {
  for (let report = after + 1; report <= own.length; report++) {
    const value = own[report - 1] as number;
    const others = peers.flatMap((each) => each[report - 1] ?? []);
    const limit = limitAt(pruner, direction, report, value, others);
    if (limit !== null) return { report, value, limit, peers: others.length };
  }
  return null;
}

/** The best of the values up to each; a value that is not finite is no better than any. */
export function bestSoFar(values: ArrayLike<number>, direction: Objective['direction']): number[] {
  const [worst, better] = direction === 'min' ? [Infinity, Math.min] : [-Infinity, Math.max];
  let best = worst;
  return Array.from(values, (value) => {
    if (Number.isFinite(value)) best = better(best, value);
    return best;
  });
}

/** What a value is worse than, so that its trial is stopped; null where it goes on. */
function limitAt(
  pruner: Pruner,
  direction: Objective['direction'],
  report: number,
  value: number,
  others: readonly number[],
): number | null {
  const isWorse = (a: number, b: number) => (direction === 'min' ? a > b : a < b);
  if (pruner.name === 'median') {
    // The best so far against the median of the others' (Golovin et al., Google Vizier, KDD 2017, §3.2.1).
    if (report <= pruner.warmup || others.length < pruner.peers) return null;
    const limit = median(others);
    return isWorse(value, limit) ? limit : null;
  }
  if (pruner.name !== 'asha' || !isLook(report, pruner.first, pruner.factor)) return null;
  // The best 1/factor of all that came to this look, at least one (Li et al., arXiv:1810.05934, in its stopping form).
  const ranked = [...others, value].sort((a, b) => (direction === 'min' ? a - b : b - a));
  const limit = ranked[placesOf(ranked.length, pruner.factor) - 1] as number;
  return isWorse(value, limit) ? limit : null;
}

/** How many trials go on of so many that came to a look. */
const placesOf = (trials: number, factor: number) => Math.max(1, Math.floor(trials / factor));

function isLook(report: number, first: number, factor: number): boolean {
  let look = first;
  while (look < report) look *= factor;
  return look === report;
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  const [low, high] = [sorted[Math.ceil(middle) - 1] as number, sorted[Math.floor(middle)] as number];
  return low === high ? low : (low + high) / 2;
}

/** Why a trial was stopped: `0.48 after 3 epochs; the median of 7 trials was 0.31`. */
export function cutInWords(pruner: Pruner, { report, value, limit, peers }: Cut, unit: string): string {
  const [own, other] = apart(value, limit);
  const after = `${own} after ${report} ${unit}${report === 1 ? '' : 's'}`;
  if (pruner.name !== 'asha') return `${after}; the median of ${peers} trial${peers === 1 ? '' : 's'} was ${other}`;
  const trials = peers + 1;
  const places = placesOf(trials, pruner.factor);
  const best = places === 1 ? 'the best one goes on, which was' : `the best ${places} go on, the last of which was`;
  return `${after}; of ${trials} trials ${best} at ${other}`;
}

/** Two values with three digits, or as many as it takes to tell them apart. */
function apart(a: number, b: number): [string, string] {
  for (let digits = 3; digits < 17; digits++)
    if (short(a, digits) !== short(b, digits)) return [short(a, digits), short(b, digits)];
  return [short(a, 17), short(b, 17)];
}

function short(value: number, digits: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(digits))) : 'no number';
}
