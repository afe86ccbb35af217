import type { Run } from '../../shared/run.ts';
import type { RunSort } from '../../shared/run-filter.ts';
import { runFacts } from '../runs/run-facts.ts';
import { filterOfWords, isFilter } from '../runs/run-filter.ts';
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

/** The query parameters of `GET /runs`, without those of paging. */
export type ListQuery = Record<string, string>;

/**
 * The query that the table needs from the server; null when the runs in memory are enough.
 *
 * The server evaluates every filter. Words, state, project and order are evaluated in memory, unless the
 * page has only the newest runs (`isPartial`) and the table shows others.
 */
export function toListQuery(
  query: Omit<TableQuery, 'kept'> & { archived: boolean },
  held: readonly Run[],
  isPartial: boolean,
): ListQuery | null {
  const { text, state, project, sort, order } = query;
  const archived = String(query.archived);
  if (!isPartial) return isFilter(text) ? { archived, where: text } : null;
  const where = isFilter(text) ? text : filterOfWords(text);
  if (!where && !state && !project && sort === 'created' && order === 'desc') return null;
  return {
    archived,
    sort: isColumn(sort) ? (SORTS[sort] ?? lossSort(sort, held)) : sort,
    order,
    ...(where && { where }),
    ...(state && { state }),
    ...(project && { project }),
  };
}

/** The table shows each run's own loss; the server sorts by one key: the most frequent among the runs in memory. */
function lossSort(column: ColumnKey, held: readonly Run[]): string {
  const counts = new Map<string, number>();
  for (const run of held) {
    const key = runFacts(run).lossKey;
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key = 'loss'] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return `summary.${key}.${column === 'best' ? 'min' : 'last'}`;
}
