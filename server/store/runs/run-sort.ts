import { FilterError } from '../../../shared/filter-words.ts';
import { parseField, type RunSort } from '../../../shared/run-filter.ts';
import { AppError } from '../../errors.ts';
import type { RunFilter } from '../../ports/meta-store.ts';
import { configValue, summaryColumn } from './run-filter-sql.ts';

/** What runs are sorted by, as SQL and the values that it names. */
export interface SortExpression {
  sql: string;
  values: Record<string, string>;
}

/** A sort key, and whether it goes from the lowest to the highest. */
export interface SortKey extends SortExpression {
  order: 'asc' | 'desc';
  /** Whether the case of ASCII letters does not count. */
  fold: boolean;
}

/** A run that has not started or ended yet sorts as if it did in the far future. */
const NOT_YET = Number.MAX_SAFE_INTEGER;

const COLUMNS: Partial<Record<RunSort, string>> = {
  createdAt: 'number', // the order they came in, also after the clock was set
  startedAt: `coalesce(started_at, ${NOT_YET})`,
  endedAt: `coalesce(ended_at, ${NOT_YET})`,
  name: 'name',
  state: 'state',
  project: 'project',
  id: 'id',
  kind: 'kind',
};

/** Of an alphabet of their own: their case counts. */
const EXACT = new Set<RunSort>(['id', 'state', 'kind']);

/** What a run may be without. */
const OPTIONAL: Partial<Record<RunSort, string>> = {
  group: 'run_group',
  tags: "nullif(tags, '[]')",
  duration: 'ended_at - started_at',
  jobType: 'job_type',
  createdBy: 'created_by',
  parentRun: 'parent_run',
  seed: 'seed',
  notes: "(SELECT nullif(notes, '') FROM run_documents WHERE run = runs.number)",
};

/** Above all numbers and texts, and below them: what a run without the value sorts as, to come last. */
const LAST = { asc: 'char(1114111)', desc: '-1.7976931348623157e308' };

/**
 * The sort keys of a list, the one that counts most first. An order that is missing is that of the key before.
 *
 * @throws {AppError} `invalid` when runs cannot be sorted by one of them, or in that order
 */
export function sortKeys({ sort, order }: Pick<RunFilter, 'sort' | 'order'>): SortKey[] {
  const orders = [order].flat();
  return [sort].flat().map((each, index) => {
    const own = orders[Math.min(index, orders.length - 1)] ?? 'desc';
    return { ...sortExpression(each, own, `s${index}_`), order: own, fold: !EXACT.has(each) };
  });
}

function sortExpression(sort: RunSort, order: 'asc' | 'desc', prefix: string): SortExpression {
  const column = Object.hasOwn(COLUMNS, sort) ? COLUMNS[sort] : undefined;
  if (!Object.hasOwn(LAST, order)) throw new AppError('invalid', `cannot sort runs "${order}"`);
  if (column) return { sql: column, values: {} };
  const optional = Object.hasOwn(OPTIONAL, sort) ? OPTIONAL[sort] : undefined;
  const { sql, values } = optional ? { sql: optional, values: {} } : fieldExpression(sort, prefix);
  return { sql: `coalesce(${sql}, ${LAST[order]})`, values };
}

/** A setting or a metric by its name. Its values are bound by names that begin with `prefix`. */
export function fieldExpression(sort: string, prefix: string): SortExpression {
  const values: Record<string, string> = {};
  const bind = (value: string | number) => {
    const name = prefix + Object.keys(values).length;
    values[name] = String(value);
    return `@${name}`;
  };
  const field = readField(sort);
  if (field.of === 'summary') {
    const { metric, column } = summaryColumn(field, bind);
    return { sql: `(SELECT ${column} FROM summaries WHERE metric = ${metric} AND run = runs.number)`, values };
  }
  if (field.of === 'config') {
    return { sql: `(SELECT ${configValue(field.path, bind)} FROM run_documents WHERE run = runs.number)`, values };
  }
  throw new AppError('invalid', `cannot sort runs by "${sort}"`, { sort });
}

function readField(sort: string) {
  try {
    return parseField(sort);
  } catch (error) {
    if (error instanceof FilterError) throw new AppError('invalid', `cannot sort runs by "${sort}": ${error.message}`);
    throw error;
  }
}
