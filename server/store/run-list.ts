import { AppError } from '../errors.ts';
import type { RunFilter, RunRecord } from '../ports.ts';
import { decodePosition, encodePosition } from './cursor.ts';
import type { Db } from './database.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';

/** A run that has not started or ended yet sorts as if it did in the far future. */
const NOT_YET = Number.MAX_SAFE_INTEGER;

const SORT_EXPRESSIONS: Record<RunFilter['sort'], string> = {
  createdAt: 'created_at',
  startedAt: `coalesce(started_at, ${NOT_YET})`,
  endedAt: `coalesce(ended_at, ${NOT_YET})`,
  name: 'name COLLATE NOCASE',
  state: 'state',
  project: 'project COLLATE NOCASE',
};

type SortedRow = RunRow & { sortValue: string | number };

/**
 * Pages through the runs that match a filter. A cursor is the position of the last run shown, so
 * runs that come or go meanwhile neither repeat nor hide another.
 */
export function createRunList(db: Db) {
  const count = db.prepare<[object], { total: number }>(`SELECT count(*) AS total FROM runs WHERE ${matches(false)}`);
  const countDeleted = db.prepare<[object], { total: number }>(
    `SELECT count(*) AS total FROM runs WHERE ${matches(true)}`,
  );
  const pages = preparePages(db);

  return (filter: RunFilter): { runs: RunRecord[]; nextCursor: string | null; total: number } => {
    const page = pages.get(pageName(filter));
    if (!page) throw new AppError('invalid', `cannot sort runs by "${filter.sort}" "${filter.order}"`);

    const wanted = bindings(filter);
    const after = filter.cursor === undefined ? null : decodePosition(filter.cursor);
    const rows = page.all({
      ...wanted,
      afterValue: after?.value ?? null,
      afterNumber: after?.number ?? null,
      limit: filter.limit + 1,
    });
    const shown = rows.slice(0, filter.limit);
    const last = rows.length > shown.length ? shown.at(-1) : undefined;
    return {
      runs: shown.map(({ sortValue, ...row }) => toRun(row)),
      nextCursor: last ? encodePosition({ value: last.sortValue, number: last.number }) : null,
      total: (filter.deleted ? countDeleted : count).get(wanted)?.total ?? 0,
    };
  };
}

function preparePages(db: Db) {
  const sorts = Object.keys(SORT_EXPRESSIONS) as RunFilter['sort'][];
  return new Map(
    sorts.flatMap((sort) =>
      (['asc', 'desc'] as const).flatMap((order) =>
        [false, true].map((deleted) => {
          const page = { sort, order, deleted };
          return [pageName(page), db.prepare<[object], SortedRow>(pageSql(page))] as const;
        }),
      ),
    ),
  );
}

type Page = Pick<RunFilter, 'sort' | 'order' | 'deleted'>;

const pageName = ({ sort, order, deleted }: Page) => `${sort} ${order} ${deleted ? 'deleted' : ''}`;

function pageSql({ sort, order, deleted }: Page): string {
  const value = SORT_EXPRESSIONS[sort];
  const beyond = order === 'asc' ? '>' : '<';
  return `
    SELECT ${RUN_COLUMNS}, ${value} AS sortValue FROM runs
    WHERE ${matches(deleted)} AND (@afterNumber IS NULL OR (${value}, number) ${beyond} (@afterValue, @afterNumber))
    ORDER BY ${value} ${order}, number ${order} LIMIT @limit`;
}

/** The trash is a literal condition, not a parameter, so that the partial indexes apply. */
const matches = (deleted: boolean | undefined) => `
  deleted_at IS ${deleted ? 'NOT NULL' : 'NULL'}
  AND (@project IS NULL OR project = @project)
  AND (@state IS NULL OR state = @state)
  AND (@group IS NULL OR run_group = @group)
  AND (@tag IS NULL OR EXISTS (SELECT 1 FROM json_each(runs.tags) WHERE value = @tag))
  AND (@text IS NULL OR search LIKE @text ESCAPE '\\')`;

function bindings({ project, state, group, tag, text }: RunFilter) {
  return {
    project: project ?? null,
    state: state ?? null,
    group: group ?? null,
    tag: tag ?? null,
    text: text ? `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%` : null,
  };
}
