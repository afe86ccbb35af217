import { fromJsonNumber, type JsonNumber } from '../../../shared/number.ts';
import type { Reproduction } from '../../../shared/training/reproduction.ts';
import { formatCount, plural } from '../../core/format.ts';

/** What became of a reproduction, in one sentence; empty where there is none. */
export function verdictWords({ state, points, series, first }: Reproduction): string {
  switch (state) {
    case 'none':
      return '';
    case 'waiting':
      return 'Waits for a worker.';
    case 'running':
      return 'Trains again …';
    case 'equal':
      return `Equal in all ${formatCount(points)} points of ${formatCount(series)} series.`;
    case 'refused':
      return 'Not reproducible: the data is not what it was.';
    case 'incomplete':
      return `Ended before it came as far: equal in ${plural(points, 'point')} up to there.`;
    case 'different':
      return first ? `Differs from step ${formatCount(first.step)} on, in ${first.key}.` : 'Differs.';
  }
}

/** The two values of the first difference, and how far they are apart. */
export function differenceWords({ was, is, difference, ulps, precision }: NonNullable<Reproduction['first']>): string {
  const shown = (value: JsonNumber | null) => (value === null ? 'no point' : String(fromJsonNumber(value)));
  const apart =
    difference === null
      ? ''
      : `, ${fromJsonNumber(difference).toPrecision(3)} apart${ulps === null ? '' : ` (${formatCount(ulps)} ulp of ${precision})`}`;
  return `${shown(was)} before, ${shown(is)} now${apart}.`;
}
