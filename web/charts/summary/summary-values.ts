import type { Direction } from '../../../shared/metric-names.ts';
import { fromJsonNumber } from '../../../shared/number.ts';
import type { PanelSpec } from '../../../shared/panel-spec.ts';
import type { Run } from '../../../shared/run.ts';
import { groupValue } from '../../runs/grouping.ts';

/** What stands for a whole series. */
export type SummaryValue = NonNullable<PanelSpec['value']>;

/** One number for a series of a run; null when the run has none. */
export function summaryValue(run: Run, key: string, value: SummaryValue, better: Direction | undefined): number | null {
  const series = run.summary[key];
  if (!series) return null;
  const chosen = value === 'best' ? bestOf(better) : value;
  const given = { last: series.last, lowest: series.min, highest: series.max, mean: series.mean }[chosen];
  return given === null ? null : fromJsonNumber(given);
}

function bestOf(better: Direction | undefined): Exclude<SummaryValue, 'best'> {
  if (better === undefined) return 'last';
  return better === 'min' ? 'lowest' : 'highest';
}

/** What a run has along an axis: a number of its settings, or what stands for a metric; null when it has none. */
export function placeOf(run: Run, across: string, valueIn: (run: Run, key: string) => number | null): number | null {
  if (!across.startsWith('config.')) return valueIn(run, across);
  const value = groupValue(run, across);
  return typeof value === 'number' ? value : null;
}

/** How values are spread. */
export interface FiveNumbers {
  low: number;
  quarter: number;
  median: number;
  threeQuarters: number;
  high: number;
  count: number;
}

/** Quartiles by linear interpolation, of the finite values; null without any. */
export function fiveNumbers(values: readonly number[]): FiveNumbers | null {
  const sorted = values.filter(Number.isFinite).sort((a, b) => a - b);
  if (sorted.length === 0) return null;
  const at = (share: number) => {
    const place = share * (sorted.length - 1);
    const below = sorted[Math.floor(place)] as number;
    return below + ((sorted[Math.ceil(place)] as number) - below) * (place - Math.floor(place));
  };
  return { low: at(0), quarter: at(0.25), median: at(0.5), threeQuarters: at(0.75), high: at(1), count: sorted.length };
}

/** Where values lie on an axis from one end to the other, as a share; it begins at 0 where all are on one side of it. */
export function barScale(values: readonly number[]): { low: number; high: number; share: (value: number) => number } {
  const finite = values.filter(Number.isFinite);
  const low = Math.min(0, ...finite);
  const high = Math.max(0, ...finite);
  const span = high - low || 1;
  return { low, high, share: (value) => (value - low) / span };
}
