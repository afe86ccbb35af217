import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { type ListListener, type LiveFeed, SUBSCRIBE_MS } from '../api/live-feed.svelte.ts';

export const PAGE = 100;
/** Pages that are kept around those in sight: scrolling back a little asks for nothing. */
const MOST_PAGES = 40;
/** Rows that come and go are shown soon; what only moves in the order may wait, and come together. */
const SOON_MS = 150;
const LATER_MS = 2500;

/** The query of a list by its parameters, without those of paging. */
export type ListParameters = readonly (readonly [name: string, value: string])[];

/**
 * A list of runs of any length, of which only the pages in sight are read and kept up: changes of runs are taken
 * in at their place, and where the order may have changed, the pages in sight are read again.
 */
export class RunWindow implements ListListener {
  /** Count of all runs of the list; null before the first answer. */
  total = $state<number | null>(null);
  error = $state<string | null>(null);
  readonly byId = new SvelteMap<string, Run>();
  readonly #pages = new SvelteMap<number, readonly string[]>();
  readonly #api: Pick<Api, 'runList' | 'runIds'>;
  readonly #parameters: ListParameters;
  #sight: [first: number, last: number] = [0, 0];
  #reading = new Map<number, AbortController>();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #due = Number.POSITIVE_INFINITY;
  #isRead = false;

  constructor(api: Pick<Api, 'runList' | 'runIds'>, parameters: ListParameters) {
    this.#api = api;
    this.#parameters = parameters;
  }

  /** Reads and keeps up; returns the function that ends it. */
  open(feed: Pick<LiveFeed, 'watchList'>): () => void {
    this.#schedule(SUBSCRIBE_MS);
    const close = feed.watchList(this);
    return () => {
      clearTimeout(this.#timer);
      for (const reading of this.#reading.values()) reading.abort();
      close();
    };
  }

  /** The run at a place of the list; undefined until it is read. */
  at(place: number): Run | undefined {
    const id = this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE];
    return id === undefined ? undefined : this.byId.get(id);
  }

  /** Where a run is among the rows that are read; -1 elsewhere. */
  placeOf(id: string): number {
    for (const [page, ids] of this.#pages) {
      const at = ids.indexOf(id);
      if (at >= 0) return page * PAGE + at;
    }
    return -1;
  }

  /** Reads the rows from `first` up to before `end`, where they are not there. */
  show(first: number, end: number): void {
    const sight: [number, number] = [Math.floor(first / PAGE), Math.floor(Math.max(first, end - 1) / PAGE)];
    this.#sight = sight;
    if (!this.#isRead) return;
    for (const [page, reading] of this.#reading) {
      if (page >= sight[0] && page <= sight[1]) continue;
      reading.abort();
      this.#reading.delete(page);
    }
    for (let page = sight[0]; page <= sight[1]; page++) if (!this.#pages.has(page)) void this.#read(page);
  }

  /** Ids of the rows between two places; where some of them are not read, the server is asked for the ids alone. */
  async idsBetween(first: number, last: number): Promise<string[]> {
    const places = Array.from({ length: last + 1 - first }, (_, at) => first + at);
    const known = places.flatMap((place) => this.#pages.get(Math.floor(place / PAGE))?.[place % PAGE] ?? []);
    return known.length === places.length ? known : (await this.allIds()).slice(first, last + 1);
  }

  /** Ids of all runs of the list. */
  async allIds(): Promise<string[]> {
    const query = new URLSearchParams(this.#parameters.map(([name, value]) => [name, value]));
    return (await this.#api.runIds(query)).ids;
  }

  /** Reads what is in sight again, soon. */
  refresh(): void {
    this.#schedule(SOON_MS);
  }

  /** Shows a change before the server has answered. */
  patch(id: string, change: Partial<Run>): void {
    const run = this.byId.get(id);
    if (run) this.byId.set(id, { ...run, ...change });
  }

  onRuns(runs: Run[]): void {
    for (const run of runs) {
      const before = this.byId.get(run.id);
      if (before) this.byId.set(run.id, run);
      const isInPlace = before?.archived === run.archived && before.project === run.project;
      this.#schedule(isInPlace ? LATER_MS : SOON_MS);
    }
  }

  onRemoved(): void {
    this.#schedule(SOON_MS);
  }

  onSubscribed(): void {
    this.#schedule(0);
  }

  /** The earliest of several wishes is fulfilled, and the others with it. */
  #schedule(delay: number): void {
    const due = Date.now() + delay;
    if (due >= this.#due) return;
    clearTimeout(this.#timer);
    this.#due = due;
    this.#timer = setTimeout(() => void this.#refreshNow(), delay);
  }

  async #refreshNow(): Promise<void> {
    this.#due = Number.POSITIVE_INFINITY;
    this.#isRead = true;
    const [first, last] = this.#sight;
    for (const page of [...this.#pages.keys()]) if (page < first || page > last) this.#pages.delete(page);
    for (let page = first; page <= last; page++) await this.#read(page);
  }

  async #read(page: number): Promise<readonly string[] | undefined> {
    this.#reading.get(page)?.abort();
    const reading = new AbortController();
    this.#reading.set(page, reading);
    try {
      const query = new URLSearchParams([...this.#parameters.map(([name, value]) => [name, value])]);
      query.set('limit', String(PAGE));
      if (page > 0) query.set('skip', String(page * PAGE));
      const { runs, total } = await this.#api.runList(query, reading.signal);
      for (const run of runs) this.byId.set(run.id, run);
      const ids = runs.map(({ id }) => id);
      this.#pages.set(page, ids);
      this.total = total;
      this.error = null;
      this.#forgetFarPages();
      return ids;
    } catch (error) {
      if (!reading.signal.aborted) this.error = errorMessage(error);
      return undefined;
    } finally {
      if (this.#reading.get(page) === reading) this.#reading.delete(page);
    }
  }

  #forgetFarPages(): void {
    if (this.#pages.size <= MOST_PAGES) return;
    const middle = (this.#sight[0] + this.#sight[1]) / 2;
    const far = [...this.#pages.keys()].sort((a, b) => Math.abs(b - middle) - Math.abs(a - middle));
    for (const page of far.slice(0, this.#pages.size - MOST_PAGES)) {
      for (const id of this.#pages.get(page) ?? []) this.byId.delete(id);
      this.#pages.delete(page);
    }
  }
}
