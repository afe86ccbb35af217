import type { CurveColumn, CurvesQuery } from '../../../shared/panel-query.ts';
import type { Run } from '../../../shared/run.ts';
import type { DecidedSettings } from '../chart-settings.ts';

const COLUMNS: readonly CurveColumn[] = [
  ...(['step', 'time', 'mean', 'min', 'max', 'count', 'nonFinite', 'nonFiniteKinds'] as const),
];

interface Asked {
  runs: readonly Run[];
  keys: readonly string[];
  formulas: readonly string[];
  /** The run that formulas compare with. */
  baseline: string | null;
  window: readonly [number, number] | null;
  pixels: number;
}

/** What to ask the server for, to draw curves with some settings. */
export function curvesQuery(
  { runs, keys, formulas, baseline, window, pixels }: Asked,
  settings: DecidedSettings,
): CurvesQuery {
  const { x, xMetric, logX, smoothing, smoother } = settings;
  const isSmoothed = smoothing > 0 || smoother !== null;
  return {
    kind: 'curves',
    runs: runs.map(({ id }) => id),
    keys: [...keys],
    ...(formulas.length > 0 && { formulas: [...formulas] }),
    ...(formulas.length > 0 && baseline !== null && { baseline }),
    ...(settings.ancestors && runs.some(isForked) && { ancestors: true }),
    ...(x === 'metric' ? xMetric !== null && { xMetric } : { x }),
    ...(logX && { logX }),
    pixels,
    ...(window && { window: [...window] }),
    ...(smoothing > 0 && { smoothing }),
    ...(smoother && { smoother }),
    columns: [...COLUMNS, ...(isSmoothed ? (['smoothed'] as const) : []), ...(x === 'metric' ? (['x'] as const) : [])],
  };
}

/** Whether a run goes on from another one. */
export function isForked({ parentRun, forkStep }: Run): boolean {
  return parentRun !== null && forkStep !== null;
}
