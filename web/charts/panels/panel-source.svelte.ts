import type { Commit, RunWatch } from '../../../shared/live.ts';
import type { PartQuery } from '../../../shared/panel-query.ts';
import type { Run } from '../../../shared/run.ts';
import { errorMessage } from '../../api/api.ts';
import type { RunListener } from '../../api/live-feed.svelte.ts';
import { Throttle } from '../../core/throttle.ts';
import type { AnswerTo } from './merge-queries.ts';
import type { PanelData } from './panel-page.ts';

/** Commits that need another reading often come many in a row. */
const REREAD_MS = 400;
/** Less than the server lets pass between two messages, so that none waits for the time after the one before. */
const REDRAW_MS = 80;
/** Points that come faster are a stream; the panel comes to rest when none has come for so long. */
const STREAM_MS = 1000;

/** What became of what is held by what was committed; what `misfits` is to be read again. */
export type Growth = 'none' | 'grown' | 'misfits';

/**
 * Where a panel has its data from: read for a query, then grown by what is committed. A kind of panel
 * says what it makes of an answer, what it holds, and how that grows.
 *
 * `version` moves with all that is new to draw: in the next frame after a quiet while, then at most ten times a second.
 */
export abstract class PanelSource<Query extends PartQuery> {
  version = $state(0);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  /** Whether points come one after the other: axes are drawn with room for the next ones, and words wait for a rest. */
  isStreaming = $state(false);
  /** The query whose answer is held; null until there is one. */
  shown = $state.raw<Query | null>(null);
  #wanted = $state.raw<Query | null>(null);
  /** Whether the panel is asked for something else than it shows. */
  readonly isStale = $derived(JSON.stringify(this.shown) !== JSON.stringify(this.#wanted));
  readonly #data: PanelData;
  readonly #listening = new Map<string, () => void>();
  readonly #reread = new Throttle(() => void this.#read(), { everyMs: () => this.rereadMs, collectMs: REREAD_MS });
  readonly #redraw = new Throttle(() => this.#moveVersion(), { everyMs: REDRAW_MS, inFrame: true });
  #grownAt = Number.NEGATIVE_INFINITY;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #reading: AbortController | null = null;
  #isOpen = false;
  /** Whether what is held is not all that the query asks for. */
  #isOutdated = true;

  constructor(data: PanelData) {
    this.#data = data;
  }

  /** Least time between two readings of what does not grow by what is committed. */
  protected get rereadMs(): number {
    return REREAD_MS;
  }

  /** Takes over the answer to a query. */
  protected abstract take(answer: AnswerTo<Query>, query: Query): void;
  /** What is held of a run; null when nothing is. */
  protected abstract held(run: string): RunWatch | null;
  /** Adds what was committed since. */
  protected abstract grow(run: string, commits: Commit[], rev: number): Growth;
  /** Whether a run has something that was asked for and not there. */
  protected misses(_run: Run): boolean {
    return false;
  }

  /** Shows the answer to a query from now on, and follows it. One that is equal to the last changes nothing. */
  show(query: Query): void {
    const isSame = this.#isOpen && JSON.stringify(query) === JSON.stringify(this.#wanted);
    if (isSame) return;
    this.#isOpen = true;
    if (JSON.stringify(query) !== JSON.stringify(this.#wanted)) this.#isOutdated = true;
    this.#wanted = query;
    this.#awaitRest();
    this.#listen(runsOf(query));
    if (this.#isOutdated) void this.#read();
    else this.#data.feed.refresh();
  }

  /** Neither reads nor follows until there is something to show again. */
  pause(): void {
    this.#isOpen = false;
    this.#reading?.abort();
    this.#reread.cancel();
    this.#redraw.cancel();
    clearTimeout(this.#rest);
    this.#listen([]);
  }

  retry(): void {
    void this.#read();
  }

  async #read(): Promise<void> {
    const query = this.#wanted;
    if (!query) return;
    this.#reading?.abort();
    this.#reread.cancel();
    const reading = new AbortController();
    this.#reading = reading;
    try {
      this.take(await this.#data.loader.load(query, reading.signal), query);
      this.shown = query;
      this.#isOutdated = false;
      this.status = 'ready';
      this.error = '';
      this.#moveVersion();
      this.#data.feed.refresh();
    } catch (error) {
      if (reading.signal.aborted) return;
      this.error = errorMessage(error);
      if (!this.shown) this.status = 'error';
    }
  }

  #readAgain(): void {
    this.#isOutdated = true;
    this.#reread.request();
  }

  #noteGrowth(): void {
    const now = performance.now();
    this.isStreaming = now - this.#grownAt < STREAM_MS;
    this.#grownAt = now;
    this.#awaitRest();
    this.#redraw.request();
  }

  #awaitRest(): void {
    clearTimeout(this.#rest);
    if (this.isStreaming) this.#rest = setTimeout(() => (this.isStreaming = false), STREAM_MS);
  }

  #moveVersion(): void {
    this.version += 1;
  }

  #listen(runs: readonly string[]): void {
    for (const [run, stop] of this.#listening) {
      if (runs.includes(run)) continue;
      stop();
      this.#listening.delete(run);
    }
    for (const run of runs)
      if (!this.#listening.has(run)) this.#listening.set(run, this.#data.feed.watch(this.#listener(run)));
  }

  #listener(run: string): RunListener {
    return {
      run,
      wants: () => this.held(run),
      onCommits: (commits, rev) => {
        const growth = this.grow(run, commits, rev);
        if (growth === 'misfits') this.#readAgain();
        if (growth !== 'none') this.#noteGrowth();
      },
      onReset: () => void this.#read(),
      onRun: (info) => {
        if (this.shown && !this.isStale && this.misses(info)) this.#readAgain();
      },
      onReconnected: () => {
        if (this.error) void this.#read();
      },
    };
  }
}

function runsOf(query: PartQuery): readonly string[] {
  if (query.kind === 'histograms') return [query.run];
  return query.kind === 'curves' ? query.runs : [...new Set(query.groups.flatMap(({ runs }) => runs))];
}
