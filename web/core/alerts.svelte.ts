import type { Alert } from '../../shared/alert.ts';
import type { Api } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import type { Toasts } from './toast.svelte.ts';

/** So many new alerts are shown one by one; more are counted. */
const MOST_TOASTS = 2;

interface Options {
  api: Pick<Api, 'alerts' | 'markAlertsSeen'>;
  toasts: Pick<Toasts, 'info'>;
  /** Goes to the page of a run. */
  show: (run: string) => void;
}

/** The latest alerts of all projects; those that come while the page is open are shown at its edge. */
export class Alerts {
  list = $state.raw<readonly Alert[]>([]);
  unseen = $state(0);
  /** Counts what was read, for those who show more than the latest. */
  version = $state(0);
  readonly #options: Options;
  /** The latest alert that was there before; null before the first reading. */
  #known: number | null = null;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reads them, and again whenever they may have changed. */
  open(feed: Pick<LiveFeed, 'watchAlerts'>): void {
    feed.watchAlerts(() => void this.#read());
  }

  /** Notes that the reader has seen all that are listed. */
  async markSeen(): Promise<void> {
    const [latest] = this.list;
    if (!latest || this.unseen === 0) return;
    this.unseen = 0;
    await this.#options.api.markAlertsSeen(latest.id).catch(() => this.#read()); // the count then says that it failed
  }

  async #read(): Promise<void> {
    try {
      const { alerts, unseen } = await this.#options.api.alerts();
      const known = this.#known;
      this.list = alerts;
      this.unseen = unseen;
      this.version += 1;
      this.#known = alerts[0]?.id ?? 0;
      if (known !== null) this.#announce(alerts.filter(({ id, seen }) => id > known && !seen));
    } catch {
      // the server is away: they are read again when it is back
    }
  }

  #announce(fresh: readonly Alert[]): void {
    const { toasts, show } = this.#options;
    for (const { message, run } of fresh.slice(0, MOST_TOASTS).reverse())
      toasts.info(message, { label: 'Open run', run: () => show(run) });
    if (fresh.length > MOST_TOASTS) toasts.info(`and ${fresh.length - MOST_TOASTS} more alerts`);
  }
}
