/** A rank correlation and the count of pairs that it is of. */
export interface RankCorrelation {
  /** From −1 to 1; null where either side has no two different values, or there are fewer than three pairs. */
  rho: number | null;
  n: number;
}

const LEAST_PAIRS = 3;

/**
 * Spearman's rank correlation of the pairs that have both numbers: Pearson's correlation of ranks, where equal values
 * share the mean of their ranks.
 */
export function spearman(a: readonly (number | null)[], b: readonly (number | null)[]): RankCorrelation {
  const pairs = a.flatMap((x, index) => {
    const y = b[index] ?? null;
    return x === null || y === null || Number.isNaN(x) || Number.isNaN(y) ? [] : [[x, y] as const];
  });
  const n = pairs.length;
  if (n < LEAST_PAIRS) return { rho: null, n };
  const [x, y] = [ranks(pairs.map(([value]) => value)), ranks(pairs.map(([, value]) => value))];
  return { rho: pearson(x, y), n };
}

/** Ranks from 1; equal values share the mean of theirs. */
export function ranks(values: readonly number[]): number[] {
  const order = values.map((_, index) => index).sort((i, j) => (values[i] as number) - (values[j] as number));
  const result = new Array<number>(values.length);
  for (let first = 0; first < order.length; ) {
    let end = first + 1;
    while (end < order.length && values[order[end] as number] === values[order[first] as number]) end++;
    for (const index of order.slice(first, end)) result[index] = (first + 1 + end) / 2;
    first = end;
  }
  return result;
}

function pearson(a: readonly number[], b: readonly number[]): number | null {
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [mean(a), mean(b)];
  let [products, squaresA, squaresB] = [0, 0, 0];
  for (const [index, value] of a.entries()) {
    const [u, v] = [value - meanA, (b[index] as number) - meanB];
    products += u * v;
    squaresA += u * u;
    squaresB += v * v;
  }
  return squaresA > 0 && squaresB > 0 ? products / Math.sqrt(squaresA * squaresB) : null;
}
