import { RandomForestRegression } from 'ml-random-forest';
import { seededRandom } from '../../shared/seeded-random.ts';

/** One parameter as columns of numbers: one for a number, one a category for texts. `columns[c][run]`. */
export interface Feature {
  key: string;
  columns: number[][];
}

export interface Importance {
  /** By how much of the variance of the metric the prediction of held-out runs gets worse without the parameter, by key. */
  byKey: Record<string, number>;
  /** The share of the variance that is predicted for runs that the forest has not seen; below 0 it predicts nothing. */
  explained: number;
  /** How many runs it is of. */
  n: number;
}

const FOLDS = 5;
const TREES = 40;
const SHUFFLES = 5;
/** Each tree knows this share of the columns, so that trees differ. */
const FEATURE_SHARE = 0.8;
const SEED = 1;

/**
 * Permutation importance by random forests: each fold of the runs is predicted by a forest of the others, then again with
 * the values of one parameter shuffled among the runs of the fold.
 *
 * Source: Breiman, Random forests, Machine Learning 45 (2001).
 *
 * @param target a value a run, all finite
 */
export function forestImportance(features: readonly Feature[], target: readonly number[]): Importance {
  const random = seededRandom(SEED);
  const order = shuffled(
    target.map((_, index) => index),
    random,
  );
  const rowOf = (index: number) => features.flatMap(({ columns }) => columns.map((column) => column[index] as number));
  const rows = target.map((_, index) => rowOf(index));
  const added = features.map(() => 0);
  let error = 0;
  for (let fold = 0; fold < FOLDS; fold++) {
    const held = order.filter((_, place) => place % FOLDS === fold);
    const kept = order.filter((_, place) => place % FOLDS !== fold);
    const forest = train(pick(rows, kept), pick(target, kept));
    const wanted = pick(target, held);
    const base = squaredError(forest.predict(pick(rows, held)), wanted);
    error += base;
    let start = 0;
    for (const [place, { columns }] of features.entries()) {
      const [first, end] = [start, start + columns.length];
      start = end;
      for (let round = 0; round < SHUFFLES; round++) {
        const others = shuffled(held, random);
        const mixed = held.map((index, at) => {
          const [own, other] = [rows[index] as number[], rows[others[at] as number] as number[]];
          return [...own.slice(0, first), ...other.slice(first, end), ...own.slice(end)];
        });
        added[place] = (added[place] as number) + (squaredError(forest.predict(mixed), wanted) - base) / SHUFFLES;
      }
    }
  }
  const mean = target.reduce((sum, value) => sum + value, 0) / target.length;
  const variance =
    squaredError(
      target.map(() => mean),
      target,
    ) || 1;
  return {
    byKey: Object.fromEntries(
      features.map(({ key }, place) => [key, Math.max(0, (added[place] as number) / variance)]),
    ),
    explained: 1 - error / variance,
    n: target.length,
  };
}

function train(rows: number[][], target: number[]): RandomForestRegression {
  const forest = new RandomForestRegression({
    seed: SEED,
    maxFeatures: Math.max(1, Math.ceil(FEATURE_SHARE * (rows[0]?.length ?? 1))),
    replacement: false,
    nEstimators: TREES,
    useSampleBagging: true,
    noOOB: true,
    treeOptions: { minNumSamples: 2, maxDepth: 10 },
  });
  forest.train(rows, target);
  return forest;
}

function squaredError(predicted: readonly number[], wanted: readonly number[]): number {
  return wanted.reduce((sum, value, index) => sum + (value - (predicted[index] as number)) ** 2, 0);
}

const pick = <T>(values: readonly T[], indices: readonly number[]) => indices.map((index) => values[index] as T);

function shuffled<T>(values: readonly T[], random: () => number): T[] {
  const result = [...values];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
