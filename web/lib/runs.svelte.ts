import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import { type Api, ApiError, errorMessage } from './api.ts';
import type { ListListener, LiveFeed } from './socket.svelte.ts';

const PAGE = 200;

/** Runs by id, all or some of them, kept as the server has them. */
export class Runs implements ListListener {
  readonly byId = new SvelteMap<string, Run>();
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  /** Asked for, and not there. */
  missing = $state.raw<string[]>([]);
  readonly #api: Api;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  /** The runs wanted; null is every one. */
  #ids: string[] | null = null;
  #archived = false;

  constructor(api: Api, feed: Pick<LiveFeed, 'watchList'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Reads and keeps up the runs named, or every one, or every archived one; returns the way to stop. */
  open(ids: string[] | null, archived = false): () => void {
    this.#ids = ids;
    this.#archived = archived;
    void this.read();
    return this.#feed.watchList(this);
  }

  async read(): Promise<void> {
    try {
      await (this.#ids ? this.#readSome(this.#ids) : this.#readAll());
      this.status = 'ready';
    } catch (error) {
      this.error = errorMessage(error);
      if (this.byId.size === 0) this.status = 'error';
    }
  }

  onRuns(runs: Run[]): void {
    for (const run of runs) {
      if (this.#ids ? !this.#ids.includes(run.id) : run.archived !== this.#archived) this.byId.delete(run.id);
      else this.byId.set(run.id, run);
    }
  }

  onRemoved(ids: string[]): void {
    for (const id of ids) this.byId.delete(id);
  }

  onReconnected(): void {
    void this.read();
  }

  async #readAll(): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await this.#api.runs({
        archived: String(this.#archived),
        limit: String(PAGE),
        ...(cursor !== null && { cursor }),
      });
      this.onRuns(page.runs);
      for (const { id } of page.runs) seen.add(id);
      this.status = 'ready';
      cursor = page.nextCursor;
    } while (cursor !== null);
    for (const id of [...this.byId.keys()]) if (!seen.has(id)) this.byId.delete(id);
  }

  async #readSome(ids: string[]): Promise<void> {
    const found = await Promise.all(ids.map((id) => this.#api.run(id).catch(nullWhenMissing)));
    this.onRuns(found.filter((run) => run !== null));
    this.missing = ids.filter((_, index) => found[index] === null);
    for (const id of this.missing) this.byId.delete(id);
  }
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null;
  throw error;
}
