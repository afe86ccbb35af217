import { untrack } from 'svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { type ListListener, type LiveFeed, SUBSCRIBE_MS } from '../api/live-feed.svelte.ts';
import { readRuns } from './read-runs.ts';

const PAGE = 500;
/** A page holds no more of the newest runs than this; what lies beyond is asked of the server when it is looked for. */
const MOST = 2000;

/** Which runs a list has. */
interface Scope {
  archived?: boolean;
  /** The project whose runs they are; of all projects without one. */
  project?: string | undefined;
}

/**
 * Runs by id, the newest and whichever else are needed, kept as the server has them: their changes are
 * subscribed to, then they are read once.
 */
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
  readonly #api: Pick<Api, 'runs' | 'readRuns' | 'projects'>;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  readonly #most: number;
  #scope: Required<Scope> = { archived: false, project: undefined };
  #needed: readonly string[] = [];
  /** Runs that a message brought or removed since the last reading began: newer than what that answers. */
  #changed = new Set<string>();
  #waiting: ReturnType<typeof setTimeout> | undefined;
  /** When the oldest of the newest runs was made: what is older and unknown was unread. */
  #oldest = '';

  constructor(api: Pick<Api, 'runs' | 'readRuns' | 'projects'>, feed: Pick<LiveFeed, 'watchList'>, most = MOST) {
    this.#api = api;
    this.#feed = feed;
    this.#most = most;
  }

  /** Reads and keeps up the newest runs of the scope; returns the function that ends it. */
  open({ archived = false, project }: Scope = {}): () => void {
    this.#scope = { archived, project };
    this.#waiting = setTimeout(() => void this.read(), SUBSCRIBE_MS);
    const close = this.#feed.watchList(this);
    return () => {
      clearTimeout(this.#waiting);
      close();
    };
  }

  async read(): Promise<void> {
    clearTimeout(this.#waiting);
    this.#changed = new Set();
    try {
      await Promise.all([this.#readNewest(this.#changed), this.#readNeeded(this.#needed)]);
      this.status = 'ready';
    } catch (error) {
      this.#onError(error);
    }
  }

  /** Holds these runs too, however old they are, archived or not; they are read with the newest, or at once after them. */
  need(ids: readonly string[]): void {
    this.#needed = ids;
    untrack(() => {
      const unknown = ids.filter((id) => !this.byId.has(id));
      if (this.status !== 'loading') void this.#readNeeded(unknown).catch(this.#onError);
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
      this.#changed.add(run.id);
      if (!this.#isOfHere(run) && !this.#needed.includes(run.id)) this.byId.delete(run.id);
      else if (run.createdAt < this.#oldest) this.hold([run]);
      else this.byId.set(run.id, run);
    }
  }

  onRemoved(ids: string[]): void {
    for (const id of ids) {
      this.#changed.add(id);
      this.byId.delete(id);
    }
  }

  onSubscribed(): void {
    void this.read();
  }

  #isOfHere({ archived, project }: Run): boolean {
    return archived === this.#scope.archived && (this.#scope.project ?? project) === project;
  }

  #query(cursor: string | null): Record<string, string> {
    const { archived, project } = this.#scope;
    return {
      archived: String(archived),
      ...(project !== undefined && { project }),
      limit: String(Math.min(PAGE, this.#most)),
      ...(cursor !== null && { cursor }),
    };
  }

  readonly #onError = (error: unknown): void => {
    this.error = errorMessage(error);
    if (this.byId.size === 0) this.status = 'error';
  };

  async #readNeeded(ids: readonly string[]): Promise<void> {
    const changed = this.#changed;
    const needed = this.#needed;
    const found = await readRuns(this.#api, ids);
    this.hold(found.filter(({ id }) => !changed.has(id)));
    if (needed === this.#needed) this.missing = needed.filter((id) => !this.byId.has(id));
  }

  /** Gives way to a later reading, which has a set of changes of its own. */
  async #readNewest(changed: ReadonlySet<string>): Promise<void> {
    const seen = new Set<string>();
    let cursor: string | null = null;
    do {
      const page = await this.#api.runs(this.#query(cursor));
      if (changed !== this.#changed) return;
      for (const run of page.runs) {
        seen.add(run.id);
        if (!changed.has(run.id)) this.byId.set(run.id, run);
      }
      cursor = page.nextCursor;
      this.#oldest = cursor === null ? '' : (page.runs.at(-1)?.createdAt ?? '');
      this.unread = Math.max(0, page.total - seen.size);
      this.status = 'ready';
    } while (cursor !== null && seen.size < this.#most);
    const gone = [...this.byId.keys()].filter((id) => !seen.has(id) && !changed.has(id) && !this.#needed.includes(id));
    for (const id of gone) this.byId.delete(id);
    if (this.unread > 0 && this.#scope.project === undefined)
      this.otherProjects = (await this.#api.projects()).projects.filter(({ runs }) => runs > 0).map(({ name }) => name);
  }
}
