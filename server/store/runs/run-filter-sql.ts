import {
  type Field,
  type Operator,
  type RunField,
  type RunFilterTree,
  type SummaryStat,
  TIME_FIELDS,
} from '../../../shared/run-filter.ts';
import { compileRegexp } from './sql-functions.ts';

type Value = string | number | boolean | null;

const COLUMNS: Record<RunField, string> = {
  id: 'id',
  name: 'name',
  state: 'state',
  project: 'project',
  group: 'run_group',
  kind: 'kind',
  jobType: 'job_type',
  notes: '(SELECT notes FROM run_documents WHERE run = runs.number)',
  seed: 'seed',
  createdBy: 'created_by',
  parentRun: 'parent_run',
  createdAt: 'created_at',
  startedAt: 'started_at',
  endedAt: 'ended_at',
};

const STATS: Record<SummaryStat, string> = {
  last: 'last',
  lastStep: 'last_step',
  min: 'min',
  max: 'max',
  mean: 'mean',
  count: 'count',
  nonFinite: 'non_finite',
};

/**
 * A filter as a condition on `runs`. Everything that came from the user is in `values`, by the names `f0`,
 * `f1`, …; the text is put together only from the fixed pieces in this file.
 *
 * A comparison with something that a run does not have is false, and so true under `!=` and `not`.
 */
export function toSql(filter: RunFilterTree): { sql: string; values: Record<string, string | number> } {
  const values: Record<string, string | number> = {};
  const bind = (value: string | number) => {
    const name = `f${Object.keys(values).length}`;
    values[name] = value;
    return `@${name}`;
  };
  const translate = (tree: RunFilterTree): string => {
    if (tree.type === 'compare') return comparison(tree, bind);
    if (tree.type === 'not') return `NOT ${translate(tree.part)}`;
    return `(${tree.parts.map(translate).join(tree.type === 'and' ? ' AND ' : ' OR ')})`;
  };
  return { sql: translate(filter), values };
}

export type Bind = (value: string | number) => string;
type Comparison = Extract<RunFilterTree, { type: 'compare' }>;

function comparison({ field, operator, value }: Comparison, bind: Bind): string {
  if (operator === '=~') compileRegexp(String(value));
  if (operator === '!=') return `NOT ${comparison({ type: 'compare', field, operator: '=', value }, bind)}`;
  if (field.of === 'tag') {
    return `EXISTS (SELECT 1 FROM json_each(runs.tags) AS tag WHERE ${compare('tag.value', operator, value, bind)})`;
  }
  if (field.of === 'summary') return summaryComparison(field, operator, value, bind);
  if (field.of === 'config') return configComparison(field.path, operator, value, bind);
  return compare(COLUMNS[field.name], operator, TIME_FIELDS.has(field.name) ? toTime(value) : value, bind);
}

type SummaryField = Extract<Field, { of: 'summary' }>;

function summaryComparison(field: SummaryField, operator: Operator, value: Value, bind: Bind): string {
  const { metric, column } = summaryColumn(field, bind);
  const matches = compare(column, operator, value, bind);
  return `EXISTS (SELECT 1 FROM summaries WHERE metric = ${metric} AND run = runs.number AND ${matches})`;
}

/** Where in `summaries` a field is found. */
export function summaryColumn({ key, stat }: SummaryField, bind: Bind): { metric: string; column: string } {
  return { metric: `(SELECT id FROM metric_names WHERE name = ${bind(key)})`, column: STATS[stat] };
}

function configComparison(path: string[], operator: Operator, value: Value, bind: Bind): string {
  const isBoolean = typeof value === 'boolean';
  const matches = isBoolean
    ? `'${value}' IN (${pathsOf(path)
        .map((each) => `json_type(config, ${bind(each)})`)
        .join(', ')})`
    : compare(configValue(path, bind), operator, value, bind);
  return `EXISTS (SELECT 1 FROM run_documents WHERE run = runs.number AND ${matches})`;
}

/** A setting of the row of `run_documents` at hand. */
export function configValue(path: string[], bind: Bind): string {
  const found = pathsOf(path).map((each) => `json_extract(config, ${bind(each)})`);
  return found.length > 1 ? `coalesce(${found.join(', ')})` : (found[0] as string);
}

/** A path is looked for as nested settings, and as one setting with dots in its name. */
const pathsOf = (path: string[]) => [
  ...new Set([`$.${path.map((name) => JSON.stringify(name)).join('.')}`, `$.${JSON.stringify(path.join('.'))}`]),
];

/** Never NULL: texts are compared with texts and numbers with numbers, anything else is false. */
function compare(sql: string, operator: Operator, value: Value, bind: Bind): string {
  if (value === null) return `${sql} IS NULL`;
  if (operator === '~') return contains(sql, String(value), bind);
  if (operator === '=~') return `coalesce(${sql} REGEXP ${bind(String(value))}, 0)`;
  if (typeof value === 'boolean') return '0';
  if (typeof value === 'string') return `(typeof(${sql}) = 'text' AND ${sql} ${operator} ${bind(value)})`;
  return `(typeof(${sql}) IN ('integer', 'real') AND ${sql} ${operator} ${bind(value)})`;
}

/** LIKE in SQLite ignores the case of ASCII letters alone: texts with other letters are folded first, which takes longer. */
function contains(sql: string, part: string, bind: Bind): string {
  const isAscii = /^[\0-\x7f]*$/.test(part);
  const pattern = bind(`%${part.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%`);
  return `coalesce(${isAscii ? sql : `fold(${sql})`} LIKE ${pattern} ESCAPE '\\', 0)`;
}

function toTime(value: Value): Value {
  if (typeof value !== 'string') return value;
  const time = Date.parse(value);
  return Number.isNaN(time) ? value : time;
}
