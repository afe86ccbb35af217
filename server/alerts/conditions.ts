import type { AlertCondition } from '../../shared/alert.ts';
import type { FloatColumns } from '../../shared/ingest.ts';

/** That a condition is true of a run, in words that follow the run's name. */
export interface Finding {
  message: string;
  step: number | null;
}

type SeriesCondition = Extract<AlertCondition, { metric: string }> | { kind: 'nan'; metric: string };

/** Follows one series point by point, in order of step. */
export interface SeriesCheck {
  readonly metric: string;
  take(points: FloatColumns): void;
  /** Null while the condition is not true. */
  finding(): Finding | null;
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
    finding: () => found,
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
    finding() {
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
  /** Time of the first point past the limit, of those in a row up to the latest; null when that is not past it. */
  let since: number | null = null;
  let last = { value: Number.NaN, step: 0, time: 0 };
  return {
    metric,
    take: eachPoint((value, step, time) => {
      const isPast = side === 'above' ? value > limit : value < limit;
      since = isPast ? (since ?? time) : null;
      last = { value, step, time };
    }),
    finding() {
      if (since === null || last.time - since < seconds * 1000) return null;
      const long = seconds > 0 ? ` for ${Math.round((last.time - since) / 1000)} s` : '';
      return {
        message: `${metric} is ${side} ${limit}${long}: ${short(last.value)} at step ${last.step}`,
        step: last.step,
      };
    },
  };
}

function short(value: number): string {
  return String(Number(value.toPrecision(4)));
}
