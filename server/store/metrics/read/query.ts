import { toJsonNumber } from '../../../../shared/number.ts';
import type { Buckets, SeriesQuery, SeriesResult } from '../../../../shared/query.ts';
import type { SeriesSummary } from '../../../../shared/run.ts';
import type { Node } from '../memory/series-memory.ts';
import { type Bucket, meanOf } from '../points/bucket.ts';
import { kindsOf } from './non-finite.ts';
import { type Axis, reduceToPixels } from './pixels.ts';
import type { ReadableSeries } from './readable-series.ts';
import { smoothWith } from './smoothers.ts';
import { type Average, smoothSeries } from './smoothing.ts';
import { type OverMetric, overMetric } from './x-metric.ts';

const DEFAULT_PIXELS = 1000;

export type SeriesAnswerPart = Omit<SeriesResult, 'run' | 'key' | 'rev'>;

/** Answers for one series, exactly as if every one of its points had been looked at. */
export function querySeries(
  series: ReadableSeries,
  query: SeriesQuery & { kinds?: boolean },
  { startTime, xSeries }: { startTime: number | null; xSeries?: ReadableSeries | undefined },
): SeriesAnswerPart {
  const { x = 'step', xMetric, logX = false, window, pixels = DEFAULT_PIXELS } = query;
  const axis: Axis = {
    by: x === 'step' && xMetric === undefined ? 'steps' : 'times',
    origin: x === 'relative' && xMetric === undefined ? (startTime ?? 0) : 0,
    inPieces: x !== 'step' && xMetric === undefined,
    log: logX && (x !== 'time' || xMetric !== undefined),
  };
  const over = xSeries && overMetric(series, xSeries);
  const nodes = over ? nonEmpty(over.node) : xMetric === undefined ? series.nodes() : [];
  const { points, raw, buckets } = reduceToPixels(nodes, axis, window, pixels, (node) => series.open(node));
  const { smoothed, state } = smooth(series, query, buckets);
  return {
    startTime,
    points,
    raw,
    buckets: {
      ...toColumns(buckets, over),
      ...(smoothed && { smoothed: smoothed.map(toJsonNumber) }),
      ...(query.kinds && series.total.nonFinite > 0 && { nonFiniteKinds: kindsOf(series, buckets) }),
    },
    ...(state && { smoothingState: state }),
    summary: toSummary(series.total),
  };
}

const nonEmpty = (node: Node) => (node.bucket.count > 0 ? [node] : []);

/** The moving average that is asked for, read at the last point of each bucket. */
export function smooth(
  series: ReadableSeries,
  { smoothing = 0, smoother }: Pick<SeriesQuery, 'smoothing' | 'smoother'>,
  buckets: readonly Bucket[],
): { smoothed?: number[]; state?: Average | undefined } {
  if (smoother) return { smoothed: atSteps(buckets, (steps) => smoothWith(series, smoother, steps)) };
  if (smoothing === 0) return {};
  let state: Average | undefined;
  const smoothed = atSteps(buckets, (steps) => {
    const answer = smoothSeries(series, smoothing, steps);
    state = answer.state;
    return answer.smoothed;
  });
  return { smoothed, state };
}

/** The summary of a series from the bucket of all its points. */
export function toSummary(bucket: Bucket): SeriesSummary {
  const { count, nonFinite, last, lastStep, min, argmin, max, argmax } = bucket;
  const finite = count - nonFinite;
  return {
    last: toJsonNumber(last),
    lastStep,
    min: finite > 0 ? min : null,
    argmin: finite > 0 ? argmin : null,
    max: finite > 0 ? max : null,
    argmax: finite > 0 ? argmax : null,
    mean: meanOf(bucket),
    count,
    nonFinite,
  };
}

/** Reads smoothed values at the last point of each bucket. Only over steps are buckets in order of step. */
function atSteps(buckets: readonly Bucket[], read: (steps: readonly number[]) => number[]): number[] {
  const steps = buckets.map(({ lastStep }) => lastStep);
  if (steps.every((step, index) => index === 0 || step > (steps[index - 1] as number))) return read(steps);
  const sorted = steps.toSorted((a, b) => a - b);
  const smoothed = read(sorted);
  const byStep = new Map(sorted.map((step, index) => [step, smoothed[index] as number]));
  return steps.map((step) => byStep.get(step) as number);
}

function toColumns(buckets: readonly Bucket[], over: OverMetric | undefined): Buckets {
  const columns: Buckets = {
    step: [],
    time: [],
    first: [],
    last: [],
    min: [],
    max: [],
    mean: [],
    count: [],
    nonFinite: [],
    ...(over && { x: buckets.map(({ lastTime }) => lastTime) }),
  };
  for (const bucket of buckets) {
    const { lastStep, lastTime, first, last, min, max, count, nonFinite } = bucket;
    const finite = count - nonFinite;
    columns.step.push(lastStep);
    columns.time.push(over ? over.timeOf(bucket) : lastTime);
    columns.first.push(toJsonNumber(first));
    columns.last.push(toJsonNumber(last));
    columns.min.push(finite > 0 ? min : null);
    columns.max.push(finite > 0 ? max : null);
    columns.mean.push(meanOf(bucket));
    columns.count.push(count);
    columns.nonFinite.push(nonFinite);
  }
  return columns;
}
