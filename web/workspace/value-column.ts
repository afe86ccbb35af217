import type { Direction } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { formatValue } from '../core/format.ts';
import { configRows } from '../runs/config-table.ts';
import { columnValue } from '../runs/run-columns.ts';
import { commonLossKey } from '../runs/run-facts.ts';
import { placeOfSetting } from '../runs/setting-words.ts';

const STATS = ['last', 'min', 'max', 'mean'] as const;
const METRIC = new RegExp(`^summary\\.(.+)\\.(${STATS.join('|')})$`);

/** A value in a list. */
export function valueText(value: number | string | null): string {
  return typeof value === 'number' ? formatValue(value) : (value ?? '–');
}

/** The best loss, where it is known which way it is better; else its last value. */
export function usualColumn(runs: readonly Run[], directionOf: (key: string) => Direction | undefined): string | null {
  const key = commonLossKey(runs);
  if (key === null) return null;
  const direction = directionOf(key);
  return `summary.${key}.${direction ?? 'last'}`;
}

/** `val/loss` and `lowest` for `summary.val/loss.min`; the path of a setting as it is. */
export function columnText(column: string): string {
  const [, key, stat] = METRIC.exec(column) ?? [];
  if (!key) return column.replace(/^config\./, '');
  return `${key} ${{ last: 'last', min: 'lowest', max: 'highest', mean: 'mean' }[stat as (typeof STATS)[number]]}`;
}

/** What may stand beside a run's name: every metric's best and last, then the settings that differ. */
export function columnChoices(
  runs: readonly Run[],
  directionOf: (key: string) => Direction | undefined,
): { metrics: string[]; settings: string[] } {
  const keys = [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))].sort();
  return { metrics: keys.flatMap((key) => statsOf(key, directionOf(key))), settings: settingsThatDiffer(runs) };
}

function statsOf(key: string, direction: Direction | undefined): string[] {
  const stats = { min: ['min', 'last'], max: ['max', 'last'], none: ['last', 'min', 'max'] }[direction ?? 'none'];
  return stats.map((stat) => `summary.${key}.${stat}`);
}

/** Settings for an axis: numbers that not all of these runs have alike, the learning rate first and seeds last. */
export function settingsForAxis(runs: readonly Run[]): string[] {
  const numbers = settingsThatDiffer(runs).filter((name) =>
    runs.some((run) => typeof columnValue(run, name) === 'number'),
  );
  const rank = (name: string) => (/(^|[._])seed$/i.test(name) ? Number.POSITIVE_INFINITY : placeOfSetting(name));
  return numbers.sort((a, b) => (rank(a) === rank(b) ? a.localeCompare(b) : rank(a) - rank(b)));
}

/** Settings that not all of these runs have alike, by name: `config.optimizer.learningRate`. */
export function settingsThatDiffer(runs: readonly Run[]): string[] {
  return configRows(runs.map(({ config }) => config))
    .filter(({ differs }) => differs)
    .map(({ path }) => `config.${path}`);
}
