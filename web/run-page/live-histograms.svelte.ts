import type { HistogramSeries } from '../../shared/histogram-query.ts';
import type { Histogram } from '../../shared/ingest.ts';
import type { Commit, RunWatch } from '../../shared/live.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';

const MOST_STEPS = 100;

/** The histograms of one run over its steps, one group of layers at a time, kept up live. */
export class LiveHistograms implements RunListener {
  readonly run: string;
  keys = $state.raw<string[]>([]);
  series = $state.raw<HistogramSeries[]>([]);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  #shown: string[] = [];
  /** The revision shown; null until something was read. */
  #rev: number | null = null;
  readonly #api: Api;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;

  constructor(run: string, api: Api, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.run = run;
    this.#api = api;
    this.#feed = feed;
  }

  /** Starts to read and to follow the run; returns the function that ends it. */
  open(): () => void {
    void this.#readKeys();
    return this.#feed.watch(this);
  }

  /** Shows these keys from now on. */
  show(keys: string[]): void {
    this.#shown = keys;
    void this.read();
  }

  async read(): Promise<void> {
    const keys = this.#shown;
    if (keys.length === 0) return;
    try {
      const answer = await this.#api.queryHistograms({ run: this.run, keys, pixels: MOST_STEPS });
      if (keys !== this.#shown) return;
      this.series = answer.series;
      this.#rev = answer.rev;
      this.status = 'ready';
      this.error = '';
      this.#feed.refresh();
    } catch (error) {
      this.error = errorMessage(error);
      this.status = 'error';
    }
  }

  wants(): RunWatch | null {
    return this.#rev === null ? null : { after: this.#rev, series: [], logs: false, histograms: true };
  }

  onReconnected(): void {
    if (this.error) this.onReset();
  }

  onReset(): void {
    void this.#readKeys();
    void this.read();
  }

  onCommits(commits: Commit[], rev: number): void {
    const fresh = commits.flatMap(({ histograms }) => histograms ?? []);
    this.#rev = rev;
    if (fresh.length === 0) return;
    const known = new Set(this.keys);
    const unknown = fresh.map(({ key }) => key).filter((key) => !known.has(key));
    if (unknown.length > 0) this.keys = [...new Set([...this.keys, ...unknown])].sort();
    this.series = this.series.map((each) => withNew(each, fresh));
    if (this.series.some(({ histograms }) => histograms.length > 2 * MOST_STEPS)) void this.read();
  }

  async #readKeys(): Promise<void> {
    try {
      const { keys, rev } = await this.#api.histogramKeys(this.run);
      this.keys = keys.map(({ key }) => key).sort();
      this.#rev = Math.max(this.#rev ?? 0, rev);
      if (keys.length === 0) this.status = 'ready';
      this.#feed.refresh();
    } catch (error) {
      this.error = errorMessage(error);
      this.status = 'error';
    }
  }
}

/** The last write of a step wins. */
function withNew(series: HistogramSeries, fresh: readonly Histogram[]): HistogramSeries {
  const added = fresh.filter(({ key }) => key === series.key);
  if (added.length === 0) return series;
  const steps = new Set(added.map(({ step }) => step));
  const kept = series.histograms.filter(({ step }) => !steps.has(step));
  return { key: series.key, histograms: [...kept, ...added].sort((a, b) => a.step - b.step) };
}
