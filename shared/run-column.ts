import { flatten } from './config-paths.ts';
import { settingPath } from './filter-words.ts';
import type { Direction } from './metric-names.ts';
import { fromJsonNumber } from './number.ts';
import type { Run } from './run.ts';

const STATS = ['last', 'best', 'bestStep', 'min', 'max', 'mean', 'lastStep', 'count', 'nonFinite'] as const;
export type ColumnStat = (typeof STATS)[number];
const METRIC = new RegExp(`^summary\\.(.+)\\.(${STATS.join('|')})$`);

/** What a table of runs can show of a run besides its settings and metrics, in the order of an export. */
export const RUN_FIELDS = [
  ...(['id', 'name', 'project', 'state', 'group', 'tags', 'notes', 'optimizer', 'dataset', 'seed'] as const),
  ...(['kind', 'jobType', 'createdBy', 'createdAt', 'startedAt', 'endedAt', 'duration', 'parent', 'children'] as const),
];
type RunField = (typeof RUN_FIELDS)[number];

/** A column by its name: a field, `config.PATH`, or `summary.METRIC.STAT`. */
export interface ColumnName {
  id: string;
  metric?: string;
  stat?: ColumnStat;
}

type DirectionOf = (metric: string) => Direction | undefined;

/** The column of this name; null for what is none. */
export function columnName(id: string): ColumnName | null {
  const [, metric, stat] = METRIC.exec(id) ?? [];
  if (metric) return { id, metric, stat: stat as ColumnStat };
  return /^config\../.test(id) || RUN_FIELDS.includes(id as RunField) ? { id } : null;
}

export function isTimeColumn({ id }: ColumnName): boolean {
  return ['createdAt', 'startedAt', 'endedAt'].includes(id);
}

/**
 * What a run has in a column, null for nothing: times and durations in ms, values of metrics as they are, NaN and the
 * infinities too. `now` is the end of a duration that goes on.
 */
export function runValue(
  run: Run,
  { id, metric, stat }: ColumnName,
  directionOf: DirectionOf,
  now: number,
): number | string | null {
  if (metric && stat) return summaryValue(run, metric, stat, directionOf(metric));
  const field = (FIELDS as Partial<Record<string, Field>>)[id];
  return field ? field(run, now) : configValue(run, settingPath(id));
}

type Field = (run: Run, now: number) => number | string | null;

/** An empty text is nothing. */
const plain =
  (name: 'id' | 'name' | 'project' | 'state' | 'group' | 'notes' | 'seed' | 'kind' | 'jobType' | 'createdBy') =>
  (run: Run) =>
    run[name] === '' ? null : run[name];

const FIELDS: Record<RunField, Field> = {
  id: plain('id'),
  name: plain('name'),
  project: plain('project'),
  state: plain('state'),
  group: plain('group'),
  tags: ({ tags }) => tags.join(', ') || null,
  notes: plain('notes'),
  optimizer: ({ config }) => nameOf(config.optimizer) || null,
  dataset: ({ config }) => nameOf(config.dataset ?? config.surface) || null,
  seed: plain('seed'),
  kind: plain('kind'),
  jobType: plain('jobType'),
  createdBy: plain('createdBy'),
  createdAt: ({ createdAt }) => Date.parse(createdAt),
  startedAt: ({ startedAt }) => timeOf(startedAt),
  endedAt: ({ endedAt }) => timeOf(endedAt),
  duration: ({ startedAt, endedAt }, now) =>
    startedAt === null ? null : Math.max(0, (endedAt === null ? now : Date.parse(endedAt)) - Date.parse(startedAt)),
  parent: ({ parentRun }) => parentRun,
  children: ({ children }) => children || null,
};

/** A table asks for each setting of a run by itself. */
const flattened = new WeakMap<object, ReturnType<typeof flatten>>();

function configValue({ config }: Run, path: string): number | string | null {
  const settings = flattened.get(config) ?? flatten(config);
  flattened.set(config, settings);
  const value = settings.get(path);
  if (value === undefined || value === null) return null;
  return typeof value === 'number' || typeof value === 'string' ? value : JSON.stringify(value);
}

const timeOf = (text: string | null): number | null => (text === null ? null : Date.parse(text));

function summaryValue(run: Run, metric: string, stat: ColumnStat, direction: ReturnType<DirectionOf>): number | null {
  const series = run.summary[metric];
  if (!series) return null;
  const best = direction ?? null;
  if (stat === 'bestStep') return best && series[`arg${best}`];
  const asked = stat === 'best' ? best : stat;
  const value = asked === null ? null : series[asked];
  return value === null ? null : fromJsonNumber(value);
}

/** Of a setting that is a text or an object with a name. */
function nameOf(setting: unknown): string {
  const value: unknown = typeof setting === 'object' && setting !== null && 'name' in setting ? setting.name : setting;
  return typeof value === 'string' ? value : '';
}
