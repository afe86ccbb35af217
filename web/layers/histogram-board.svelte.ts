import type { Api } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import type { PanelData } from '../charts/panels/panel-page.ts';
import { filledRange } from './histogram-grid.ts';
import { HistogramKeys } from './histogram-keys.svelte.ts';
import { HistogramSource } from './histogram-source.svelte.ts';

interface Data {
  api: Pick<Api, 'histogramKeys'>;
  feed: Pick<LiveFeed, 'watch' | 'refresh'>;
  page: PanelData;
}

/** The histograms of one or several runs: their keys, and a source for each run and key. */
export class HistogramBoard {
  readonly #lists: HistogramKeys[];
  readonly #held = new Map<string, HistogramSource>();
  readonly #page: PanelData;

  constructor(runs: readonly string[], { api, feed, page }: Data) {
    this.#lists = runs.map((run) => new HistogramKeys(run, api, feed));
    this.#page = page;
  }

  /** The keys that at least one run has. */
  get keys(): string[] {
    return [...new Set(this.#lists.flatMap(({ keys }) => keys))];
  }

  get status(): 'loading' | 'ready' | 'error' {
    if (this.#lists.some(({ status }) => status === 'error')) return 'error';
    return this.#lists.every(({ status }) => status === 'ready') ? 'ready' : 'loading';
  }

  get error(): string {
    return this.#lists.find(({ status }) => status === 'error')?.error ?? '';
  }

  /** Starts to read and to follow; returns the function that ends it. */
  open(): () => void {
    const ends = this.#lists.map((list) => list.open());
    return () => {
      for (const end of ends) end();
    };
  }

  read(): void {
    for (const list of this.#lists) void list.read();
  }

  /** The sources of a key, in the order of the runs. */
  sources(key: string): HistogramSource[] {
    return this.#lists.map(({ run }) => this.#source(run, key));
  }

  #source(run: string, key: string): HistogramSource {
    const name = `${run}\n${key}`;
    const source = this.#held.get(name) ?? new HistogramSource(this.#page);
    this.#held.set(name, source);
    return source;
  }
}

/** The steps that any of the sources has, in order. */
export function stepsOf(sources: readonly HistogramSource[]): number[] {
  const steps = sources.flatMap(({ histograms }) => histograms.map(({ step }) => step));
  return [...new Set(steps)].sort((a, b) => a - b);
}

/** The values that any of the sources fills, so that they are drawn on the same axis; null before they are read. */
export function rangeOf(sources: readonly HistogramSource[]): [number, number] | null {
  return filledRange(sources.flatMap(({ histograms }) => histograms));
}
