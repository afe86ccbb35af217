import type { Commit, RunWatch } from '../../../shared/live.ts';
import type { SeriesQuery, XAxis } from '../../../shared/query.ts';
import type { Run } from '../../../shared/run.ts';
import { type Api, errorMessage } from '../../api/api.ts';
import type { LiveFeed, RunListener } from '../../api/live-feed.svelte.ts';
import { SeriesLine } from '../series-line.ts';

/** What a chart shows. */
export interface ChartRequest {
  runs: string[];
  keys: string[];
  x: XAxis;
  smoothing: number;
  window: readonly [number, number] | null;
  pixels: number;
}

const SETTLE_MS = 120;
const REREAD_MS = 400;
const REDRAW_MS = 100;

/**
 * The lines of one chart: read from the server reduced to its pixels, then grown by live points.
 * `version` moves whenever there is something new to draw, at most ten times a second.
 */
export class ChartSeries {
  lines = $state.raw<SeriesLine[]>([]);
  version = $state(0);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  /** True while finer or newer data is on its way. */
  busy = $state(false);
  error = $state('');
  readonly #api: Api;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  #request: ChartRequest | null = null;
  #listening = new Map<string, () => void>();
  #abort: AbortController | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #redraw: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, feed: Pick<LiveFeed, 'watch' | 'refresh'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Shows what is asked from now on; the first time at once, then when the asking settles. */
  show(request: ChartRequest): void {
    const first = this.#request === null;
    this.#request = request;
    for (const [run, stop] of this.#listening) {
      if (request.runs.includes(run)) continue;
      stop();
      this.#listening.delete(run);
    }
    for (const run of request.runs) {
      if (!this.#listening.has(run)) this.#listening.set(run, this.#feed.watch(this.#listener(run)));
    }
    this.#readIn(first ? 0 : SETTLE_MS);
  }

  retry(): void {
    this.#readIn(0);
  }

  close(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#redraw);
    this.#abort?.abort();
    for (const stop of this.#listening.values()) stop();
    this.#listening.clear();
    this.#request = null;
  }

  #readIn(ms: number): void {
    clearTimeout(this.#timer);
    this.busy = true;
    this.#timer = setTimeout(() => void this.#read(), ms);
  }

  async #read(): Promise<void> {
    const request = this.#request;
    if (!request) return;
    this.#abort?.abort();
    const abort = new AbortController();
    this.#abort = abort;
    try {
      const { series } =
        request.runs.length > 0 ? await this.#api.querySeries(toQuery(request), abort.signal) : { series: [] };
      if (abort.signal.aborted) return;
      this.lines = series.map((result) => new SeriesLine(result, request));
      this.status = 'ready';
      this.error = '';
      this.busy = false;
      this.version += 1;
      this.#feed.refresh();
    } catch (error) {
      if (abort.signal.aborted) return;
      this.error = errorMessage(error);
      this.busy = false;
      if (this.lines.length === 0) this.status = 'error';
    }
  }

  #listener(run: string): RunListener {
    return {
      run,
      wants: () => this.#wants(run),
      onCommits: (commits, rev) => this.#apply(run, commits, rev),
      onReset: () => this.#readIn(0),
      onRun: (info) => this.#notice(info),
      onReconnected: () => {
        if (this.error) this.#readIn(0);
      },
    };
  }

  #wants(run: string): RunWatch | null {
    const lines = this.lines.filter((line) => line.run === run);
    const series = this.#request?.keys ?? [];
    if (lines.length === 0) return null;
    return { after: Math.min(...lines.map(({ rev }) => rev)), series, logs: false, histograms: false };
  }

  #apply(run: string, commits: Commit[], rev: number): void {
    let fits = true;
    for (const line of this.lines) {
      if (line.run !== run) continue;
      for (const commit of commits) {
        const points = commit.series?.[line.key] ?? { step: [], time: [], value: [] };
        fits = line.append(points, commit.rev) && fits;
      }
      line.rev = Math.max(line.rev, rev);
    }
    if (!fits || this.#missesSeries(run, commits)) this.#readIn(REREAD_MS);
    this.#redraw ??= setTimeout(() => {
      this.#redraw = undefined;
      this.version += 1;
    }, REDRAW_MS);
  }

  #missesSeries(run: string, commits: Commit[]): boolean {
    const has = (key: string) => this.lines.some((line) => line.run === run && line.key === key);
    return (this.#request?.keys ?? []).some((key) => !has(key) && commits.some(({ series }) => series?.[key]));
  }

  /** A run that had nothing to draw when it was read may have its first points now. */
  #notice(run: Run): void {
    const has = (key: string) => this.lines.some((line) => line.run === run.id && line.key === key);
    if (this.status === 'ready' && this.#request?.keys.some((key) => run.summary[key] && !has(key))) {
      if (!this.busy) this.#readIn(REREAD_MS);
    }
  }
}

function toQuery({ runs, keys, x, smoothing, window, pixels }: ChartRequest): SeriesQuery {
  return {
    runs,
    keys,
    x,
    pixels,
    ...(window && { window: [window[0], window[1]] }),
    ...(smoothing > 0 && { smoothing }),
  };
}
