import { type Run, TRASH_DAYS } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { ListListener, LiveFeed } from '../api/live-feed.svelte.ts';

const KEPT_MS = TRASH_DAYS * 86_400_000;
/** A trash of more is emptied from its newest. */
const MOST = '1000';
/** The messages of many deletions make one reading. */
const SETTLE_MS = 150;
const AT_ONCE = 8;

type Trashed = Pick<Api, 'runs' | 'restoreRun' | 'purgeRun'>;

/** The runs in the trash, the newest first, kept up while others delete and restore. */
export class Trash implements ListListener {
  runs = $state.raw<readonly Run[]>([]);
  /** Count of all of them; null before they are read. */
  total = $state<number | null>(null);
  error = $state<string | null>(null);
  readonly #api: Trashed;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Trashed, feed: Pick<LiveFeed, 'watchList'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Reads and keeps up; returns the function that ends it. */
  open(): () => void {
    this.onRemoved();
    const close = this.#feed.watchList(this);
    return () => {
      clearTimeout(this.#timer);
      close();
    };
  }

  async read(): Promise<void> {
    try {
      const { runs, total } = await this.#api.runs({ deleted: 'true', limit: MOST });
      this.runs = runs.toSorted((a, b) => (b.deletedAt ?? '').localeCompare(a.deletedAt ?? ''));
      this.total = total;
      this.error = null;
    } catch (error) {
      this.error = errorMessage(error);
    }
  }

  /** When the server deletes a run for good, in ms since the epoch. */
  purgedAt({ deletedAt }: Run): number {
    return Date.parse(deletedAt ?? '') + KEPT_MS;
  }

  /** Takes runs out of the trash; says for which it was done, and why not for the others. */
  restore(runs: readonly Run[]): Promise<Outcome> {
    return this.#each(runs, (run) => this.#api.restoreRun(run.id));
  }

  /** Deletes runs for good. */
  purge(runs: readonly Run[]): Promise<Outcome> {
    return this.#each(runs, (run) => this.#api.purgeRun(run.id));
  }

  /** A run that comes back is one that left the trash. */
  onRuns(runs: Run[]): void {
    if (runs.some(({ id }) => this.runs.some((each) => each.id === id))) this.onRemoved();
  }

  onRemoved(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.read(), SETTLE_MS);
  }

  onSubscribed(): void {
    this.onRemoved();
  }

  async #each(runs: readonly Run[], action: (run: Run) => Promise<unknown>): Promise<Outcome> {
    const waiting = [...runs];
    const done: Run[] = [];
    let failure: unknown = null;
    const work = async () => {
      for (let run = waiting.shift(); run; run = waiting.shift()) {
        const each = run;
        await action(each).then(
          () => done.push(each),
          (error: unknown) => {
            failure ??= error;
          },
        );
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const gone = new Set(done.map(({ id }) => id));
    this.runs = this.runs.filter(({ id }) => !gone.has(id));
    this.total = Math.max(0, (this.total ?? 0) - done.length);
    return { done, failure };
  }
}

export interface Outcome {
  done: Run[];
  failure: unknown;
}
