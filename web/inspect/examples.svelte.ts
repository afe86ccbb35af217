import type { ExampleSet, PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import { type Api, errorMessage } from '../api/api.ts';

/** Examples that are read at a time. */
const AT_A_TIME = 60;

/** Which examples of a run's data are shown. */
export type Choice = Pick<PredictRequest, 'sort' | 'outcome'> & {
  set: ExampleSet;
  target: number | null;
  predicted: number | null;
  checkpoint: number | null;
};

/** What the network of a run makes of examples: a list that grows on demand. */
export class ExampleList {
  answer = $state.raw<PredictAnswer | null>(null);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #run: string;
  readonly #api: Pick<Api, 'predict'>;
  #abort = new AbortController();
  #choice: Choice | null = null;

  constructor(run: string, api: Pick<Api, 'predict'>) {
    this.#run = run;
    this.#api = api;
  }

  readonly hasMore = $derived.by(() => this.answer !== null && this.answer.predictions.length < this.answer.total);

  /** Shows the first examples of a choice in place of those of another one. */
  async show(choice: Choice): Promise<void> {
    this.#choice = choice;
    this.status = 'loading';
    await this.#read(0);
  }

  /** Adds further examples of the same choice. */
  async more(): Promise<void> {
    if (this.answer && this.hasMore) await this.#read(this.answer.predictions.length);
  }

  async again(): Promise<void> {
    if (this.#choice) await this.show(this.#choice);
  }

  async #read(from: number): Promise<void> {
    if (!this.#choice) return;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    const { set, target, predicted, checkpoint, sort, outcome } = this.#choice;
    try {
      const found = await this.#api.predict(
        this.#run,
        {
          ...{ inputs: set, sort, outcome, from, limit: AT_A_TIME, show: true },
          ...(target !== null && { target }),
          ...(predicted !== null && { predicted }),
          ...(checkpoint !== null && { checkpoint }),
        },
        signal,
      );
      const before = from > 0 && this.answer ? this.answer.predictions : [];
      this.answer = { ...found, predictions: [...before, ...found.predictions] };
      this.status = 'ready';
      this.error = '';
    } catch (error) {
      if (signal.aborted) return;
      this.error = errorMessage(error);
      this.status = 'error';
    }
  }
}
