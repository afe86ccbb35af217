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
  /** The name of its group in the query. */
  id: string;
  name: string;
  rank: number | null;
  /** What it spent, as a share of the most that any competitor spent; null when no run reached the target. */
  share: number | null;
  runs: number;
  reached: number;
  isBaseline: boolean;
  /** Expected cost of the target; '–' when no run reached it. */
  cost: string;
  /** Whether some run never reached the target, so that no run has spent just this. */
  isExpectation: boolean;
  /** What stands behind the expected cost. */
  costNote: string;
  speedUp: string;
  interval: string;
  best: string;
  bestNote: string;
  area: string;
}

const PLUS_MINUS = ' ± ';

interface Shown {
  cost: string;
  /** The id of the competitor that others are measured against. */
  baseline: string | null;
  nameOf: (id: string) => string;
}

/** Competitors by rank, those without runs last. */
export function raceRows(groups: readonly RacedGroup[], { cost, baseline, nameOf }: Shown): RaceRow[] {
  const most = Math.max(0, ...groups.map((group) => group.costs[cost]?.expected ?? 0));
  const bests = groups.flatMap(({ best }) => (best ? [best.mean] : []));
  const areas = groups.flatMap(({ costs }) => costs[cost]?.area.mean ?? []);
  const [bestDigits, areaDigits] = [digitsApart(bests), digitsApart(areas)];
  const row = (group: RacedGroup): RaceRow => {
    const { name: id, runs, reached } = group;
    const found = group.costs[cost];
    return {
      id,
      name: nameOf(id),
      rank: found?.rank ?? null,
      share: found && found.expected !== null ? found.expected / (most || 1) : null,
      runs: runs.length,
      reached,
      isBaseline: id === baseline,
      cost: formatCost(found?.expected ?? null, cost),
      isExpectation: reached > 0 && reached < runs.length,
      costNote: costNote(group, found, cost),
      ...speedUpText(found),
      ...bestText(group, bestDigits),
      area: found ? spread(found.area, runs.length, areaDigits) : '–',
    };
  };
  return groups.map(row).sort((a, b) => placeOf(a) - placeOf(b) || a.name.localeCompare(b.name));
}

const placeOf = ({ rank }: RaceRow) => rank ?? Number.POSITIVE_INFINITY;

function bestText({ best, runs }: RacedGroup, digits: number): Pick<RaceRow, 'best' | 'bestNote'> {
  if (!best) return { best: '–', bestNote: 'No run has the metric' };
  const note = `Best of all: ${formatValue(best.value, digits)} at step ${formatShort(best.step)}`;
  return { best: spread(best, runs.length, digits), bestNote: note };
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
  if (value === null) return '–';
  const number = fromJsonNumber(value);
  return Number.isFinite(number) ? `${formatValue(number, 3)}×` : '∞';
}

/** A single run has no spread. */
function spread({ mean, deviation }: { mean: number; deviation: number }, runs: number, digits: number): string {
  const middle = formatValue(mean, digits);
  return runs < 2 ? middle : `${middle}${PLUS_MINUS}${formatValue(deviation, 2)}`;
}
