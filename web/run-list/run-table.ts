import type { Run } from '../../shared/run.ts';
import type { Goals } from '../core/goals.svelte.ts';
import { columnValue } from '../runs/run-columns.ts';
import { durationMs, type RunFacts, runFacts, type Score, scoreIn } from '../runs/run-facts.ts';
import { wordsOf } from '../runs/run-filter.ts';

export interface Row {
  run: Run;
  facts: RunFacts;
  /** In the series that the columns of the loss show. */
  loss: Score;
}

export interface TableQuery {
  text: string;
  state: string;
  project: string;
  /** A column, or a setting or metric by name. */
  sort: string;
  order: 'asc' | 'desc';
  /** The series that the columns of the loss show; null without one. */
  lossKey: string | null;
  /** The ids that a filter matches; null is all. */
  kept?: ReadonlySet<string> | null;
}

type Sortable = string | number | null;

interface Column {
  label: string;
  /** Aligned right; its first sort is from the newest or best. */
  numeric?: boolean;
  value: (row: Row, now: number) => Sortable;
}

const STATE_ORDER = ['running', 'paused', 'queued', 'failed', 'crashed', 'stopped', 'finished'];

export const COLUMNS = {
  state: { label: 'State', value: ({ run }) => STATE_ORDER.indexOf(run.state) * 1e6 + (run.queuePosition ?? 0) },
  name: { label: 'Name', value: ({ run }) => run.name },
  project: { label: 'Project', value: ({ run }) => run.project },
  group: { label: 'Group', value: ({ run }) => run.group },
  tags: { label: 'Tags', value: ({ run }) => run.tags.join(' ') || null },
  optimizer: { label: 'Optimizer', value: ({ facts }) => facts.optimizer || null },
  dataset: { label: 'Dataset', value: ({ facts }) => facts.dataset || null },
  last: { label: 'last', numeric: true, value: ({ loss }) => loss.last },
  best: { label: 'best', numeric: true, value: ({ loss }) => loss.best },
  duration: { label: 'Duration', numeric: true, value: ({ run }, now) => durationMs(run, now) },
  created: { label: 'Created', numeric: true, value: ({ run }) => Date.parse(run.createdAt) },
} satisfies Record<string, Column>;

export type ColumnKey = keyof typeof COLUMNS;
export const COLUMN_KEYS = Object.keys(COLUMNS) as ColumnKey[];

/** The runs that match the query, sorted; runs without a value come last in both orders. */
export function tableRows(runs: Iterable<Run>, query: TableQuery, goals: Pick<Goals, 'of'>, now: number): Row[] {
  const { sort, kept, lossKey } = query;
  const value = isColumn(sort) ? (COLUMNS[sort] as Column).value : ({ run }: Row) => columnValue(run, sort);
  const sign = query.order === 'asc' ? 1 : -1;
  const words = wordsOf(query.text);
  return [...runs]
    .filter((run) => !kept || kept.has(run.id))
    .filter((run) => (!query.state || run.state === query.state) && (!query.project || run.project === query.project))
    .map((run) => ({ run, facts: runFacts(run), loss: scoreIn(run, lossKey, goals.of(run.project, lossKey ?? '')) }))
    .filter((row) => words.every((word) => haystack(row).includes(word)))
    .map((row) => ({ row, key: value(row, now) }))
    .sort((a, b) => compare(a.key, b.key, sign) || b.row.run.createdAt.localeCompare(a.row.run.createdAt))
    .map(({ row }) => row);
}

/** Whether this is a built-in column. */
export function isColumn(name: string): name is ColumnKey {
  return Object.hasOwn(COLUMNS, name);
}

function haystack({ run, facts }: Row): string {
  const parts = [
    run.name,
    run.id,
    run.project,
    run.group,
    ...run.tags,
    run.state,
    facts.optimizer,
    facts.dataset,
    run.notes,
  ];
  return parts.join('\n').toLowerCase();
}

function compare(a: Sortable, b: Sortable, sign: number): number {
  if (missing(a) || missing(b)) return Number(missing(a)) - Number(missing(b));
  if (typeof a === 'number' && typeof b === 'number') return sign * (a - b);
  return sign * String(a).localeCompare(String(b), 'en', { numeric: true });
}

function missing(value: Sortable): boolean {
  return value === null || Number.isNaN(value);
}
