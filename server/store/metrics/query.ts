import { toJsonNumber } from '../../../shared/number.ts';
import type { Buckets, SeriesQuery, SeriesResult } from '../../../shared/query.ts';
import type { SeriesSummary } from '../../../shared/run.ts';
import type { Bucket } from './bucket.ts';
import { type Axis, reduceToPixels } from './pixels.ts';
import type { SeriesMemory } from './series-memory.ts';
import { smoothSeries } from './smoothing.ts';

const DEFAULT_PIXELS = 1000;

export type SeriesAnswerPart = Omit<SeriesResult, 'run' | 'key' | 'rev'>;

/** Answers for one series, exactly as if every one of its points had been looked at. */
export function querySeries(series: SeriesMemory, query: SeriesQuery, startTime: number | null): SeriesAnswerPart {
  const { x = 'step', window, pixels = DEFAULT_PIXELS, smoothing = 0 } = query;
  const axis: Axis = {
    by: x === 'step' ? 'steps' : 'times',
    origin: x === 'relative' ? (startTime ?? 0) : 0,
  };
  const { points, raw, buckets } = reduceToPixels(series.nodes(), axis, window, pixels, (node) => series.open(node));
  const smooth = smoothing > 0 ? smoothBuckets(series, smoothing, buckets) : undefined;
  return {
    startTime,
    points,
    raw,
    buckets: { ...toColumns(buckets), ...(smooth && { smoothed: smooth.smoothed.map(toJsonNumber) }) },
    ...(smooth && { smoothingState: smooth.state }),
    summary: toSummary(series.total),
  };
}

/** What is told of a series without its points. */
export function toSummary({ count, nonFinite, last, lastStep, min, argmin, max, argmax, sum }: Bucket): SeriesSummary {
  const finite = count - nonFinite;
  return {
    last: toJsonNumber(last),
    lastStep,
    min: finite > 0 ? min : null,
    argmin: finite > 0 ? argmin : null,
    max: finite > 0 ? max : null,
    argmax: finite > 0 ? argmax : null,
    mean: finite > 0 ? toJsonNumber(sum / finite) : null,
    count,
    nonFinite,
  };
}

/** The moving average at the last point of each bucket. By time, buckets need not be in order of step. */
function smoothBuckets(series: SeriesMemory, smoothing: number, buckets: readonly Bucket[]) {
  const steps = buckets.map(({ lastStep }) => lastStep);
  if (steps.every((step, index) => index === 0 || step > (steps[index - 1] as number))) {
    return smoothSeries(series, smoothing, steps);
  }
  const sorted = steps.toSorted((a, b) => a - b);
  const { smoothed, state } = smoothSeries(series, smoothing, sorted);
  const byStep = new Map(sorted.map((step, index) => [step, smoothed[index] as number]));
  return { smoothed: steps.map((step) => byStep.get(step) as number), state };
}

function toColumns(buckets: readonly Bucket[]): Buckets {
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
  };
  for (const { lastStep, lastTime, first, last, min, max, sum, count, nonFinite } of buckets) {
    const finite = count - nonFinite;
    columns.step.push(lastStep);
    columns.time.push(lastTime);
    columns.first.push(toJsonNumber(first));
    columns.last.push(toJsonNumber(last));
    columns.min.push(finite > 0 ? min : null);
    columns.max.push(finite > 0 ? max : null);
    columns.mean.push(finite > 0 ? meanOf(sum, finite, min, max) : null);
    columns.count.push(count);
    columns.nonFinite.push(nonFinite);
  }
  return columns;
}

/** A sum of huge values overflows although their mean does not: then the middle stands for it. */
const meanOf = (sum: number, count: number, min: number, max: number) =>
  Number.isFinite(sum) ? sum / count : min / 2 + max / 2;
