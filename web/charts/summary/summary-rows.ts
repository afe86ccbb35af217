import type { Direction } from '../../../shared/metric-names.ts';
import type { Run } from '../../../shared/run.ts';

/** One run in one metric. */
export interface SummaryRow {
  id: string;
  label: string;
  color: string;
  value: number | null;
  href: string;
}

/** The runs by what stands for a metric of each, the best first, or the highest where it is not known which are better. */
export function summaryRows(
  runs: readonly Run[],
  {
    better,
    valueIn,
    labelOf,
    colorOf,
  }: {
    better: Direction | undefined;
    valueIn: (run: Run) => number | null;
    labelOf: (run: Run) => string;
    colorOf: (run: Run) => string;
  },
): SummaryRow[] {
  const sign = better === 'min' ? 1 : -1;
  const rank = ({ value }: SummaryRow) =>
    value === null || Number.isNaN(value) ? Number.POSITIVE_INFINITY : sign * value;
  return runs
    .map((run) => ({
      id: run.id,
      label: labelOf(run),
      color: colorOf(run),
      value: valueIn(run),
      href: `/runs/${encodeURIComponent(run.id)}`,
    }))
    .filter(({ value }) => value !== null)
    .sort((a, b) => (rank(a) === rank(b) ? 0 : rank(a) - rank(b)));
}
