import { untrack } from 'svelte';
import type { Commit, RunWatch } from '../../shared/live.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed, RunListener } from '../api/live-feed.svelte.ts';
import { isTrackKey, type Series, withPoints } from './track.ts';

/** Values that are read of one run, so that a page of several stays quick. */
const MOST_VALUES = 200_000;
const MOST_STEPS = 5000;
const FEWEST_STEPS = 200;
/** Of the steps after those, so many are read, each whole. */
const THINNED_STEPS = 500;
const READ_AGAIN_MS = 1000;

interface ReadSeries {
  key: string;
  rev: number;
  points: Series;
}

/** The steps of a descent, kept up live. The first thousands are read whole; of later ones some, each with all its values. */
export class TrackSource implements RunListener {
  readonly run: string;
  series = $state.raw<ReadonlyMap<string, Series>>(new Map());
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  /** The first step from which not every one is held; null where all are. */
  thinnedFrom = $state<number | null>(null);
  #rev = 0;
  #soon: ReturnType<typeof setTimeout> | undefined;
  readonly #api: Pick<Api, 'series' | 'queryPanels' | 'querySeries'>;
  readonly #feed: Pick<LiveFeed, 'watch' | 'refresh'>;

  constructor(
    run: string,
    api: Pick<Api, 'series' | 'queryPanels' | 'querySeries'>,
    feed: Pick<LiveFeed, 'watch' | 'refresh'>,
  ) {
    this.run = run;
    this.#api = api;
    this.#feed = feed;
  }

  /** Starts to read and to follow; returns the function that ends it. */
  open(): () => void {
    untrack(() => void this.read());
    const end = this.#feed.watch(this);
    return () => {
      clearTimeout(this.#soon);
      end();
    };
  }

  async read(): Promise<void> {
    try {
      const { series, rev } = await this.#api.series(this.run);
      const keys = Object.keys(series).filter(isTrackKey).slice(0, 1000);
      const last = Math.max(0, ...keys.map((key) => series[key]?.lastStep ?? 0));
      const whole = stepsOfWhole(keys.length);
      const [first, later] = await Promise.all([
        keys.length > 0 ? this.#readWhole(keys, whole) : [],
        last >= whole ? this.#readThinned(keys, [whole, last]) : [],
      ]);
      const held = new Map<string, Series>();
      for (const { key, points } of [...first, ...later]) held.set(key, withPoints(held.get(key), points));
      this.series = held;
      this.thinnedFrom = last >= whole ? whole : null;
      this.#rev = Math.min(rev, ...[...first, ...later].map((each) => each.rev));
      this.status = 'ready';
      this.error = '';
      this.#feed.refresh();
    } catch (error) {
      this.error = errorMessage(error);
      if (this.status !== 'ready') this.status = 'error';
    }
  }

  wants(): RunWatch | null {
    if (this.status !== 'ready') return null;
    const series = this.thinnedFrom === null ? ('all' as const) : []; // a run that is too long to be held whole is read again
    return { after: this.#rev, series, logs: false, histograms: false };
  }

  onCommits(commits: Commit[], rev: number): void {
    this.#rev = rev;
    if (this.thinnedFrom !== null) return;
    const grown = new Map(this.series);
    for (const { series = {} } of commits)
      for (const [key, { step, value }] of Object.entries(series))
        if (isTrackKey(key)) grown.set(key, withPoints(grown.get(key), { step, value: value.map(fromJsonNumber) }));
    this.series = grown;
    const longest = Math.max(0, ...[...grown.values()].map(({ step }) => step.length));
    if (longest > stepsOfWhole(grown.size) + 2 * THINNED_STEPS) this.#readSoon();
  }

  /** A run that trains is sent again with each part of its progress. */
  onRun(): void {
    if (this.thinnedFrom !== null) this.#readSoon();
  }

  onReset(): void {
    void this.read();
  }

  onReconnected(): void {
    if (this.error) void this.read();
  }

  #readSoon(): void {
    this.#soon ??= setTimeout(() => {
      this.#soon = undefined;
      void this.read();
    }, READ_AGAIN_MS);
  }

  /** As many pixels as steps: each bucket is one point, and its mean the value that was logged. */
  async #readWhole(keys: string[], steps: number): Promise<ReadSeries[]> {
    const window: [number, number] = [0, steps - 1];
    const query = { kind: 'curves' as const, runs: [this.run], keys, window, pixels: steps };
    const { parts } = await this.#api.queryPanels({ parts: [{ ...query, columns: ['step', 'mean'] }] });
    const [part] = parts;
    if (part?.kind === 'failed') throw new Error(part.message);
    if (part?.kind !== 'curves') return [];
    const [failed] = part.failed;
    if (failed) throw new Error(failed.message);
    return part.series.map(({ key, rev, columns: { step = [], mean = [] } }) => ({
      key,
      rev,
      points: { step: Array.from(step, Number), value: Array.from(mean, fromJsonNumber) },
    }));
  }

  /** Each value is the last of its bucket, with its step: of the steps of a bucket one stands whole. */
  async #readThinned(keys: string[], window: [number, number]): Promise<ReadSeries[]> {
    const { series } = await this.#api.querySeries({ runs: [this.run], keys, window, pixels: THINNED_STEPS });
    return series.map(({ key, rev, buckets }) => ({
      key,
      rev,
      points: { step: buckets.step, value: buckets.last.map(fromJsonNumber) },
    }));
  }
}

function stepsOfWhole(keys: number): number {
  return Math.min(MOST_STEPS, Math.max(FEWEST_STEPS, Math.floor(MOST_VALUES / Math.max(1, keys))));
}
