import { untrack } from 'svelte';
import type { RunEvent } from '../../shared/ingest.ts';
import type { Commit, RunWatch } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';
import { RunLog } from '../runs/log/run-log.svelte.ts';

/** The latest marks, which are drawn on every chart. */
const MARKS_KEPT = 2000;

/**
 * One run as its page shows it, apart from its curves: read over HTTP, then kept up by commits after
 * the revision that each part holds. A commit received twice changes nothing; after a `reset`
 * everything is read again.
 */
export class LiveRun implements RunListener {
  readonly run: string;
  readonly log: RunLog;
  info = $state.raw<Run | null>(null);
  keys = $state.raw<string[]>([]);
  events = $state.raw<RunEvent[]>([]);
  eventTotal = $state(0);
  /** Whether it has a histogram of anything. */
  hasHistograms = $state(false);
  status = $state<'loading' | 'ready' | 'missing' | 'removed' | 'error'>('loading');
  error = $state('');
  readonly #api: Api;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  #stop: (() => void) | undefined;
  /** The revision that each part shows; they are read apart. */
  #rev = { keys: 0, events: 0 };

  constructor(run: string, api: Api, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.run = run;
    this.log = new RunLog(run, api);
    this.#api = api;
    this.#feed = feed;
  }

  /** Starts to read and to follow the run; returns the function that ends it. */
  open(): () => void {
    this.#stop = this.#feed.watch(this);
    untrack(() => void this.read());
    return () => this.#stop?.();
  }

  /** Reads all of it over HTTP and follows the run from there. */
  async read(): Promise<void> {
    const before = this.info;
    try {
      const info = await this.#api.run(this.run); // by itself: of a run that is not there, all the others would fail too
      if (info.deletedAt !== null) {
        this.status = 'removed';
        return;
      }
      const [series, histograms, events] = await Promise.all([
        this.#api.series(this.run),
        this.#api.histogramKeys(this.run),
        this.#api.events(this.run, { tail: 'true', limit: String(MARKS_KEPT) }),
        this.log.read(),
      ]);
      if (this.info === before) this.onRun(info); // else a message brought it since the request
      this.keys = Object.keys(series.series).sort();
      this.hasHistograms ||= histograms.keys.length > 0;
      this.events = events.events;
      this.eventTotal = events.total;
      this.#rev = { keys: Math.min(series.rev, histograms.rev), events: events.rev };
      this.status = 'ready';
      this.error = '';
      this.#feed.refresh();
    } catch (error) {
      const code = error instanceof ApiError ? error.code : null;
      if (code === 'not_found' || code === 'invalid') this.status = 'missing';
      else if (code === 'in_trash') this.status = 'removed';
      else if (this.status !== 'ready') this.status = 'error';
      this.error = errorMessage(error);
    }
  }

  wants(): RunWatch | null {
    if (this.status !== 'ready') return null;
    const after = Math.min(this.#rev.keys, this.#rev.events, this.log.rev);
    return { after, series: [], logs: true, histograms: !this.hasHistograms }; // the first one is all that it waits for
  }

  onRun(run: Run): void {
    if (this.info && run.rev < this.info.rev && run.state === this.info.state) return;
    this.info = run;
  }

  onRemoved(): void {
    this.status = 'removed';
  }

  onReconnected(): void {
    if (this.error) void this.read();
  }

  onReset(): void {
    void this.read();
  }

  onCommits(commits: Commit[], rev: number): void {
    const newer = (part: 'keys' | 'events') => commits.filter((commit) => commit.rev > this.#rev[part]);

    const known = new Set(this.keys);
    const fresh = newer('keys')
      .flatMap(({ newSeries }) => newSeries ?? [])
      .filter((key) => !known.has(key));
    if (fresh.length > 0) this.keys = [...new Set([...this.keys, ...fresh])].sort();

    if (!this.hasHistograms && commits.some(({ histograms = [] }) => histograms.length > 0)) {
      this.hasHistograms = true;
      this.#feed.refresh();
    }

    const events = newer('events').flatMap((commit) => commit.events ?? []);
    if (events.length > 0) {
      this.events = [...this.events, ...events].slice(-MARKS_KEPT);
      this.eventTotal += events.length;
    }

    this.log.add(commits, rev);
    for (const part of ['keys', 'events'] as const) this.#rev[part] = Math.max(this.#rev[part], rev);
  }
}
