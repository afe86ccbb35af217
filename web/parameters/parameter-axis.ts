import { flatten, isRecorded } from '../../shared/config-paths.ts';
import type { Run } from '../../shared/run.ts';
import { settingText } from '../runs/config-table.ts';
import { fieldOfSetting } from './filter-text.ts';

/** The value of a run on an axis, null where it has none; of a categorical axis the text of its category. */
export type AxisValue = number | string | null;

interface AxisBase {
  /** The field of the filter language that it shows, such as `config.optimizer.learningRate`. */
  key: string;
  /** The field without what all axes begin with. */
  label: string;
}
export interface NumericAxis extends AxisBase {
  kind: 'number';
  low: number;
  high: number;
  /** Equal ratios are equal distances. */
  isLog: boolean;
}
export interface CategoricalAxis extends AxisBase {
  kind: 'category';
  categories: string[];
  /** The value of each category as the filter language writes it. */
  literals: string[];
}
export type Axis = NumericAxis | CategoricalAxis;

/** An axis with the value of each run, in their order. */
export interface Column {
  axis: Axis;
  values: AxisValue[];
}

/** Values that span this ratio, all above 0, are set on a logarithmic axis. */
const LOG_SPAN = 20;
/** Texts of more kinds name runs rather than set them. */
const MOST_CATEGORIES = 24;
const SEED = 'seed';

/** The settings in which these runs differ, numbers before texts, in order of path; the seed last. */
export function parameterColumns(runs: readonly Run[]): Column[] {
  const settings = runs.map(settingsOf);
  const paths = [...new Set(settings.flatMap((each) => [...each.keys()]))].sort();
  const columns = paths.flatMap(
    (path) =>
      columnOf(
        path,
        settings.map((each) => each.get(path) ?? null),
      ) ?? [],
  );
  const rank = ({ axis }: Column) => (axis.key === SEED ? 2 : axis.kind === 'number' ? 0 : 1);
  return columns.sort((a, b) => rank(a) - rank(b));
}

/** An axis of numbers; null where fewer than two values differ. */
export function numericAxis(key: string, label: string, values: readonly AxisValue[]): NumericAxis | null {
  const numbers = values.filter((value) => typeof value === 'number');
  const [low, high] = [Math.min(...numbers), Math.max(...numbers)];
  if (!(low < high)) return null;
  return { kind: 'number', key, label, low, high, isLog: low > 0 && (high / low >= LOG_SPAN || isGeometric(numbers)) };
}

/** Whether each value is the one before times the same, as sizes of batches and widths of layers are. */
function isGeometric(numbers: readonly number[]): boolean {
  const distinct = [...new Set(numbers)].sort((a, b) => a - b);
  const ratios = distinct.slice(1).map((value, at) => value / (distinct[at] as number));
  const [first = 1] = ratios;
  return ratios.length >= 3 && first >= 1.5 && ratios.every((ratio) => Math.abs(ratio / first - 1) < 0.01);
}

function settingsOf({ config, seed }: Run): Map<string, unknown> {
  const settings = new Map([...flatten(config)].filter(([path]) => path !== '' && !isRecorded(path)));
  if (seed !== null && !settings.has(SEED)) settings.set(SEED, seed);
  return settings;
}

function columnOf(path: string, values: readonly unknown[]): Column | null {
  const key = path === SEED ? SEED : fieldOfSetting(path);
  const given = values.filter((value) => value !== null);
  if (given.every((value) => typeof value === 'number' && Number.isFinite(value))) {
    const axis = numericAxis(key, path, given as number[]);
    return axis && { axis, values: values as (number | null)[] };
  }
  const literals = new Map(given.map((value) => [settingText(value), literalOf(value)]));
  if (literals.size < 2 || literals.size > MOST_CATEGORIES) return null;
  const categories = [...literals.keys()].sort((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  const axis: Axis = {
    kind: 'category',
    key,
    label: path,
    categories,
    literals: categories.map((category) => literals.get(category) ?? ''),
  };
  return { axis, values: values.map((value) => (value === null ? null : settingText(value))) };
}

/** The server compares lists and objects by their JSON. */
function literalOf(value: unknown): string {
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return JSON.stringify(typeof value === 'string' ? value : JSON.stringify(value));
}
