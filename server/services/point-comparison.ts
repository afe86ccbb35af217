import { metricKind } from '../../shared/metric-names.ts';
import { toJsonNumber } from '../../shared/number.ts';
import type { Reproduction } from '../../shared/training/reproduction.ts';
import type { MetricReader } from '../ports/metric-reader.ts';

const PAGE = 20_000;

type Difference = NonNullable<Reproduction['first']>;
export interface Comparison {
  /** Points that are equal, up to the first difference of each series. */
  points: number;
  series: number;
  first: Difference | null;
}

/** Compares all series of two runs point by point, besides those of time and of the machine. */
export async function comparePoints(
  metrics: Pick<MetricReader, 'series' | 'points'>,
  original: string,
  copy: string,
): Promise<Comparison> {
  const [was, is] = await Promise.all([metrics.series(original), metrics.series(copy)]);
  const keys = [...new Set([...Object.keys(was), ...Object.keys(is)])].filter(isOfTraining);
  const found: Comparison = { points: 0, series: keys.length, first: null };
  for (const key of keys) {
    const { equal, difference } = await compareSeries(metrics, key, original, copy);
    found.points += equal;
    if (difference && (found.first === null || difference.step < found.first.step)) found.first = difference;
  }
  return found;
}

function isOfTraining(key: string): boolean {
  return !['system', 'speed'].includes(metricKind(key));
}

async function compareSeries(
  metrics: Pick<MetricReader, 'points'>,
  key: string,
  original: string,
  copy: string,
): Promise<{ equal: number; difference: Difference | null }> {
  let equal = 0;
  for (let after = -1; ; ) {
    const page = { after, limit: PAGE };
    const [was, is] = await Promise.all([metrics.points(original, key, page), metrics.points(copy, key, page)]);
    const length = Math.max(was.step.length, is.step.length);
    for (let i = 0; i < length; i++) {
      const [a, b] = [was.value[i], is.value[i]];
      if (was.step[i] === is.step[i] && Object.is(a, b)) continue;
      return { equal: equal + i, difference: differenceAt(key, [was.step[i], a], [is.step[i], b]) };
    }
    equal += length;
    if (length < PAGE) return { equal, difference: null };
    after = was.step[length - 1] as number;
  }
}

type Point = [step: number | undefined, value: number | undefined];

/** Where one run has a point at an earlier step than the other has its next one, the other has none there. */
function differenceAt(key: string, [stepWas, was]: Point, [stepIs, is]: Point): Difference {
  const step = Math.min(stepWas ?? Number.POSITIVE_INFINITY, stepIs ?? Number.POSITIVE_INFINITY);
  const [a, b] = [stepWas === step ? was : undefined, stepIs === step ? is : undefined];
  const jsonOrNull = (value: number | undefined) => (value === undefined ? null : toJsonNumber(value));
  const precision = isFloat32(a) && isFloat32(b) ? 'float32' : 'float64';
  return {
    ...{ step, key, was: jsonOrNull(a), is: jsonOrNull(b), precision },
    difference: a === undefined || b === undefined ? null : toJsonNumber(Math.abs(a - b)),
    ulps: a === undefined || b === undefined ? null : ulpsBetween(a, b, precision),
  };
}

const isFloat32 = (value: number | undefined) => value === undefined || Object.is(Math.fround(value), value);

/** How many numbers of a precision lie between two, with one of them; null where one is not finite. */
export function ulpsBetween(a: number, b: number, precision: Difference['precision']): number | null {
  if (!Number.isFinite(a) || !Number.isFinite(b)) return null;
  const place = precision === 'float32' ? placeOfFloat32 : placeOfFloat64;
  const apart = place(a) - place(b);
  return Number(apart < 0n ? -apart : apart);
}

/** The bits of a number as an integer in the order of the numbers; both zeros are 0. */
function placeOfFloat64(value: number): bigint {
  const bits = new BigInt64Array(Float64Array.of(value).buffer)[0] as bigint;
  return bits < 0n ? -(bits & 0x7fffffffffffffffn) : bits;
}

function placeOfFloat32(value: number): bigint {
  const bits = new Int32Array(Float32Array.of(value).buffer)[0] as number;
  return BigInt(bits < 0 ? -(bits & 0x7fffffff) : bits);
}
