import type { Api } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';

/** How many runs train on the server and how many wait. */
export class QueueCounts {
  running = $state(0);
  waiting = $state(0);
  readonly #api: Pick<Api, 'workers'>;

  constructor(api: Pick<Api, 'workers'>) {
    this.#api = api;
  }

  /** Reads them, and again whenever they may have changed. */
  open(feed: Pick<LiveFeed, 'watchQueue'>): () => void {
    return feed.watchQueue(() => void this.#read());
  }

  async #read(): Promise<void> {
    const found = await this.#api.workers().catch(() => null); // they are read again when the server is back
    if (!found) return;
    this.running = found.workers.filter(({ run }) => run).length;
    this.waiting = found.waiting;
  }
}
