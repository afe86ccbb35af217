import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import type { ListListener, LiveFeed } from '../api/live-feed.svelte.ts';

const PAGE = 500;
/** A page holds no more of the newest runs than this; what lies beyond is asked of the server when it is looked for. */
const MOST = 2000;

/** Runs by id, the newest and whichever else are needed, kept as the server has them. */
export class Runs implements ListListener {
  readonly byId = new SvelteMap<string, Run>();
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  /** Needed, and not there or in the trash. */
  missing = $state.raw<string[]>([]);
  /** How many runs the server has that are not held here. */
  unread = $state(0);
  /** The projects of all runs, as far as those held here may not have them all. */
  otherProjects = $state.raw<string[]>([]);
  readonly #api: Pick<Api, 'runs' | 'run' | 'projects'>;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  readonly #most: number;
  #archived = false;
  #needed: readonly string[] = [];
  /** When the oldest of the newest runs was made: what is older and unknown was unread. */
  #oldest = '';

  constructor(api: Pick<Api, 'runs' | 'run' | 'projects'>, feed: Pick<LiveFeed, 'watchList'>, most = MOST) {
    this.#api = api;
    this.#feed = feed;
    this.#most = most;
  }

  /** Reads and keeps up the newest runs, or the newest archived ones; returns the way to stop. */
  open(archived = false): () => void {
    this.#archived = archived;
    untrack(() => void this.read());
    return this.#feed.watchList(this);
  }

  async read(): Promise<void> {
    try {
      await Promise.all([this.#readNewest(), this.#readNeeded()]);
      this.status = 'ready';
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Holds these runs too, however old they are, archived or not; they are read with the newest, or at once after them. */
  need(ids: readonly string[]): void {
    this.#needed = ids;
    untrack(() => {
      if (this.status !== 'loading') void this.#readNeeded().catch(this.#onError);
    });
  }

  /** Takes in runs that the server found beyond the newest. */
  hold(runs: Run[]): void {
    const unknown = runs.filter(({ id }) => !this.byId.has(id)).length;
    this.unread = Math.max(0, this.unread - unknown);
    for (const run of runs) this.byId.set(run.id, run);
  }

  onRuns(runs: Run[]): void {
    for (const run of runs) {
      const isOfHere = run.archived === this.#archived;
      if (!isOfHere && !this.#needed.includes(run.id)) this.byId.delete(run.id);
      else if (run.createdAt < this.#oldest) this.hold([run]);
      else this.byId.set(run.id, run);
    }
  }

  onRemoved(ids: string[]): void {
    for (const id of ids) this.byId.delete(id);
  }

  onReconnected(): void {
    void this.read();
  }

  readonly #onError = (error: unknown): void => {
    this.error = errorMessage(error);
    if (this.byId.size === 0) this.status = 'error';
  };

  async #readNeeded(): Promise<void> {
    const ids = this.#needed;
    const unknown = ids.filter((id) => !this.byId.has(id));
    const found = await Promise.all(unknown.map((id) => this.#api.run(id).catch(nullWhenMissing)));
    this.hold(found.filter((run) => run !== null && run.deletedAt === null) as Run[]);
    if (this.#needed === ids) this.missing = ids.filter((id) => !this.byId.has(id));
  }

  async #readNewest(): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await this.#api.runs({
        archived: String(this.#archived),
        limit: String(Math.min(PAGE, this.#most)),
        ...(cursor !== null && { cursor }),
      });
      for (const run of page.runs) {
        seen.add(run.id);
        this.byId.set(run.id, run);
      }
      cursor = page.nextCursor;
      this.#oldest = cursor === null ? '' : (page.runs.at(-1)?.createdAt ?? '');
      this.unread = Math.max(0, page.total - seen.size);
      this.status = 'ready';
    } while (cursor !== null && seen.size < this.#most);
    const gone = [...this.byId.keys()].filter((id) => !seen.has(id) && !this.#needed.includes(id));
    for (const id of gone) this.byId.delete(id);
    if (this.unread > 0) this.otherProjects = (await this.#api.projects()).projects.map(({ name }) => name);
  }
}

function nullWhenMissing(error: unknown): null {
  if (error instanceof ApiError && error.code === 'not_found') return null;
  throw error;
}
