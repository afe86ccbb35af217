import { FilterError } from '../../../shared/filter-words.ts';
import { parseRunFilter } from '../../../shared/run-filter.ts';
import { AppError } from '../../errors.ts';
import type { RunFilter, RunRecord } from '../../ports/meta-store.ts';
import type { Db } from '../sqlite.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import { toSql } from './run-filter-sql.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';
import { sortExpression } from './run-sort.ts';
import { defineFunctions } from './sql-functions.ts';

const MAX_STATEMENTS = 200;
const EVERYTHING = { sql: '1', values: {} };

type SortedRow = RunRow & { sortValue: string | number };

/**
 * Pages through the runs that match a filter. A cursor is the position of the last run shown, so
 * runs that come or go meanwhile neither repeat nor hide another.
 */
export function createRunList(db: Db) {
  defineFunctions(db);
  const statements = new Map<string, ReturnType<typeof prepare>>();

  const prepare = (page: string, where: string) => ({
    page: db.prepare<[object], SortedRow>(page),
    count: db.prepare<[object], { total: number }>(`SELECT count(*) AS total FROM runs WHERE ${where}`),
  });

  /** Lists that differ only in what is looked for share their statements. */
  function statementsFor(page: string, where: string) {
    const known = statements.get(page);
    if (known) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const prepared = prepare(page, where);
    statements.set(page, prepared);
    return prepared;
  }

  return (filter: RunFilter): { runs: RunRecord[]; nextCursor: string | null; total: number } => {
    const own = filter.where === undefined ? EVERYTHING : compile(filter.where);
    const by = sortExpression(filter);
    const after = filter.cursor === undefined ? null : decodePosition(filter.cursor);
    const where = [...conditionsOf(filter), own.sql].join(' AND ');
    const { page, count } = statementsFor(pageSql(filter, by.sql, where, after !== null), where);
    const wanted = { ...bindings(filter), ...own.values };
    const rows = page.all({
      ...wanted,
      ...by.values,
      ...(after && { afterValue: after.value, afterNumber: after.number }),
      limit: filter.limit + 1,
    });
    const shown = rows.slice(0, filter.limit);
    const last = rows.length > shown.length ? shown.at(-1) : undefined;
    const isWhole = after === null && last === undefined;
    return {
      runs: shown.map(({ sortValue, ...row }) => toRun(row)),
      nextCursor: last ? encodePosition({ value: last.sortValue, number: last.number }) : null,
      total: isWhole ? shown.length : (count.get(wanted)?.total ?? 0),
    };
  };
}

function compile(where: string): { sql: string; values: Record<string, string | number> } {
  try {
    return toSql(parseRunFilter(where));
  } catch (error) {
    if (error instanceof FilterError) throw new AppError('invalid', error.message, { where, at: error.at });
    throw error;
  }
}

function pageSql({ order }: RunFilter, value: string, where: string, goesOn: boolean): string {
  const beyond = `(${value}, number) ${order === 'asc' ? '>' : '<'} (@afterValue, @afterNumber)`;
  return `
    SELECT ${RUN_COLUMNS}, ${value} AS sortValue FROM runs
    WHERE ${where} ${goesOn ? `AND ${beyond}` : ''}
    ORDER BY ${value} ${order}, number ${order} LIMIT @limit`;
}

/** Only those that are asked for, so that the indexes of what is asked for apply; the trash is one of the partial ones. */
function conditionsOf({ deleted, archived, project, state, group, tag, text }: RunFilter): string[] {
  return [
    `deleted_at IS ${deleted ? 'NOT NULL' : 'NULL'}`,
    archived === undefined ? [] : '(archived_at IS NOT NULL) = @archived',
    project === undefined ? [] : 'project = @project',
    state === undefined ? [] : 'state = @state',
    group === undefined ? [] : 'run_group = @group',
    tag === undefined ? [] : 'EXISTS (SELECT 1 FROM json_each(runs.tags) WHERE value = @tag)',
    text ? "search LIKE @text ESCAPE '\\'" : [],
  ].flat();
}

function bindings({ project, state, group, tag, text, archived }: RunFilter) {
  return {
    archived: archived === undefined ? null : Number(archived),
    project: project ?? null,
    state: state ?? null,
    group: group ?? null,
    tag: tag ?? null,
    text: text ? `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%` : null,
  };
}
