import type { RunSort } from '../../shared/run-filter.ts';
import type { Direction } from '../core/goals.svelte.ts';
import { filterOfWords, isFilter } from '../runs/run-filter.ts';
import type { ListQuery } from '../runs/run-search.svelte.ts';
import { type ColumnKey, isColumn, type TableQuery } from './run-table.ts';

const SORTS: Partial<Record<ColumnKey, RunSort>> = {
  state: 'state',
  name: 'name',
  project: 'project',
  group: 'group',
  tags: 'tags',
  optimizer: 'config.optimizer.name',
  dataset: 'config.dataset.name',
  duration: 'duration',
  created: 'createdAt',
};

/** The series that the columns of the loss show, and which of its values are better. */
interface LossQuery {
  lossKey: string | null;
  lossGoal: Direction | undefined;
}

/**
 * The query that the table needs from the server; null when the runs in memory are enough.
 *
 * The server evaluates every filter. Words, state, project and order are evaluated in memory, unless the
 * page has only the newest runs (`isPartial`) and the table shows others.
 */
export function toListQuery(
  query: Omit<TableQuery, 'kept'> & LossQuery & { archived: boolean },
  isPartial: boolean,
): ListQuery | null {
  const { text, state, project, sort, order } = query;
  const archived = String(query.archived);
  if (!isPartial) return isFilter(text) ? { archived, where: text } : null;
  const where = isFilter(text) ? text : filterOfWords(text);
  if (!where && !state && !project && sort === 'created' && order === 'desc') return null;
  return {
    archived,
    sort: isColumn(sort) ? (SORTS[sort] ?? lossSort(sort, query)) : sort,
    order,
    ...(where && { where }),
    ...(state && { state }),
    ...(project && { project }),
  };
}

/** The order by a column of the loss; the newest first while no run has one. */
function lossSort(column: ColumnKey, { lossKey, lossGoal }: LossQuery): string {
  if (lossKey === null) return 'createdAt';
  return `summary.${lossKey}.${column === 'last' ? 'last' : lossGoal === 'higher' ? 'max' : 'min'}`;
}
