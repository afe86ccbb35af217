import { fromJsonNumber, type JsonNumber } from '../../shared/number.ts';
import type { GroupCost, RacedGroup } from '../../shared/race/race-query.ts';
import { digitsApart, formatDuration, formatShort, formatValue, plural } from '../core/format.ts';
import type { TextTable } from '../core/table-text.ts';

/** A kind of cost for a reader. */
export interface CostKind {
  /** `step`, `seconds`, or the metric that counts. */
  cost: string;
  label: string;
}

/** One competitor of the table, in words. */
export interface RaceRow {
  name: string;
  rank: number | null;
  runs: number;
  reached: number;
  isBaseline: boolean;
  /** Expected cost of the target; '–' when no run reached it. */
  cost: string;
  /** What stands behind the expected cost. */
  costNote: string;
  speedUp: string;
  interval: string;
  best: string;
  bestNote: string;
  area: string;
}

const PLUS_MINUS = ' ± ';

/** Competitors by rank, those without runs last. */
export function raceRows(groups: readonly RacedGroup[], cost: string, baseline: string | null): RaceRow[] {
  const bests = groups.flatMap(({ best }) => (best ? [best.mean] : []));
  const areas = groups.flatMap(({ costs }) => costs[cost]?.area.mean ?? []);
  const [bestDigits, areaDigits] = [digitsApart(bests), digitsApart(areas)];
  return groups
    .map((group): RaceRow => {
      const { name, runs, reached, best } = group;
      const found = group.costs[cost];
      const alone = runs.length === 1;
      return {
        name,
        rank: found?.rank ?? null,
        runs: runs.length,
        reached,
        isBaseline: name === baseline,
        cost: formatCost(found?.expected ?? null, cost),
        costNote: costNote(group, found, cost),
        ...speedUpText(found),
        best: best ? spread(best.mean, alone ? null : best.deviation, bestDigits) : '–',
        bestNote: best
          ? `Best of all: ${formatValue(best.value, bestDigits)} at step ${formatShort(best.step)}`
          : 'No run has the metric',
        area: found ? spread(found.area.mean, alone ? null : found.area.deviation, areaDigits) : '–',
      };
    })
    .sort(
      (a, b) =>
        (a.rank ?? Number.POSITIVE_INFINITY) - (b.rank ?? Number.POSITIVE_INFINITY) || a.name.localeCompare(b.name),
    );
}

/** What is spent, in the unit of its kind. */
export function formatCost(value: number | null, cost: string): string {
  if (value === null) return '–';
  if (cost === 'seconds') return formatDuration(1000 * value);
  return Number.isInteger(value) && value < 1e5
    ? String(value)
    : value < 1000
      ? formatValue(value, 4)
      : formatShort(value);
}

/** The table as it is copied. */
export function raceText(rows: readonly RaceRow[], { label }: CostKind, metric: string, target: string): TextTable {
  return {
    head: [
      'rank',
      'competitor',
      'runs',
      'reached',
      `${label.toLowerCase()} to ${target}`,
      'speed-up',
      '95 %',
      `best ${metric}`,
      'area',
    ],
    rows: rows.map((row) => [
      row.rank === null ? '–' : String(row.rank),
      row.isBaseline ? `${row.name} ★` : row.name,
      String(row.runs),
      `${row.reached}/${row.runs}`,
      row.cost,
      row.speedUp,
      row.interval,
      row.best,
      row.area,
    ]),
    numeric: [true, false, true, true, true, true, true, true, true],
  };
}

function costNote({ runs, reached }: RacedGroup, found: GroupCost | undefined, cost: string): string {
  if (!found) return 'Not every run has this count';
  if (reached === 0) return 'No run reached the target';
  const missed = runs.length - reached;
  const middle = found.median === null ? 'half or more never reached it' : `median ${formatCost(found.median, cost)}`;
  return missed === 0
    ? `Mean of ${plural(runs.length, 'run')}; ${middle}`
    : `All that ${plural(runs.length, 'run')} spent, by the ${reached} that reached it; ${middle}`;
}

function speedUpText(found: GroupCost | undefined): Pick<RaceRow, 'speedUp' | 'interval'> {
  const speedUp = found?.speedUp;
  if (!speedUp) return { speedUp: '–', interval: '–' };
  const { ratio, interval } = speedUp;
  return {
    speedUp: factor(ratio),
    interval: interval ? `${factor(interval[0])} to ${factor(interval[1])}` : 'n = 1: no interval',
  };
}

function factor(value: JsonNumber | null): string {
  return value === null ? '–' : `${formatValue(fromJsonNumber(value), 3)}×`;
}

function spread(center: number, deviation: number | null, digits: number): string {
  const middle = formatValue(center, digits);
  return deviation === null ? middle : `${middle}${PLUS_MINUS}${formatValue(deviation, 2)}`;
}
