import { METRIC } from '../../shared/metric-names.ts';
import {
  SEARCH_METRIC,
  SURFACE_METRIC,
  SURFACE_VECTORS,
  type SurfaceVector,
  vectorKey,
} from '../../shared/training/surface-metrics.ts';

/** Points of a series in order of step. */
export interface Series {
  step: number[];
  value: number[];
}

/** What a descent recorded, step by step: the columns have a value for each of its steps, NaN where none was recorded. */
export interface Track {
  run: string;
  steps: readonly number[];
  /** A column a coordinate. */
  points: readonly Float64Array[];
  column: (key: string) => Float64Array | null;
}

const SCALARS: readonly string[] = [
  ...Object.values(SURFACE_METRIC),
  ...Object.values(SEARCH_METRIC),
  METRIC.learningRate,
  METRIC.momentum,
];
const VECTOR = new RegExp(`^(${SURFACE_VECTORS.join('|')})/x\\d*$|^(${SURFACE_VECTORS.join('|')})/[yz]$`);
const TRIAL = /^line_search\/\d+\/(alpha|value|slope)$/;

/** Whether the series is part of a descent on a surface. */
export function isTrackKey(key: string): boolean {
  return SCALARS.includes(key) || VECTOR.test(key) || TRIAL.test(key);
}

/** Joins the series of a descent by step: a step counts where every coordinate of its point is there. */
export function createTrack(run: string, series: ReadonlyMap<string, Series>, variables: readonly string[]): Track {
  const [first, ...others] = variables.map((variable) => series.get(vectorKey('point', variable)));
  const held = others.map((each) => new Set(each?.step));
  const steps = (first?.step ?? []).filter((step) => held.every((known) => known.has(step)));
  const columns = new Map<string, Float64Array | null>();
  const column = (key: string) => {
    const known = columns.get(key);
    if (known !== undefined) return known;
    const own = series.get(key);
    const made = own ? aligned(own, steps) : null;
    columns.set(key, made);
    return made;
  };
  const points = variables.map((variable) => column(vectorKey('point', variable)) ?? new Float64Array(steps.length));
  return { run, steps, points, column };
}

/** The place of the last step that is not after `step`; −1 where all are. */
export function placeAt(steps: readonly number[], step: number): number {
  let [low, high] = [0, steps.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((steps[middle] as number) <= step) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** A vector of a track at one of its places; null where any coordinate is missing. */
export function vectorAt(
  track: Track,
  vector: SurfaceVector,
  place: number,
  variables: readonly string[],
): number[] | null {
  const found = variables.map((variable) => track.column(vectorKey(vector, variable))?.[place] ?? Number.NaN);
  return found.every(Number.isFinite) ? found : null;
}

export function pointAt({ points }: Track, place: number): number[] {
  return points.map((column) => column[place] ?? Number.NaN);
}

/** The steps of several tracks together, in order. */
export function stepsOf(tracks: readonly Track[]): number[] {
  const [only] = tracks;
  if (tracks.length === 1 && only) return [...only.steps];
  return [...new Set(tracks.flatMap(({ steps }) => steps))].sort((a, b) => a - b);
}

/** Adds points to a series; the last write of a step wins. */
export function withPoints(held: Series | undefined, fresh: Series): Series {
  const last = held?.step.at(-1) ?? -1;
  const isLater = fresh.step.every((step, index) => step > (index === 0 ? last : (fresh.step[index - 1] as number)));
  if (!held) return isLater ? { step: [...fresh.step], value: [...fresh.value] } : sorted([fresh]);
  if (!isLater) return sorted([held, fresh]);
  held.step.push(...fresh.step);
  held.value.push(...fresh.value);
  return held;
}

function sorted(parts: readonly Series[]): Series {
  const byStep = new Map(parts.flatMap(({ step, value }) => step.map((each, at) => [each, value[at] ?? Number.NaN])));
  const entries = [...byStep].sort(([a], [b]) => a - b);
  return { step: entries.map(([step]) => step), value: entries.map(([, value]) => value) };
}

function aligned({ step, value }: Series, steps: readonly number[]): Float64Array {
  const column = new Float64Array(steps.length).fill(Number.NaN);
  let at = 0;
  for (let place = 0; place < steps.length; place++) {
    while (at < step.length && (step[at] as number) < (steps[place] as number)) at++;
    if (step[at] === steps[place]) column[place] = value[at] ?? Number.NaN;
  }
  return column;
}
