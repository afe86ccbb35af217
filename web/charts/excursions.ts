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
/** So many distances tell what is usual. */
const MOST_SAMPLED = 256;

/**
 * Where the line that the eye follows hides an extreme: the average of a bucket or a moving average makes a spike of
 * one point in thousands a ghost. Usual is the median distance of the extremes from the line, in median deviations; on a
 * logarithmic axis all of it is of the logarithms.
 */
export function excursionsOf(line: PlotLine, log: boolean): Excursion[] {
  const main = placesOf(mainValues(line), log);
  const min = placesOf(line.columns.min, log);
  const max = placesOf(line.columns.max, log);
  const near = NEAR_SHARE * (extreme(max, Math.max) - extreme(min, Math.min));
  return [...beyond(main, max, near, 'max'), ...beyond(main, min, near, 'min')];
}

/** Where values lie on the axis; NaN where they have no place. */
function placesOf(values: readonly number[], log: boolean): Float64Array {
  const places = new Float64Array(values.length);
  for (let index = 0; index < places.length; index++) {
    const value = values[index] as number;
    places[index] = log ? (value > 0 ? Math.log(value) : Number.NaN) : value;
  }
  return places;
}

function beyond(main: Float64Array, ends: Float64Array, near: number, extremes: 'min' | 'max'): Excursion[] {
  const side = extremes === 'max' ? 1 : -1;
  const distances = new Float64Array(main.length);
  for (let index = 0; index < main.length; index++)
    distances[index] = side * ((ends[index] as number) - (main[index] as number));
  if (!(extreme(distances, Math.max) > near)) return [];
  const some = sampleOf(distances);
  const usual = median(some);
  const deviation = median(some.map((distance) => Math.abs(distance - usual)));
  const least = Math.max(usual + FAR * deviation, near);
  return stretches(distances, (distance) => distance > least).map(([from, to]) => ({ from, to, extremes }));
}

/** Finite values, evenly chosen where there are many. */
function sampleOf(values: Float64Array): Float64Array {
  const every = Math.ceil(values.length / MOST_SAMPLED);
  const sample: number[] = [];
  for (let index = 0; index < values.length; index += every) {
    const value = values[index] as number;
    if (Number.isFinite(value)) sample.push(value);
  }
  return Float64Array.from(sample);
}

/** Of the finite values. */
function extreme(values: Float64Array, better: (a: number, b: number) => number): number {
  let found = Number.NaN;
  for (const value of values) if (Number.isFinite(value)) found = Number.isNaN(found) ? value : better(found, value);
  return found;
}

function stretches(values: Float64Array, isIn: (value: number) => boolean): [number, number][] {
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

/** Sorts the values. */
function median(values: Float64Array): number {
  return values.sort()[values.length >> 1] ?? 0;
}
