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
/** Buckets to each side of an extreme that tell what is usual there: the noise of a training falls with its loss. */
const AROUND = 32;
/** Fewer buckets tell nothing. */
const FEWEST_BESIDE = 8;

/**
 * Where the line that the eye follows hides an extreme: the average of a bucket or a moving average makes a spike of
 * one point in thousands a ghost. Usual is the median distance of the extremes from the line, in median deviations, of the
 * whole line and around the extreme. An extreme that the values beside it lead to is none: there the moving average lags.
 * On a logarithmic axis all of it is of the logarithms.
 */
export function excursionsOf(line: PlotLine, log: boolean): Excursion[] {
  const main = placesOf(mainValues(line), log);
  const min = placesOf(line.columns.min, log);
  const max = placesOf(line.columns.max, log);
  const mean = placesOf(line.columns.mean, log);
  const near = NEAR_SHARE * (extreme(max, Math.max) - extreme(min, Math.min));
  const leads = { main, mean, near };
  return [...beyond(leads, max, 'max'), ...beyond(leads, min, 'min')];
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

interface Followed {
  main: Float64Array;
  mean: Float64Array;
  /** Extremes nearer than this are seen beside the line. */
  near: number;
}

function beyond({ main, mean, near }: Followed, ends: Float64Array, extremes: 'min' | 'max'): Excursion[] {
  const side = extremes === 'max' ? 1 : -1;
  const distances = new Float64Array(main.length);
  for (let index = 0; index < main.length; index++)
    distances[index] = side * ((ends[index] as number) - (main[index] as number));
  if (!(extreme(distances, Math.max) > near)) return [];
  const least = Math.max(farFrom(sampleOf(distances)), near);
  return stretches(distances, (distance) => distance > least)
    .filter(([from, to]) => {
      const tip = side * extreme(ends.subarray(from, to), extremes === 'max' ? Math.max : Math.min);
      const isTip = [mean[from - 1], mean[to]].every((beside) => !(tip - side * (beside ?? Number.NaN) <= near));
      return isTip && isFarAround(distances, from, to);
    })
    .map(([from, to]) => ({ from, to, extremes }));
}

/** A distance that is far where these are usual. Sorts them. */
function farFrom(distances: Float64Array): number {
  const usual = median(distances);
  return usual + FAR * median(distances.map((distance) => Math.abs(distance - usual)));
}

/** Whether it is far from what is usual before it and from what is usual behind it. */
function isFarAround(distances: Float64Array, from: number, to: number): boolean {
  const farthest = extreme(distances.subarray(from, to), Math.max);
  return [distances.slice(Math.max(0, from - AROUND), from), distances.slice(to, to + AROUND)].every((beside) => {
    const finite = beside.filter(Number.isFinite);
    return finite.length < FEWEST_BESIDE || farthest > farFrom(finite);
  });
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
