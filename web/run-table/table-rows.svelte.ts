import { SvelteMap } from 'svelte/reactivity';
import { ENDED_STATES, type Run, RunState } from '../../shared/run.ts';
import type { RunGroupList } from '../../shared/run-groups.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import { type ListParameters, RunWindow } from './run-window.svelte.ts';

export type Group = RunGroupList['groups'][number];
/** A row: a run, a group of runs, or what is not read yet. */
export type TableRow =
  | { kind: 'run'; run: Run; window: RunWindow; place: number }
  | { kind: 'group'; group: Group; isOpen: boolean }
  | { kind: 'unread' };

interface Section {
  group: Group | null;
  /** Null while the group is closed. */
  window: RunWindow | null;
}
interface Options {
  api: Pick<Api, 'runList' | 'runGroups' | 'runIds'>;
  feed: Pick<LiveFeed, 'watchList'>;
}

const GOING = `(${RunState.enum
  .filter((state) => !ENDED_STATES.includes(state))
  .map((state) => `state = ${state}`)
  .join(' or ')})`;

/** Groups change slowly, and all of their runs are read for them. */
const AGAIN_MS = 2500;

/** The rows of a table for one query: runs one by one, or groups that open to their runs. */
export class TableRows {
  error = $state<string | null>(null);
  /** The groups there are; null where runs are not grouped, or before the answer. */
  groups = $state.raw<readonly Group[] | null>(null);
  groupTotal = $state(0);
  readonly #options: Options;
  readonly #parameters: ListParameters;
  readonly #by: readonly string[];
  readonly #columns: readonly string[];
  readonly #flat: RunWindow | null;
  /** Open groups by their filter. */
  readonly #open = new SvelteMap<string, { window: RunWindow; close: () => void }>();
  readonly #sections = $derived.by<readonly Section[]>(() => {
    if (this.#flat) return [{ group: null, window: this.#flat }];
    return (this.groups ?? []).map((group) => ({ group, window: this.#open.get(group.where)?.window ?? null }));
  });
  readonly count = $derived.by(() => this.#sections.reduce((sum, section) => sum + sizeOf(section), 0));
  /** Count of runs that match; null before the first answer. */
  readonly total = $derived.by(() =>
    this.#flat ? this.#flat.total : (this.groups?.reduce((sum, { runs }) => sum + runs, 0) ?? null),
  );
  readonly problem = $derived.by(() => this.error ?? this.#flat?.error ?? null);

  constructor(options: Options, parameters: ListParameters, by: readonly string[], columns: readonly string[]) {
    this.#options = options;
    this.#parameters = parameters;
    this.#by = by;
    this.#columns = columns;
    this.#flat = by.length === 0 ? new RunWindow(options.api, parameters) : null;
  }

  /** Reads and keeps up; returns the function that ends it. */
  open(): () => void {
    if (this.#flat) return this.#flat.open(this.#options.feed);
    const closing = new AbortController();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const again = () => {
      timer ??= setTimeout(() => {
        timer = undefined;
        void this.#readGroups(closing.signal);
      }, AGAIN_MS);
    };
    void this.#readGroups(closing.signal);
    const close = this.#options.feed.watchList({ onRuns: again, onRemoved: again, onSubscribed: () => {} });
    return () => {
      closing.abort();
      clearTimeout(timer);
      close();
      for (const each of this.#open.values()) each.close();
    };
  }

  /** Opens the groups that are open in the rows before, where they are there again. */
  openAs(before: TableRows): void {
    for (const { where } of before.groups ?? []) if (before.#open.has(where)) this.#openGroup(where);
  }

  /** The windows of runs that are shown. */
  get windows(): RunWindow[] {
    return this.#sections.flatMap(({ window }) => window ?? []);
  }

  /** The run of this id, where it is held. */
  run(id: string): Run | undefined {
    for (const { byId } of this.windows) {
      const run = byId.get(id);
      if (run) return run;
    }
    return undefined;
  }

  at(index: number): TableRow {
    let before = 0;
    for (const section of this.#sections) {
      const size = sizeOf(section);
      if (index < before + size) return rowOf(section, index - before);
      before += size;
    }
    return { kind: 'unread' };
  }

  /** The row of a run that is read; -1 elsewhere. */
  indexOf(id: string): number {
    let before = 0;
    for (const section of this.#sections) {
      const place = section.window?.placeOf(id) ?? -1;
      if (place >= 0) return before + place + (section.group ? 1 : 0);
      before += sizeOf(section);
    }
    return -1;
  }

  /** Reads the rows from `first` up to before `end`, where they are not there. */
  show(first: number, end: number): void {
    let before = 0;
    for (const section of this.#sections) {
      const size = sizeOf(section);
      const head = section.group ? 1 : 0;
      if (before + size > first || section.window?.total === null)
        if (before < end)
          section.window?.show(Math.max(0, first - before - head), Math.max(1, Math.min(size, end - before) - head));
      before += size;
    }
  }

  /** Opens a group to its runs, or closes it. */
  toggle(group: Group): void {
    const known = this.#open.get(group.where);
    known?.close();
    if (!this.#open.delete(group.where)) this.#openGroup(group.where);
  }

  /** Ids of all runs that match, or of those of a group. */
  allIds(group?: Group): Promise<string[]> {
    return new RunWindow(this.#options.api, group ? this.#within(group.where) : this.#parameters).allIds();
  }

  /** Ids of those that match and have not ended. */
  goingIds(): Promise<string[]> {
    return new RunWindow(this.#options.api, this.#within(GOING)).allIds();
  }

  #openGroup(group: string): void {
    const window = new RunWindow(this.#options.api, this.#within(group));
    this.#open.set(group, { window, close: window.open(this.#options.feed) });
  }

  /** The list of the runs that a further filter lets through, such as that of a group. */
  #within(further: string): ListParameters {
    const own = this.#parameters.filter(([name]) => name === 'where').map(([, where]) => `(${where})`);
    const others = this.#parameters.filter(([name]) => name !== 'where');
    return [...others, ['where', [...own, further].join(' and ')]];
  }

  /** Shows a change of a run before the server has answered. */
  patch(id: string, change: Partial<Run>): void {
    for (const window of this.windows) window.patch(id, change);
  }

  refresh(): void {
    for (const window of this.windows) window.refresh();
  }

  async #readGroups(signal: AbortSignal): Promise<void> {
    const wanted = this.#parameters.filter(([name]) => !['sort', 'order'].includes(name));
    const query = new URLSearchParams(wanted.map(([name, value]) => [name, value]));
    for (const key of this.#by) query.append('by', key);
    for (const column of this.#columns.slice(0, 24)) query.append('column', column);
    try {
      const { groups, total } = await this.#options.api.runGroups(query, signal);
      this.groups = inOrder(groups, this.#parameters);
      this.groupTotal = total;
      this.error = null;
    } catch (error) {
      if (!signal.aborted) this.error = errorMessage(error);
    }
  }
}

function sizeOf({ group, window }: Section): number {
  return (group ? 1 : 0) + (window ? (window.total ?? group?.runs ?? 0) : 0);
}

function rowOf({ group, window }: Section, index: number): TableRow {
  if (group && index === 0) return { kind: 'group', group, isOpen: window !== null };
  const place = index - (group ? 1 : 0);
  const run = window?.at(place);
  return run && window ? { kind: 'run', run, window, place } : { kind: 'unread' };
}

/** By the mean of what the table is sorted by, where that is a number; else by what the groups share. */
function inOrder(groups: readonly Group[], parameters: ListParameters): Group[] {
  const find = (name: string) => parameters.find(([each]) => each === name)?.[1];
  const [sort = '', sign] = [find('sort'), find('order') === 'desc' ? -1 : 1];
  const isNumber = groups.some(({ columns }) => columns[sort]);
  const mean = ({ columns }: Group) => columns[sort]?.mean ?? Number.POSITIVE_INFINITY * sign;
  const text = ({ values }: Group) => values.map((value) => value ?? '\u{10ffff}').join('\n');
  return groups.toSorted((a, b) =>
    isNumber ? sign * (mean(a) - mean(b)) : text(a).localeCompare(text(b), 'en', { numeric: true }),
  );
}
