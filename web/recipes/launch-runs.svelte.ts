import type { Run, SeriesSummary } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { ListListener, LiveFeed } from '../api/live-feed.svelte.ts';
import { readRuns } from '../runs/read-runs.ts';
import { isEnded } from '../runs/run-facts.ts';

/** A run may have ended a moment before its last metrics can be read; one that never had a metric is not asked for ever. */
const MOST_TRIES = 3;
const RETRY_MS = 1000;

/** The runs of a launch, kept up live, with the metrics that are asked of them. */
export class LaunchRuns implements ListListener {
  byId = $state.raw<ReadonlyMap<string, Run>>(new Map());
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #api: Pick<Api, 'readRuns' | 'series'>;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  #ids: readonly string[] = [];
  #metrics: readonly string[] = [];
  /** Series beyond those that a run's summary holds, by run; read once it has ended. */
  readonly #further = new Map<string, Record<string, SeriesSummary>>();
  /** How often those of a run were asked for. */
  readonly #tries = new Map<string, number>();

  constructor(api: Pick<Api, 'readRuns' | 'series'>, feed: Pick<LiveFeed, 'watchList'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Reads and follows these runs; returns the function that ends it. */
  open(ids: readonly string[], metrics: readonly string[]): () => void {
    this.#ids = ids;
    this.#metrics = metrics;
    void this.read();
    return this.#feed.watchList(this);
  }

  async read(): Promise<void> {
    try {
      this.#hold(await readRuns(this.#api, this.#ids));
      this.status = 'ready';
      this.error = '';
    } catch (error) {
      this.error = errorMessage(error);
      if (this.byId.size === 0) this.status = 'error';
    }
  }

  onRuns(runs: Run[]): void {
    const own = runs.filter(({ id }) => this.#ids.includes(id));
    if (own.length > 0) this.#hold(own);
  }

  onRemoved(ids: string[]): void {
    if (ids.some((id) => this.byId.has(id))) this.byId = new Map([...this.byId].filter(([id]) => !ids.includes(id)));
  }

  onSubscribed(): void {
    void this.read();
  }

  #hold(read: readonly Run[]): void {
    // what was asked for earlier may be answered after a message that is newer
    const runs = read.filter(({ id, rev }) => rev >= (this.byId.get(id)?.rev ?? 0));
    const complete = runs.map((run) => ({ ...run, summary: { ...this.#further.get(run.id), ...run.summary } }));
    this.byId = new Map([...this.byId, ...complete.map((run) => [run.id, run] as const)]);
    for (const run of complete) if (isEnded(run) && this.#lacks(run)) void this.#readFurther(run.id);
  }

  #lacks({ id, summary }: Run): boolean {
    return (this.#tries.get(id) ?? 0) < MOST_TRIES && this.#metrics.some((metric) => summary[metric] === undefined);
  }

  /** A run of very many series has some in no summary. */
  async #readFurther(id: string): Promise<void> {
    this.#tries.set(id, (this.#tries.get(id) ?? 0) + 1);
    const { series } = await this.#api.series(id).catch(() => ({ series: {} as Record<string, SeriesSummary> })); // it is gone
    const wanted = Object.entries(series).filter(([key]) => this.#metrics.includes(key));
    this.#further.set(id, Object.fromEntries(wanted));
    const run = this.byId.get(id);
    if (run) setTimeout(() => this.#hold([this.byId.get(id) ?? run]), wanted.length > 0 ? 0 : RETRY_MS);
  }
}

/** How far runs are, each counting the same. */
export interface Progress {
  total: number;
  ended: number;
  /** Ended other than by finishing. */
  lost: number;
  /** From 0 to 1. */
  share: number;
  /** Milliseconds until all have ended, going by those so far; null before that can be known, or when it is over. */
  leftMs: number | null;
}

const KNOWN_FROM = 0.02;

export function progressOf(runs: readonly Run[], total: number, now: number): Progress {
  const ended = runs.filter(isEnded);
  const shares = runs.map((run) => (isEnded(run) ? 1 : shareOf(run)));
  const share = total === 0 ? 1 : shares.reduce((sum, each) => sum + each, 0) / total;
  const began = Math.min(...runs.flatMap(({ startedAt }) => (startedAt ? Date.parse(startedAt) : [])));
  const isKnown = share > KNOWN_FROM && share < 1 && Number.isFinite(began);
  return {
    total,
    ended: ended.length,
    lost: ended.filter(({ state }) => state !== 'finished').length,
    share,
    leftMs: isKnown ? ((now - began) * (1 - share)) / share : null,
  };
}

function shareOf({ progress, state }: Run): number {
  if (state === 'queued' || !progress || progress.totalSteps <= 0) return 0;
  return Math.min(1, progress.step / progress.totalSteps);
}
