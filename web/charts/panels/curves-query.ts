import type { CurveColumn, CurvesQuery } from '../../../shared/panel-query.ts';
import type { DecidedSettings } from '../chart-settings.ts';

const COLUMNS: readonly CurveColumn[] = ['step', 'time', 'mean', 'min', 'max', 'count', 'nonFinite'];

interface Asked {
  runs: readonly string[];
  keys: readonly string[];
  window: readonly [number, number] | null;
  pixels: number;
}

/** What to ask the server for, to draw curves with some settings. */
export function curvesQuery({ runs, keys, window, pixels }: Asked, settings: DecidedSettings): CurvesQuery {
  const { x, xMetric, logX, smoothing, smoother } = settings;
  const isSmoothed = smoothing > 0 || smoother !== null;
  return {
    kind: 'curves',
    runs: [...runs],
    keys: [...keys],
    ...(x === 'metric' ? xMetric !== null && { xMetric } : { x }),
    ...(logX && { logX }),
    pixels,
    ...(window && { window: [...window] }),
    ...(smoothing > 0 && { smoothing }),
    ...(smoother && { smoother }),
    columns: [...COLUMNS, ...(isSmoothed ? (['smoothed'] as const) : []), ...(x === 'metric' ? (['x'] as const) : [])],
  };
}
