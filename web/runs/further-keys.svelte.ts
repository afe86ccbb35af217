import { SvelteMap } from 'svelte/reactivity';
import { type Run, SUMMARY_SERIES } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';

/** The metrics of runs that have more of them than their summaries hold. */
export class FurtherKeys {
  readonly #byRun = new SvelteMap<string, string[]>();
  readonly #asked = new Set<string>();
  readonly #api: Pick<Api, 'series'>;

  constructor(api: Pick<Api, 'series'>) {
    this.#api = api;
  }

  /** Those of these runs that are known by now. */
  of(runs: readonly Run[]): string[] {
    return runs.flatMap(({ id }) => this.#byRun.get(id) ?? []);
  }

  /** Reads those of the runs that are not known yet, once; where that fails, the summaries have to do. */
  read(runs: readonly Run[]): void {
    for (const { id, summary } of runs) {
      if (this.#asked.has(id) || Object.keys(summary).length < SUMMARY_SERIES) continue;
      this.#asked.add(id);
      this.#api.series(id).then(
        ({ series }) => this.#byRun.set(id, Object.keys(series)),
        () => this.#asked.delete(id),
      );
    }
  }
}
