import { SEARCH_METRIC, trialKey } from '../../shared/training/surface-metrics.ts';
import { type SurfaceShape, surfaceValues } from '../../shared/training/surface-shape.ts';
import { slopeAlong } from './slope-along.ts';
import { pointAt, type Track, vectorAt } from './track.ts';

/** Shares of the two Wolfe conditions, c₁ and c₂: those that the engine's searches use. */
export const WOLFE = { decrease: 1e-4, curvature: 0.9 } as const;

/** A distance that a search tried. */
export interface Trial {
  alpha: number;
  value: number;
  slope: number;
}

export type Interval = readonly [from: number, to: number];

/** The line that a step was searched along. */
export interface SearchLine {
  origin: number[];
  direction: number[];
  /** φ(0) and φ′(0). */
  start: Trial;
  trials: Trial[];
  /** Where the search ended. */
  accepted: number;
  falls: boolean;
  level: boolean;
}

/** φ over distances, and where each Wolfe condition holds among them. */
export interface Phi {
  alphas: Float64Array;
  values: Float64Array;
  /** φ(α) ≤ φ(0) + c₁·α·φ′(0) */
  falls: Interval[];
  /** |φ′(α)| ≤ c₂·|φ′(0)| */
  level: Interval[];
  both: Interval[];
}

/** φ(α) ≤ φ(0) + c₁·α·φ′(0): the condition of Armijo. */
export function meetsDecrease({ alpha, value }: Pick<Trial, 'alpha' | 'value'>, start: Trial): boolean {
  return value <= start.value + WOLFE.decrease * alpha * start.slope;
}

/** |φ′(α)| ≤ c₂·|φ′(0)|: the strong condition of Wolfe. */
export function meetsSlope({ slope }: Pick<Trial, 'slope'>, start: Trial): boolean {
  return Math.abs(slope) <= -WOLFE.curvature * start.slope;
}

const POINTS = 600;
const BISECTIONS = 40;

/** The search of the step that led to a place of a track; null where that step did not search, or went nowhere. */
export function searchAt(track: Track, place: number, variables: readonly string[]): SearchLine | null {
  const at = (key: string) => track.column(key)?.[place] ?? Number.NaN;
  const accepted = at(SEARCH_METRIC.alpha);
  const update = vectorAt(track, 'update', place, variables);
  const trials: Trial[] = [];
  for (let trial = 0; ; trial++) {
    const alpha = at(trialKey(trial, 'alpha'));
    if (Number.isNaN(alpha)) break;
    trials.push({ alpha, value: at(trialKey(trial, 'value')), slope: at(trialKey(trial, 'slope')) });
  }
  const [start, ...tried] = trials;
  if (!start || !update || !(accepted > 0)) return null;
  const end = pointAt(track, place);
  return {
    origin: end.map((each, index) => each - (update[index] ?? 0)),
    direction: update.map((each) => each / accepted),
    start,
    trials: tried,
    accepted,
    falls: at(SEARCH_METRIC.falls) === 1,
    level: at(SEARCH_METRIC.level) === 1,
  };
}

/** φ(α) = f(origin + α·direction) at many distances. */
export function valuesAlong(
  shape: SurfaceShape,
  { origin, direction }: Pick<SearchLine, 'origin' | 'direction'>,
  alphas: Float64Array,
): Float64Array {
  const columns = origin.map((each, index) => alphas.map((alpha) => each + alpha * (direction[index] ?? 0)));
  return surfaceValues(shape, columns);
}

/** φ from 0 to `to`, and where the Wolfe conditions hold. */
export function phiOf(shape: SurfaceShape, line: SearchLine, to: number): Phi {
  const alphas = Float64Array.from({ length: POINTS }, (_, index) => (to * index) / (POINTS - 1));
  const values = valuesAlong(shape, line, alphas);
  const valueAt = (alpha: number) => valuesAlong(shape, line, Float64Array.of(alpha))[0] ?? Number.NaN;
  const slopeAt = (alpha: number) =>
    slopeAlong(
      shape,
      line.origin.map((each, index) => each + alpha * (line.direction[index] ?? 0)),
      line.direction,
    );
  const hasFallen = (alpha: number) => meetsDecrease({ alpha, value: valueAt(alpha) }, line.start);
  const isLevel = (alpha: number) => meetsSlope({ slope: slopeAt(alpha) }, line.start);
  return {
    alphas,
    values,
    falls: intervalsWhere(hasFallen, alphas),
    level: intervalsWhere(isLevel, alphas),
    both: intervalsWhere((alpha) => hasFallen(alpha) && isLevel(alpha), alphas),
  };
}

/** The intervals in which a condition holds, their ends found by bisection between neighbouring numbers. */
export function intervalsWhere(holds: (alpha: number) => boolean, alphas: Float64Array): Interval[] {
  const intervals: Interval[] = [];
  let from: number | null = null;
  let before = 0;
  for (const alpha of alphas.subarray(1)) {
    const now = holds(alpha);
    if (now && from === null) from = before === 0 && holds(alpha / 2 ** BISECTIONS) ? 0 : edge(holds, before, alpha);
    if (!now && from !== null) {
      intervals.push([from, edge(holds, before, alpha)]);
      from = null;
    }
    before = alpha;
  }
  return from === null ? intervals : [...intervals, [from, before]];
}

/** Where a condition changes between two numbers. */
function edge(holds: (alpha: number) => boolean, low: number, high: number): number {
  const atHigh = holds(high);
  let [left, right] = [low, high];
  for (let round = 0; round < BISECTIONS; round++) {
    const middle = (left + right) / 2;
    if (holds(middle) === atHigh) right = middle;
    else left = middle;
  }
  return (left + right) / 2;
}
