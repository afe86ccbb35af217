import { quoteName, settingPath } from '../../shared/filter-words.ts';
import type { Direction } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { type ColumnStat, columnName, runValue } from '../../shared/run-column.ts';
import { formatAgo, formatCount, formatDuration, formatTime, formatValue } from '../core/format.ts';

/** What a column is, whatever run stands in it. Its id is a name of the filter language, or one of `FIELDS`. */
export interface Column {
  id: string;
  label: string;
  /** Aligned right, and first sorted from the highest. */
  numeric: boolean;
  width: number;
  /** What the server sorts by for it; null where it cannot. */
  sort: string | null;
  /** The metric that it shows a statistic of. */
  metric?: string;
  stat?: ColumnStat;
}

const STAT_LABELS: Partial<Record<ColumnStat, string>> = {
  bestStep: 'best step',
  lastStep: 'last step',
  nonFinite: 'NaN or ∞',
};

const FIELDS: Record<string, Omit<Column, 'id'>> = {
  name: { label: 'Name', numeric: false, width: 234, sort: 'name' },
  state: { label: 'State', numeric: false, width: 120, sort: 'state' },
  project: { label: 'Project', numeric: false, width: 140, sort: 'project' },
  group: { label: 'Group', numeric: false, width: 110, sort: 'group' },
  tags: { label: 'Tags', numeric: false, width: 160, sort: 'tags' },
  notes: { label: 'Notes', numeric: false, width: 200, sort: 'notes' },
  optimizer: { label: 'Optimizer', numeric: false, width: 110, sort: 'config.optimizer.name' },
  dataset: { label: 'Dataset', numeric: false, width: 100, sort: 'config.dataset.name' },
  seed: { label: 'Seed', numeric: true, width: 80, sort: 'seed' },
  jobType: { label: 'Job type', numeric: false, width: 110, sort: 'jobType' },
  kind: { label: 'Kind', numeric: false, width: 90, sort: 'kind' },
  createdBy: { label: 'Created by', numeric: false, width: 120, sort: 'createdBy' },
  duration: { label: 'Duration', numeric: true, width: 100, sort: 'duration' },
  createdAt: { label: 'Created', numeric: true, width: 110, sort: 'createdAt' },
  startedAt: { label: 'Started', numeric: true, width: 110, sort: 'startedAt' },
  endedAt: { label: 'Ended', numeric: true, width: 110, sort: 'endedAt' },
  parent: { label: 'Parent', numeric: false, width: 140, sort: 'parentRun' },
  children: { label: 'Children', numeric: true, width: 100, sort: null },
  id: { label: 'Id', numeric: false, width: 140, sort: 'id' },
};
export const FIELD_COLUMNS = Object.keys(FIELDS);

type DirectionOf = (metric: string) => Direction | undefined;

/** The column of this id; null for what is none. */
export function columnOf(id: string, directionOf: DirectionOf): Column | null {
  const field = Object.hasOwn(FIELDS, id) ? FIELDS[id] : undefined;
  if (field) return { id, ...field };
  const { metric, stat } = columnName(id) ?? {};
  if (metric && stat) return metricColumn(id, metric, stat, directionOf(metric));
  if (!/^config\../.test(id)) return null;
  const path = settingPath(id);
  const sort = id.includes('"') ? id : ['config', ...path.split('.').map(quoteName)].join('.');
  return { id, label: path, numeric: true, width: 130, sort };
}

function metricColumn(id: string, metric: string, stat: ColumnStat, direction: Direction | undefined): Column {
  const best = direction ?? null;
  const sorted = stat === 'best' ? best : stat === 'bestStep' ? null : stat;
  return {
    ...{ id, metric, stat, numeric: true, width: 150 },
    label: `${metric} ${STAT_LABELS[stat] ?? stat}`,
    sort: sorted && `summary.${quoteName(metric)}.${sorted}`,
  };
}

/** Whether a lower or a higher value of the column is better; undefined where neither is known to be. */
export function directionOfColumn({ metric, stat }: Column, directionOf: DirectionOf): Direction | undefined {
  return metric && stat && ['last', 'best', 'min', 'max', 'mean'].includes(stat) ? directionOf(metric) : undefined;
}

/** What a run has in a column: times in ms since the epoch, null for nothing. */
export function cellValue(run: Run, column: Column, directionOf: DirectionOf, now: number): number | string | null {
  return runValue(run, column, directionOf, now);
}

/** The value as a reader sees it. */
export function cellText({ id, stat }: Column, value: number | string | null, now: number): string {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  if (id === 'duration') return formatDuration(value);
  if (id.endsWith('At')) return formatAgo(value, now);
  if (id === 'children') return formatCount(value);
  return stat && ['bestStep', 'lastStep', 'count', 'nonFinite'].includes(stat)
    ? formatCount(value)
    : formatValue(value);
}

/** The value where it leaves the page, for people and programs elsewhere: whole, and times by their date. */
export function exportText({ id }: Column, value: number | string | null): string {
  if (value === null) return '';
  if (typeof value === 'number' && id.endsWith('At')) return formatTime(value);
  return id === 'duration' && typeof value === 'number' ? String(value / 1000) : String(value);
}
