import type { Run } from '../../shared/run.ts';
import type { RunSort } from '../../shared/run-filter.ts';
import { runFacts } from '../runs/run-facts.ts';
import { filterOfWords, isFilter } from '../runs/run-filter.ts';
import type { RunQuestion } from './run-search.svelte.ts';
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

/**
 * What to ask the server for the table to be right; null when the runs held say it all.
 *
 * A filter is always the server's to answer. The rest is only when the page holds some of the runs,
 * the newest, and something else than those is wanted.
 */
export function toQuestion(
  query: Omit<TableQuery, 'kept'> & { archived: boolean },
  held: readonly Run[],
  isPartial: boolean,
): RunQuestion | null {
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

/** The table's loss is each run's own; the server sorts by the one that most of those held have. */
function lossSort(column: ColumnKey, held: readonly Run[]): string {
  const counts = new Map<string, number>();
  for (const run of held) {
    const key = runFacts(run).lossKey;
    if (key) counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  const [key = 'loss'] = [...counts].sort(([, a], [, b]) => b - a)[0] ?? [];
  return `summary.${key}.${column === 'best' ? 'min' : 'last'}`;
}
