import { mainValues } from './main-values.ts';
import type { PlotLine } from './plot-line.ts';

/** A stretch of buckets whose extremes leave the neighbourhood of the line. */
export interface Excursion {
  from: number;
  /** Behind the last bucket. */
  to: number;
  extremes: 'min' | 'max';
}

/** An extreme further from the line than usual by so many times what is usual leaves its neighbourhood. */
const FAR = 8;
/** Closer than this share of all that is drawn, an eye finds an extreme beside the line. */
const NEAR_SHARE = 0.05;

/**
 * Where the line that the eye follows hides an extreme: the average of a bucket or a moving average makes a spike of
 * one point in thousands a ghost. Usual is the median distance of the extremes from the line, in median deviations; on a
 * logarithmic axis all of it is of the logarithms.
 */
export function excursionsOf(line: PlotLine, log: boolean): Excursion[] {
  const seen = (values: readonly number[]) =>
    log ? values.map((value) => (value > 0 ? Math.log(value) : Number.NaN)) : values;
  const main = seen(mainValues(line));
  const [min, max] = [seen(line.columns.min), seen(line.columns.max)];
  const span = Math.max(...max.filter(Number.isFinite)) - Math.min(...min.filter(Number.isFinite));
  return (['max', 'min'] as const).flatMap((extremes) => {
    const side = extremes === 'max' ? 1 : -1;
    const distances = main.map(
      (value, index) => side * (((extremes === 'max' ? max : min)[index] ?? Number.NaN) - value),
    );
    const finite = distances.filter(Number.isFinite);
    const usual = median(finite);
    const deviation = median(finite.map((distance) => Math.abs(distance - usual)));
    const least = Math.max(usual + FAR * deviation, NEAR_SHARE * span);
    return stretches(distances, (distance) => distance > least).map(([from, to]) => ({ from, to, extremes }));
  });
}

function stretches(values: readonly number[], isIn: (value: number) => boolean): [number, number][] {
  const found: [number, number][] = [];
  let from = -1;
  for (let index = 0; index <= values.length; index++) {
    const inside = index < values.length && isIn(values[index] ?? Number.NaN);
    if (inside && from < 0) from = index;
    if (inside || from < 0) continue;
    found.push([from, index]);
    from = -1;
  }
  return found;
}

function median(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[sorted.length >> 1] ?? 0;
}
