import { type Attempt, expectedCost } from './expected-cost.ts';
import { quantile } from './statistics.ts';

export interface SpeedUp {
  /** NaN when neither reached the target. */
  ratio: number;
  /** Null when the runs of a group are too few to tell: it needs two of each. */
  interval: [low: number, high: number] | null;
}

const RESAMPLES = 2000;
const SEED = 20_261_128;

/**
 * How many times less a group spends than the baseline until the target, with the 95 % interval of the runs there happen to be: the
 * runs of both are drawn anew, with replacement, 2000 times. The draws are the same each time. A draw in which neither reaches the
 * target tells nothing and is left out.
 *
 * Source    Efron & Tibshirani, *An Introduction to the Bootstrap* (1993), §13.3 (percentile interval), §8.3 (two samples)
 */
export function speedUp(baseline: readonly Attempt[], group: readonly Attempt[]): SpeedUp {
  const ratio = expectedCost(baseline) / expectedCost(group);
  if (baseline.length < 2 || group.length < 2) return { ratio, interval: null };
  const random = createRandom(SEED);
  const ratios: number[] = [];
  for (let round = 0; round < RESAMPLES; round++) {
    const drawn = expectedCost(draw(baseline, random)) / expectedCost(draw(group, random));
    if (!Number.isNaN(drawn)) ratios.push(drawn);
  }
  ratios.sort((a, b) => a - b);
  return { ratio, interval: ratios.length > 0 ? [quantile(ratios, 0.025), quantile(ratios, 0.975)] : null };
}

function draw<T>(values: readonly T[], random: () => number): T[] {
  return values.map(() => values[Math.floor(random() * values.length)] as T);
}

/** Numbers in [0, 1): xorshift32, good enough to draw samples with. */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
