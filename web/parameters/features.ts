import { shareOn } from './axis-scale.ts';
import type { Column } from './parameter-axis.ts';
import type { Feature } from './random-forest.ts';

/** A place off the axis, which a tree can split from the others. */
const MISSING = -1;
/** A forest of more runs takes long; so many say what matters. */
const MOST_RUNS = 300;
/** Fewer runs say nothing of what matters. */
export const LEAST_RUNS = 8;

/** What a forest is trained on: runs with a finite value of the target, evenly spread over all where they are many. */
export function forestData(columns: readonly Column[], target: readonly (number | null)[]) {
  const there = target.flatMap((value, index) => (value !== null && Number.isFinite(value) ? [index] : []));
  const every = Math.max(1, there.length / MOST_RUNS);
  const taken = Array.from(
    { length: Math.min(there.length, MOST_RUNS) },
    (_, at) => there[Math.floor(at * every)] ?? 0,
  );
  return {
    features: columns.map((column) => featureOf(column, taken)),
    target: taken.map((index) => target[index] as number),
  };
}

function featureOf({ axis, values }: Column, taken: readonly number[]): Feature {
  const own = taken.map((index) => values[index] ?? null);
  const columns =
    axis.kind === 'number'
      ? [own.map((value) => shareOn(axis, value) ?? MISSING)]
      : axis.categories.map((category) => own.map((value) => Number(value === category)));
  return { key: axis.key, columns };
}
