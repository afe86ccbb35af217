import { FilterError } from '../../../shared/filter-words.ts';
import { parseRunFilter } from '../../../shared/run-filter.ts';
import { AppError } from '../../errors.ts';
import type { RunFilter } from '../../ports/meta-store.ts';
import { toSql } from './run-filter-sql.ts';

type Asked = Omit<RunFilter, 'sort' | 'order' | 'limit' | 'cursor' | 'skip'>;

/** What runs are looked for, as a condition on `runs` and the values that it names. */
export interface Conditions {
  sql: string;
  values: Record<string, string | number | null>;
}

/** @throws {AppError} `invalid` when `where` cannot be read */
export function conditionsOf(filter: Asked): Conditions {
  const own = filter.where === undefined ? null : compile(filter.where);
  return {
    sql: [...plainConditions(filter), ...(own ? [own.sql] : [])].join(' AND '),
    values: { ...bindings(filter), ...own?.values },
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

/** Only those that are asked for, so that the indexes of what is asked for apply; the trash is one of the partial ones. */
function plainConditions({ deleted, archived, project, state, group, tag, text }: Asked): string[] {
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

function bindings({ project, state, group, tag, text, archived }: Asked) {
  return {
    archived: archived === undefined ? null : Number(archived),
    project: project ?? null,
    state: state ?? null,
    group: group ?? null,
    tag: tag ?? null,
    text: text ? `%${text.toLowerCase().replaceAll(/[\\%_]/g, '\\$&')}%` : null,
  };
}
