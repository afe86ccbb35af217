import { SvelteMap } from 'svelte/reactivity';
import type { RunEvent } from '../../../shared/ingest.ts';
import type { Api } from '../../api/api.ts';
import type { LiveFeed } from '../../api/live-feed.svelte.ts';

/** The latest of a run; more would hide the curves. */
const MOST = 100;

interface Followed {
  /** Charts that show them. */
  charts: number;
  stop: () => void;
}

/** What happened in runs, read when a chart first marks it and followed for as long as one does. */
export class RunEvents {
  readonly #api: Pick<Api, 'events'>;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  readonly #events = new SvelteMap<string, readonly RunEvent[]>();
  readonly #followed = new Map<string, Followed>();

  constructor(api: Pick<Api, 'events'>, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Those of a run that are known by now, in the order they came. */
  of(run: string): readonly RunEvent[] {
    return this.#events.get(run) ?? [];
  }

  /** Reads and follows the events of these runs; returns the function that ends it. */
  follow(runs: readonly string[]): () => void {
    for (const run of runs) {
      const followed = this.#followed.get(run) ?? { charts: 0, stop: this.#start(run) };
      followed.charts += 1;
      this.#followed.set(run, followed);
    }
    return () => {
      for (const run of runs) this.#leave(run);
    };
  }

  #leave(run: string): void {
    const followed = this.#followed.get(run);
    if (!followed) return;
    followed.charts -= 1;
    if (followed.charts > 0) return;
    followed.stop();
    this.#followed.delete(run);
  }

  #start(run: string): () => void {
    let held: number | null = null;
    let isOver = false;
    const read = async () => {
      try {
        const { events, rev } = await this.#api.events(run, { tail: 'true', limit: String(MOST) });
        if (isOver) return;
        this.#events.set(run, events);
        held = rev;
        this.#feed.refresh();
      } catch {
        held = null; // the run is gone or the server is away: its curves say so, and it is read again after a break
      }
    };
    const stop = this.#feed.watch({
      run,
      wants: () => (held === null ? null : { after: held, series: [], logs: false, histograms: false }),
      onCommits: (commits, rev) => {
        const known = held ?? 0;
        const fresh = commits.filter((commit) => commit.rev > known).flatMap(({ events = [] }) => events);
        if (fresh.length > 0) this.#events.set(run, [...this.of(run), ...fresh].slice(-MOST));
        held = Math.max(known, rev);
      },
      onReset: () => void read(),
      onReconnected: () => held === null && void read(),
    });
    void read();
    return () => {
      isOver = true;
      stop();
    };
  }
}
