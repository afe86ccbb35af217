import { metricKind } from '../../../shared/metric-names.ts';

/** Counts of work done, by which runs of different batch sizes are compared fairly. */
const WORK =
  /(^|[/_])(examples|samples|tokens|images|epochs?|iterations?|flops|evaluations|frames|episodes)(_seen|_total)?$/i;

/** The metrics that are offered for the x axis: those that count how far a run is. */
export function xAxisMetrics(keys: readonly string[]): string[] {
  return keys.filter((key) => WORK.test(key) && metricKind(key) !== 'speed').toSorted();
}
