import { type Run, RunState } from '../../shared/run.ts';
import type { Grouping, ViewState } from '../../shared/view.ts';
import { splitList } from '../core/address-list.ts';
import type { Services } from '../core/services.ts';
import { commonLossKey } from '../runs/run-facts.ts';
import { filterOfWords, filterProblem, isFilter } from '../runs/run-filter.ts';
import { ViewModel } from '../views/view-model.svelte.ts';
import { type Column, columnOf } from './columns.ts';
import type { ListParameters } from './run-window.svelte.ts';

export type TableSort = NonNullable<ViewState['sort']>;
export const LEAST_WIDTH = 48;
const MOST_WIDTH = 1200;

/** What a table of runs shows, and how: filter, columns and order, of a project or of all. */
export class TableModel {
  readonly view: ViewModel;
  /** The metric that the usual columns show; known once the first runs are. */
  lossKey = $state<string | null>(null);
  /** While a column is dragged wider: its width before it is kept. */
  dragged = $state.raw<{ id: string; width: number } | null>(null);
  readonly #services: Pick<Services, 'router' | 'goals'>;
  readonly #project: string | null;

  readonly text = $derived.by(() => this.view.state.filter ?? '');
  readonly problem = $derived.by(() => (isFilter(this.text) ? filterProblem(this.text) : null));
  readonly archived = $derived.by(() => this.#services.router.query.get('state') === 'archived');
  /** A mistyped state in the address is none: the server would refuse the list. */
  readonly state = $derived.by(
    () => RunState.enum.find((each) => each === this.#services.router.query.get('state')) ?? '',
  );
  readonly project = $derived.by(() => this.#project ?? this.#services.router.query.get('project') ?? '');
  readonly grouping = $derived.by<Grouping | null>(() =>
    this.view.state.grouping?.by.length ? this.view.state.grouping : null,
  );
  readonly pinned = $derived.by(() => this.view.state.pinnedColumns ?? ['name']);
  readonly columnIds = $derived.by(() => this.view.state.columns ?? this.#usualColumns());
  /** Those that stay in sight first. */
  readonly columns = $derived.by<Column[]>(() => {
    const ids = [...new Set(this.columnIds)];
    const ordered = [...ids.filter((id) => this.pinned.includes(id)), ...ids.filter((id) => !this.pinned.includes(id))];
    return ordered.flatMap((id) => columnOf(id, this.directionOf) ?? []).map((column) => this.#inWidth(column));
  });
  readonly sort = $derived.by<TableSort>(() =>
    (this.view.state.sort ?? [{ by: 'createdAt', order: 'desc' as const }]).map(({ by, order }) => ({
      by: by.replace(/^loss\./, `summary.${this.lossKey}.`),
      order,
    })),
  );

  constructor(services: Pick<Services, 'router' | 'goals'>, project: string | null, storage: Storage) {
    this.#services = services;
    this.#project = project;
    this.view = new ViewModel({ project: project ?? '', router: services.router, storage });
  }

  readonly directionOf = (metric: string) => this.#services.goals.of(this.project, metric);

  /** The query of the list; null while the filter is at fault. */
  get where(): string | null {
    if (this.problem) return null;
    return isFilter(this.text) ? this.text : filterOfWords(this.text);
  }

  /** What the server is asked for; null while the filter is at fault. */
  readonly parameters = $derived.by<ListParameters | null>(() => {
    const { where } = this;
    if (where === null) return null;
    const keys = this.sort.flatMap(({ by, order }) => {
      const sort = columnOf(by, this.directionOf)?.sort;
      return sort ? [['sort', sort] as const, ['order', order] as const] : [];
    });
    return [
      ['archived', String(this.archived)],
      ...(where ? [['where', where] as const] : []),
      ...(this.state ? [['state', this.state] as const] : []),
      ...(this.project ? [['project', this.project] as const] : []),
      ...keys,
    ];
  });

  /** Chooses what the usual columns show, by the first runs that come. */
  learn(runs: Iterable<Run>): void {
    this.lossKey ??= commonLossKey(runs);
  }

  /** Sorts by a column, and the other way round the second time; `further` keeps the keys before it. */
  sortBy(id: string, further: boolean): void {
    const column = columnOf(id, this.directionOf);
    if (!column?.sort) return;
    const known = this.sort.find(({ by }) => by === id);
    const isTime = column.numeric && !id.startsWith('config.');
    const isHighFirst = column.stat ? this.directionOf(column.metric ?? '') === 'max' : isTime;
    const order = known ? (known.order === 'asc' ? 'desc' : 'asc') : isHighFirst ? 'desc' : 'asc';
    if (!further) this.view.change({ sort: [{ by: id, order }] });
    else if (known) this.view.change({ sort: this.sort.map((each) => (each === known ? { by: id, order } : each)) });
    else this.view.change({ sort: [...this.sort, { by: id, order }].slice(-8) as TableSort });
  }

  setSort(sort: TableSort): void {
    this.view.change({ sort: sort.length > 0 ? sort : undefined });
  }

  setColumns(columns: readonly string[]): void {
    this.view.change({ columns: [...columns] });
  }

  /** Moves a column to where another is. */
  move(id: string, to: string): void {
    const ids = this.columns.map((column) => column.id);
    const [from, at] = [ids.indexOf(id), ids.indexOf(to)];
    if (from < 0 || at < 0 || from === at) return;
    ids.splice(at, 0, ...ids.splice(from, 1));
    const isPinned = this.pinned.includes(to);
    const others = this.pinned.filter((each) => each !== id);
    this.view.change({ columns: ids, pinnedColumns: isPinned ? [...others, id] : others });
  }

  pin(id: string, isPinned: boolean): void {
    const others = this.pinned.filter((each) => each !== id);
    this.view.change({ pinnedColumns: isPinned ? [...others, id] : others });
  }

  setWidth(id: string, width: number): void {
    const widths = { ...this.view.state.widths, [id]: clampWidth(width) };
    this.view.changeList({ widths });
    this.dragged = null;
  }

  #inWidth(column: Column): Column {
    const own = this.dragged?.id === column.id ? this.dragged.width : this.view.state.widths?.[column.id];
    return own === undefined ? column : { ...column, width: clampWidth(own) };
  }

  #usualColumns(): string[] {
    const metric = this.lossKey === null ? [] : [`summary.${this.lossKey}.last`, `summary.${this.lossKey}.best`];
    return [
      ...['name', 'state'],
      ...(this.#project === null ? ['project'] : []),
      ...['group', 'tags', 'optimizer', 'dataset'],
      ...splitList(this.#services.router.query.get('columns')),
      ...metric,
      ...['duration', 'createdAt'],
    ];
  }
}

function clampWidth(width: number): number {
  return Math.round(Math.min(MOST_WIDTH, Math.max(LEAST_WIDTH, width)));
}
