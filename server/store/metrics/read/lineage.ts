import type { XAxis } from '../../../../shared/query.ts';
import { lowerBound, mergePoints, NO_POINTS, type Points, slicePoints } from '../points/points.ts';
import { readPoints } from './raw-points.ts';
import type { ReadableSeries } from './readable-series.ts';

/** The points of a series up to a step. */
export function pointsUpTo(series: ReadableSeries | undefined, step: number): Points {
  if (!series) return NO_POINTS;
  const points = readPoints(series, -1, Number.POSITIVE_INFINITY);
  return slicePoints(points, 0, lowerBound(points.steps, step + 1));
}

/**
 * A run's points behind those of the runs that it was forked from, the oldest first; of a step that several have, the last one counts.
 * Over relative time the run goes on where its ancestor was: the time between them is left out.
 */
export function joinLineage(generations: readonly Points[], x: XAxis | undefined): Points {
  return generations.reduce((older, newer) => {
    const [last, next] = [older.times.at(-1), newer.times[0]];
    if (x !== 'relative' || last === undefined || next === undefined) return mergePoints(older, newer);
    const { steps, values } = older;
    return mergePoints({ steps, values, times: older.times.map((time) => time + next - last) }, newer);
  }, NO_POINTS);
}
