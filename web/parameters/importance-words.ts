import { formatValue, plural } from '../core/format.ts';
import type { RankCorrelation } from './spearman.ts';

export interface ParameterRow {
  label: string;
  /** Null until it is found. */
  importance: number | null;
  /** Null for texts, which have no order. */
  correlation: RankCorrelation | null;
}

/** Less of the variance than this hardly matters. */
const LEAST = 0.05;
const MOST_NAMED = 3;
const CLEAR = 0.7;
const SOME = 0.3;

/** What the importance and the correlation of parameters come to, in sentences. Rows are in order of importance. */
export function importanceInWords(rows: readonly ParameterRow[], metric: string): string[] {
  const known = rows.filter(({ importance }) => importance !== null);
  const strong = known.filter(({ importance }) => (importance ?? 0) >= LEAST).slice(0, MOST_NAMED);
  const weak = known.filter(({ importance }) => (importance ?? 0) < LEAST).length;
  if (known.length === 0) return [];
  if (strong.length === 0) return [`None of ${plural(known.length, 'parameter')} matters by itself for ${metric}.`];
  return [
    ...strong.map(
      (row, place) =>
        `${place === 0 ? `${row.label} moves ${metric} most` : `then ${row.label}`}: ${shareOf(row)}${directionOf(row, metric)}.`,
    ),
    ...(weak > 0 ? [`${weak === 1 ? 'One other hardly matters' : `${weak} others hardly matter`}.`] : []),
  ];
}

const shareOf = ({ importance }: ParameterRow) => `importance ${formatValue(importance ?? 0, 2)}`;

function directionOf({ correlation }: ParameterRow, metric: string): string {
  const rho = correlation?.rho ?? null;
  if (correlation === null || rho === null) return '';
  if (Math.abs(rho) < SOME) return `; ${metric} neither rises nor falls with it throughout`;
  return `; higher values ${Math.abs(rho) < CLEAR ? 'tend to go' : 'go'} with a ${rho < 0 ? 'lower' : 'higher'} ${metric}`;
}
