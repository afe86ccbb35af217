import type { RankingCurves } from '../../shared/inspect/scores.ts';

/** Points of a curve that are sent: more is not seen. */
const MOST_POINTS = 200;

/** True and false positives at each threshold, from the highest score down; equal scores are one threshold. */
function countsAt(scores: ArrayLike<number>, isPositive: ArrayLike<number | boolean>) {
  const order = Array.from({ length: scores.length }, (_, index) => index).sort((a, b) => scores[b] - scores[a]);
  const counts: { hits: number; misses: number }[] = [];
  let [hits, misses] = [0, 0];
  order.forEach((row, place) => {
    if (isPositive[row]) hits += 1;
    else misses += 1;
    if (scores[row] !== scores[order[place + 1]]) counts.push({ hits, misses });
  });
  return counts;
}

/**
 * ROC and precision–recall curve of scores that should be high for positives.
 *
 * Area      of the ROC curve by trapezoids, so that a tie counts half (Hanley & McNeil 1982); average precision as
 *           Σ (Rₙ − Rₙ₋₁)·Pₙ, as scikit-learn
 */
export function rankingCurves(
  scores: ArrayLike<number>,
  isPositive: ArrayLike<number | boolean>,
): Omit<RankingCurves, 'class'> {
  const counts = countsAt(scores, isPositive);
  const { hits: positives, misses: negatives } = counts.at(-1) ?? { hits: 0, misses: 0 };
  const roc: Point[] = [
    [0, 0],
    ...counts.map(({ hits, misses }): Point => [misses / (negatives || 1), hits / (positives || 1)]),
  ];
  const pr = counts.map(({ hits, misses }): Point => [hits / (positives || 1), hits / (hits + misses)]);
  const shownRoc = thinned(roc);
  const shownPr = thinned(pr);
  return {
    positives,
    falsePositiveRate: shownRoc.map(([x]) => x),
    truePositiveRate: shownRoc.map(([, y]) => y),
    rocAuc: positives > 0 && negatives > 0 ? areaUnder(roc) : null,
    recall: shownPr.map(([x]) => x),
    precision: shownPr.map(([, y]) => y),
    averagePrecision:
      positives > 0
        ? sum(pr.map(([recall, precision], place) => (recall - (pr[place - 1]?.[0] ?? 0)) * precision))
        : null,
  };
}

type Point = [x: number, y: number];

function areaUnder(points: readonly Point[]): number {
  return sum(
    points.map(([x, y], place) => {
      const [beforeX, beforeY] = points[place - 1] ?? [x, y];
      return ((x - beforeX) * (y + beforeY)) / 2;
    }),
  );
}

/** Without the points in the middle of straight lines along an axis, and then evenly as many as are seen, first and last among them. */
function thinned(points: readonly Point[]): Point[] {
  const bends = points.filter(([x, y], place) => {
    const [before, after] = [points[place - 1], points[place + 1]];
    return !before || !after || !((before[0] === x && x === after[0]) || (before[1] === y && y === after[1]));
  });
  if (bends.length <= MOST_POINTS) return bends;
  return Array.from(
    { length: MOST_POINTS },
    (_, place) => bends[Math.round((place * (bends.length - 1)) / (MOST_POINTS - 1))],
  );
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
