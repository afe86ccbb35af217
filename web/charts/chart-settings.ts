import type { ChartSettings } from '../../shared/panel-spec.ts';
import type { Smoother } from '../../shared/query.ts';
import type { XKind } from './axes/x-kind.ts';

export const USUAL_SMOOTHING = 0.6;
export const MOST_SMOOTHING = 0.99;

export type TooltipOrder = NonNullable<ChartSettings['tooltip']>;

/** Settings of one chart, with nothing left open. */
export interface DecidedSettings {
  x: XKind;
  /** The metric along the x axis; null unless `x` is `metric`. */
  xMetric: string | null;
  logX: boolean;
  y: 'auto' | 'linear' | 'log';
  /** Weight of the past in the debiased moving average; 0 when there is none, or another smoother. */
  smoothing: number;
  smoother: Smoother | null;
  /** Whether outliers are left out of the y range. */
  robust: boolean;
  synced: boolean;
  /** Whether forked runs begin with the curves of those before them. */
  ancestors: boolean;
  /** Whether what happened in runs is marked; null where that is as usual. */
  events: boolean | null;
  tooltip: TooltipOrder;
}

/** What a chart is drawn with: its own settings, then those of all charts, then what is usual. */
export function decideSettings(shared: ChartSettings, own: ChartSettings = {}): DecidedSettings {
  const both = { ...shared, ...own };
  // Each of these replaces the other, so that a chart's own one also replaces the other of all charts.
  if (own.x !== undefined && own.xMetric === undefined) delete both.xMetric;
  if (own.smoothing !== undefined && own.smoother === undefined) delete both.smoother;
  const { x = 'step', xMetric, logX = false, y = 'auto', smoothing = USUAL_SMOOTHING, smoother } = both;
  const kind = xMetric === undefined ? x : 'metric';
  return {
    x: kind,
    xMetric: xMetric ?? null,
    logX: logX && kind !== 'time',
    y,
    smoothing: smoother ? 0 : smoothing,
    smoother: smoother ?? null,
    robust: both.outliers === 'left-out',
    synced: both.synced ?? true,
    ancestors: both.ancestors ?? true,
    events: both.events ?? null,
    tooltip: both.tooltip ?? 'nearest',
  };
}

const SMOOTHER_SIZES = { 'time-ema': 'halfLifeMs', average: 'points', gaussian: 'deviation' } as const;

/** How curves are smoothed, in words; null where they are drawn as they were logged. */
export function smoothingInWords({
  smoothing,
  smoother,
}: Pick<DecidedSettings, 'smoothing' | 'smoother'>): string | null {
  if (smoother?.kind === 'time-ema') return `time-weighted average, half-life ${smoother.halfLifeMs / 1000} s`;
  if (smoother?.kind === 'average') return `average of ${smoother.points} points`;
  if (smoother) return `Gaussian, σ ${smoother.deviation} points`;
  return smoothing > 0 ? `moving average, ${smoothing}` : null;
}

/** A smoother as a short text for an address: `gaussian~5`. */
export function smootherText(smoother: Smoother): string {
  if (smoother.kind === 'time-ema') return `time-ema~${smoother.halfLifeMs}`;
  return smoother.kind === 'average' ? `average~${smoother.points}` : `gaussian~${smoother.deviation}`;
}

/** The smoother that a text names; undefined for any other text. */
export function parseSmoother(text: string): Smoother | undefined {
  const [kind = '', given = ''] = text.split('~');
  const size = Number(given);
  if (!Object.hasOwn(SMOOTHER_SIZES, kind) || !(size > 0) || !Number.isFinite(size)) return undefined;
  if (kind === 'time-ema') return { kind, halfLifeMs: size };
  if (kind === 'average') return { kind, points: Math.min(10_000, Math.ceil(size)) };
  return { kind: 'gaussian', deviation: Math.min(1000, size) };
}
