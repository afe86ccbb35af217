import { SvelteMap } from 'svelte/reactivity';
import type { Run } from '../../shared/run.ts';
import type { RunEvaluation } from '../../shared/training/evaluation.ts';
import type { Api } from '../api/api.ts';
import { isEnded } from '../runs/run-facts.ts';

/** How trained runs do on their test sets, as far as they have ended. */
export class Evaluations {
  readonly byRun = new SvelteMap<string, RunEvaluation>();
  readonly #asked = new Set<string>();
  readonly #api: Pick<Api, 'evaluation'>;

  constructor(api: Pick<Api, 'evaluation'>) {
    this.#api = api;
  }

  /** Reads those of the runs that are not known yet, once; one that cannot be read is none. */
  read(runs: readonly Run[]): void {
    for (const run of runs) {
      if (run.kind !== 'training' || !isEnded(run) || this.#asked.has(run.id)) continue;
      this.#asked.add(run.id);
      this.#api.evaluation(run.id).then(
        ({ evaluation }) => evaluation && this.byRun.set(run.id, evaluation),
        () => this.#asked.delete(run.id),
      );
    }
  }
}
