import type { Commit, RunWatch } from '../../shared/live.ts';
import type { Api } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';
import { RunLog } from '../runs/log/run-log.svelte.ts';

/** The log of one of several runs, read when it is opened and kept up live. */
export class FollowedLog implements RunListener {
  readonly run: string;
  readonly log: RunLog;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  #isRead = false;

  constructor(run: string, { api, feed }: { api: Pick<Api, 'logs'>; feed: Pick<LiveFeed, 'watch' | 'refresh'> }) {
    this.run = run;
    this.log = new RunLog(run, api);
    this.#feed = feed;
  }

  /** Starts to read and to follow; returns the function that ends it. */
  open(onError: (error: unknown) => void): () => void {
    const stop = this.#feed.watch(this);
    void this.#read().catch(onError);
    return stop;
  }

  wants(): RunWatch | null {
    return this.#isRead ? { after: this.log.rev, series: [], logs: true, histograms: false } : null;
  }

  onCommits(commits: Commit[], rev: number): void {
    this.log.add(commits, rev);
  }

  onReset(): void {
    void this.#read().catch(() => {}); // the lines held stay, and the next commit comes behind them
  }

  async #read(): Promise<void> {
    await this.log.read();
    this.#isRead = true;
    this.#feed.refresh();
  }
}
