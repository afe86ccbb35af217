import { SvelteSet } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';

/** Which runs have histograms: of those trained here their settings say it, the others are asked once. */
export class HistogramRuns {
  readonly #found = new SvelteSet<string>();
  readonly #asked = new Set<string>();
  readonly #api: Pick<Api, 'histogramKeys'>;

  constructor(api: Pick<Api, 'histogramKeys'>) {
    this.#api = api;
  }

  has({ id, kind, config }: Run): boolean {
    return kind === 'training' ? !('surface' in config) && config.histogramEvery !== 0 : this.#found.has(id);
  }

  /** Asks for those that are not known yet; a run that cannot be read has none. */
  read(runs: readonly Run[]): void {
    for (const { id, kind } of runs) {
      if (kind === 'training' || this.#asked.has(id)) continue;
      this.#asked.add(id);
      this.#api.histogramKeys(id).then(
        ({ keys }) => keys.length > 0 && this.#found.add(id),
        () => this.#asked.delete(id),
      );
    }
  }
}
