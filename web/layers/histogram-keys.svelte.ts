import { untrack } from 'svelte';
import type { Commit, RunWatch } from '../../shared/live.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';

/** Which histograms a run has, in alphabetical order, kept up live. */
export class HistogramKeys implements RunListener {
  readonly run: string;
  keys = $state.raw<string[]>([]);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  #rev = 0;
  readonly #api: Pick<Api, 'histogramKeys'>;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;

  constructor(run: string, api: Pick<Api, 'histogramKeys'>, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.run = run;
    this.#api = api;
    this.#feed = feed;
  }

  /** Starts to read and to follow; returns the function that ends it. */
  open(): () => void {
    untrack(() => void this.read());
    return this.#feed.watch(this);
  }

  async read(): Promise<void> {
    try {
      const { keys, rev } = await this.#api.histogramKeys(this.run);
      this.#add(keys.map(({ key }) => key));
      this.#rev = Math.max(this.#rev, rev);
      this.status = 'ready';
      this.error = '';
      this.#feed.refresh();
    } catch (error) {
      this.error = errorMessage(error);
      if (this.keys.length === 0) this.status = 'error';
    }
  }

  wants(): RunWatch | null {
    if (this.status !== 'ready') return null;
    return { after: this.#rev, series: [], logs: false, histograms: true };
  }

  onCommits(commits: Commit[], rev: number): void {
    this.#add(commits.flatMap(({ histograms }) => (histograms ?? []).map(({ key }) => key)));
    this.#rev = rev;
  }

  onReset(): void {
    void this.read();
  }

  onReconnected(): void {
    if (this.error) void this.read();
  }

  #add(keys: string[]): void {
    const known = new Set(this.keys);
    if (keys.some((key) => !known.has(key))) this.keys = [...new Set([...this.keys, ...keys])].sort();
  }
}
