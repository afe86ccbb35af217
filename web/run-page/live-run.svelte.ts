import { untrack } from 'svelte';
import type { RunEvent, StoredLogLine } from '../../shared/ingest.ts';
import type { Commit, RunWatch } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';

/** Older log lines than these are read only when asked for. */
const LOG_LINES_KEPT = 5000;
const LOG_LINES_FIRST = 1000;
/** The latest marks, which are drawn on every chart. */
const MARKS_KEPT = 2000;

/**
 * One run as its page shows it, apart from its curves: read over HTTP, then kept up by commits after
 * the revision that each part holds. A commit received twice changes nothing; after a `reset`
 * everything is read again.
 */
export class LiveRun implements RunListener {
  readonly run: string;
  info = $state.raw<Run | null>(null);
  keys = $state.raw<string[]>([]);
  events = $state.raw<RunEvent[]>([]);
  eventTotal = $state(0);
  logs = $state.raw<StoredLogLine[]>([]);
  logTotal = $state(0);
  status = $state<'loading' | 'ready' | 'missing' | 'removed' | 'error'>('loading');
  error = $state('');
  readonly #api: Api;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  #stop: (() => void) | undefined;
  /** The revision that each part shows; they are read apart. */
  #rev = { keys: 0, events: 0, logs: 0 };

  constructor(run: string, api: Api, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.run = run;
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
      const [info, series, events, logs] = await Promise.all([
        this.#api.run(this.run),
        this.#api.series(this.run),
        this.#api.events(this.run, { tail: 'true', limit: String(MARKS_KEPT) }),
        this.#api.logs(this.run, { tail: 'true', limit: String(LOG_LINES_FIRST) }),
      ]);
      if (this.info === before) this.onRun(info); // else a message brought it since the request
      this.keys = Object.keys(series.series).sort();
      this.events = events.events;
      this.eventTotal = events.total;
      this.logs = logs.lines;
      this.logTotal = logs.total;
      this.#rev = { keys: series.rev, events: events.rev, logs: logs.rev };
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
    const after = Math.min(this.#rev.keys, this.#rev.events, this.#rev.logs);
    return { after, series: [], logs: true, histograms: false };
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
    const newer = (part: 'keys' | 'events' | 'logs') => commits.filter((commit) => commit.rev > this.#rev[part]);

    const known = new Set(this.keys);
    const fresh = newer('keys')
      .flatMap(({ newSeries }) => newSeries ?? [])
      .filter((key) => !known.has(key));
    if (fresh.length > 0) this.keys = [...new Set([...this.keys, ...fresh])].sort();

    const events = newer('events').flatMap((commit) => commit.events ?? []);
    if (events.length > 0) {
      this.events = [...this.events, ...events].slice(-MARKS_KEPT);
      this.eventTotal += events.length;
    }

    const lines = newer('logs').flatMap((commit) => commit.logs ?? []);
    if (lines.length > 0) {
      this.logs = [...this.logs, ...lines].slice(-LOG_LINES_KEPT);
      this.logTotal += lines.length;
    }

    for (const part of ['keys', 'events', 'logs'] as const) this.#rev[part] = Math.max(this.#rev[part], rev);
  }

  /** Puts older lines before those shown. */
  async readOlderLogs(): Promise<void> {
    const first = this.logs[0]?.id;
    if (first === undefined) return;
    const cursor = Math.max(0, first - 1 - LOG_LINES_FIRST);
    const { lines } = await this.#api.logs(this.run, { cursor: String(cursor), limit: String(LOG_LINES_FIRST) });
    this.logs = [...lines.filter(({ id }) => id < first), ...this.logs];
  }
}
