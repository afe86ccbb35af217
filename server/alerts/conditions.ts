import type { AlertCondition } from '../../shared/alert.ts';
import type { FloatColumns } from '../../shared/ingest.ts';

/** That a condition is true of a run, in words that follow the run's name. */
export interface Finding {
  message: string;
  step: number | null;
  /** It was true since the last look, and is not any more: the step at which it became true. */
  overSince?: number;
}

type SeriesCondition = Extract<AlertCondition, { metric: string }> | { kind: 'nan'; metric: string };

/** Follows one series point by point, in order of step. */
export interface SeriesCheck {
  readonly metric: string;
  take(points: FloatColumns): void;
  /** What is true, or was since the last look; else null. */
  look(): Finding | null;
}

/** The check of a condition about a series; undefined for one about the run as a whole. */
export function createSeriesCheck(condition: AlertCondition): SeriesCheck | undefined {
  if (condition.kind === 'plateau') return plateau(condition);
  if (condition.kind === 'threshold') return threshold(condition);
  return condition.kind === 'nan' && condition.metric !== undefined ? notFinite(condition.metric) : undefined;
}

function eachPoint(take: (value: number, step: number, time: number) => void): SeriesCheck['take'] {
  return ({ step, time, value }) => {
    for (let index = 0; index < step.length; index++)
      take(value[index] as number, step[index] as number, time[index] as number);
  };
}

function notFinite(metric: string): SeriesCheck {
  let found: Finding | null = null;
  return {
    metric,
    take: eachPoint((value, step) => {
      if (!Number.isFinite(value)) found ??= { message: `${metric} is ${value} at step ${step}`, step };
    }),
    look: () => found,
  };
}

function plateau({ metric, goal, points, tolerance }: Extract<SeriesCondition, { kind: 'plateau' }>): SeriesCheck {
  const sign = goal === 'min' ? 1 : -1;
  let best = Number.POSITIVE_INFINITY;
  let bestStep = 0;
  let since = 0;
  let lastStep = 0;
  return {
    metric,
    take: eachPoint((value, step) => {
      since += 1;
      lastStep = step;
      const cost = sign * value;
      if (!(cost < best - tolerance || (best === Number.POSITIVE_INFINITY && cost < best))) return;
      best = cost;
      bestStep = step;
      since = 0;
    }),
    look() {
      if (since < points || best === Number.POSITIVE_INFINITY) return null;
      const message = `${metric} has not improved for ${since} points: best ${short(sign * best)} at step ${bestStep}`;
      return { message, step: lastStep };
    },
  };
}

function threshold({
  metric,
  side,
  value: limit,
  seconds,
}: Extract<SeriesCondition, { kind: 'threshold' }>): SeriesCheck {
  /** The first point past the limit of those in a row up to the latest; null when that is not past it. */
  let start: { step: number; time: number } | null = null;
  /** The latest point past the limit for long enough. */
  let last: { value: number; step: number; long: number } | null = null;
  /** What is over since the last look. */
  let over: Finding | null = null;

  const describe = (word: 'is' | 'was', { value, step, long }: NonNullable<typeof last>) =>
    `${metric} ${word} ${side} ${limit}${seconds > 0 ? ` for ${Math.round(long)} s` : ''}: ${short(value)} at step ${step}`;

  return {
    metric,
    take: eachPoint((value, step, time) => {
      const isPast = side === 'above' ? value > limit : value < limit;
      if (isPast) {
        start ??= { step, time };
        const long = (time - start.time) / 1000;
        if (long >= seconds) last = { value, step, long };
        return;
      }
      if (start && last) over = { message: describe('was', last), step: last.step, overSince: start.step };
      [start, last] = [null, null];
    }),
    look() {
      const found = last ? { message: describe('is', last), step: last.step } : over;
      over = null;
      return found;
    },
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
