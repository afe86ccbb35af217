import { fromJsonNumber, type JsonNumber, toJsonNumber } from '../../../shared/number.ts';
import { MOST_CLOCK_PIECES, type SeriesQuery } from '../../../shared/query.ts';

export interface Point {
  step: number;
  time: number;
  value: number;
}

/** What the store should answer, by looking at every point: the definition of a pixel column, spelled out. */
export function bruteForce(all: Iterable<Point>, query: Partial<SeriesQuery>, startTime: number) {
  const { x = 'step', pixels = 1000, smoothing = 0 } = query;
  const isLog = query.logX === true && x !== 'time';
  const scaled = (each: number) => (isLog ? Math.log(each) : each);
  const points = [...all].sort((a, b) => a.step - b.step);
  const smoothed = smooth(points, smoothing);
  const xOf = (point: Point) => (x === 'step' ? point.step : x === 'time' ? point.time : point.time - startTime);
  const pieces = piecesOf(points, xOf);
  const apart = pieces.size <= MOST_CLOCK_PIECES;
  const ordered = apart ? points : [...points].sort((a, b) => xOf(a) - xOf(b) || a.step - b.step);
  const xs = points.map(xOf);
  const [lowest, high] = query.window ?? [Math.min(...xs), Math.max(...xs)];
  const positive = xs.filter((each) => each > 0);
  const low = isLog && lowest <= 0 ? Math.min(...positive, Number.MAX_VALUE) : lowest;
  const inside = ordered.filter((point) => xOf(point) >= low && xOf(point) <= high);
  const raw = inside.length <= pixels;
  const columnOf = (point: Point, index: number) =>
    raw
      ? index
      : Math.min(Math.floor(((scaled(xOf(point)) - scaled(low)) * pixels) / (scaled(high) - scaled(low))), pixels - 1);
  const pieceOf = (point: Point) => (apart ? [...pieces].findIndex(([, piece]) => piece.includes(point)) : 0);
  const placed = inside.map((point, index) => ({ point, piece: pieceOf(point), column: columnOf(point, index) }));
  const groups = [...Map.groupBy(placed, ({ piece, column }) => `${piece} ${column}`).values()]
    .sort(([a], [b]) => (a?.piece ?? 0) - (b?.piece ?? 0) || (a?.column ?? 0) - (b?.column ?? 0))
    .map((group) => group.map(({ point }) => point));
  return {
    points: inside.length,
    raw,
    buckets: groups.map((group) => {
      const finite = group.map(({ value }) => value).filter(Number.isFinite);
      const last = group.at(-1) as Point;
      return {
        step: last.step,
        time: last.time,
        first: toJsonNumber(group[0]?.value as number),
        last: toJsonNumber(last.value),
        min: finite.length > 0 ? Math.min(...finite) : null,
        max: finite.length > 0 ? Math.max(...finite) : null,
        mean: finite.length > 0 ? finite.reduce((sum, value) => sum + value / finite.length, 0) : null,
        count: group.length,
        nonFinite: group.length - finite.length,
        ...(smoothing > 0 && { smoothed: smoothed.get(last.step) as number }),
      };
    }),
  };
}

/** The stretches of points over which x does not fall, by their number. */
function piecesOf(points: readonly Point[], xOf: (point: Point) => number): Map<number, Point[]> {
  let piece = 0;
  return Map.groupBy(points, (point, index) => {
    const before = points[index - 1];
    if (before && xOf(point) < xOf(before)) piece++;
    return piece;
  });
}

/** The debiased moving average of every point, by its definition as a weighted sum. */
function smooth(points: readonly Point[], smoothing: number): Map<number, number> {
  const isConstant = points.every(({ value }) => value === points[0]?.value);
  const weights = { value: 0, weight: 0 };
  return new Map(
    points.map(({ step, value }) => {
      if (isConstant || !Number.isFinite(value)) return [step, value];
      weights.value = weights.value * smoothing + value;
      weights.weight = weights.weight * smoothing + 1;
      return [step, weights.value / weights.weight];
    }),
  );
}

export function summarize(all: Iterable<Point>) {
  const points = [...all].sort((a, b) => a.step - b.step);
  const finite = points.filter(({ value }) => Number.isFinite(value));
  const last = points.at(-1) as Point;
  const min = Math.min(...finite.map(({ value }) => value));
  const max = Math.max(...finite.map(({ value }) => value));
  const some = finite.length > 0;
  return {
    last: toJsonNumber(last.value),
    lastStep: last.step,
    min: some ? min : null,
    argmin: some ? finite.find(({ value }) => value === min)?.step : null,
    max: some ? max : null,
    argmax: some ? finite.find(({ value }) => value === max)?.step : null,
    mean: some ? finite.reduce((sum, { value }) => sum + value / finite.length, 0) : null,
    count: points.length,
    nonFinite: points.length - finite.length,
  };
}

export const numberOf = (value: JsonNumber | null | undefined) => (value == null ? value : fromJsonNumber(value));
