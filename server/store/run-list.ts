import { FilterError } from '../../shared/filter-words.ts';
import { parseRunFilter } from '../../shared/run-filter.ts';
import { AppError } from '../errors.ts';
import type { RunFilter, RunRecord } from '../ports.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import type { Db } from './database.ts';
import { addFold } from './fold.ts';
import { addRegexp } from './regexp.ts';
import { toSql } from './run-filter-sql.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';
import { sortExpression } from './run-sort.ts';

const MAX_STATEMENTS = 200;
const EVERYTHING = { sql: '1', values: {} };

type SortedRow = RunRow & { sortValue: string | number };

/**
 * Pages through the runs that match a filter. A cursor is the position of the last run shown, so
 * runs that come or go meanwhile neither repeat nor hide another.
 */
export function createRunList(db: Db) {
  addFold(db);
  addRegexp(db);
  const statements = new Map<string, ReturnType<typeof prepare>>();

  const prepare = (filter: RunFilter, by: string, where: string) => ({
    page: db.prepare<[object], SortedRow>(pageSql(filter, by, where)),
    count: db.prepare<[object], { total: number }>(
      `SELECT count(*) AS total FROM runs WHERE ${matches(filter.deleted, where)}`,
    ),
  });

  /** Lists that differ only in what is looked for share their statements. */
  function statementsFor(filter: RunFilter, by: string, where: string) {
    const name = `${by} ${filter.order} ${filter.deleted ? 'deleted' : ''} ${where}`;
    const known = statements.get(name);
    if (known) return known;
    if (statements.size >= MAX_STATEMENTS) statements.clear();
    const prepared = prepare(filter, by, where);
    statements.set(name, prepared);
    return prepared;
  }

  return (filter: RunFilter): { runs: RunRecord[]; nextCursor: string | null; total: number } => {
    const where = filter.where === undefined ? EVERYTHING : compile(filter.where);
    const by = sortExpression(filter);
    const { page, count } = statementsFor(filter, by.sql, where.sql);
    const wanted = { ...bindings(filter), ...where.values };
    const after = filter.cursor === undefined ? null : decodePosition(filter.cursor);
    const rows = page.all({
      ...wanted,
      ...by.values,
      afterValue: after?.value ?? null,
      afterNumber: after?.number ?? null,
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

function pageSql({ order, deleted }: RunFilter, value: string, where: string): string {
  const beyond = order === 'asc' ? '>' : '<';
  return `
    SELECT ${RUN_COLUMNS}, ${value} AS sortValue FROM runs
    WHERE ${matches(deleted, where)}
      AND (@afterNumber IS NULL OR (${value}, number) ${beyond} (@afterValue, @afterNumber))
    ORDER BY ${value} ${order}, number ${order} LIMIT @limit`;
}

/** The trash is a literal condition, not a parameter, so that the partial indexes apply. */
const matches = (deleted: boolean | undefined, where: string) => `
  deleted_at IS ${deleted ? 'NOT NULL' : 'NULL'}
  AND (@archived IS NULL OR (archived_at IS NOT NULL) = @archived)
  AND (@project IS NULL OR project = @project)
  AND (@state IS NULL OR state = @state)
  AND (@group IS NULL OR run_group = @group)
  AND (@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(runs.tags) WHERE value = @tag))
  AND (@text IS NULL OR search LIKE @text ESCAPE '\\')
  AND ${where}`;

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
