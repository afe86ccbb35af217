import type { PatchStudy, StudyWithTrials } from '../../shared/studies/trial.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';

type StudyApi = Pick<Api, 'study' | 'patchStudy'>;

/** A study, read again whenever it changed. */
export class StudyWatch {
  study = $state.raw<StudyWithTrials | null>(null);
  problem = $state('');
  readonly #api: StudyApi;
  readonly #id: string;
  #reading: Promise<void> | null = null;
  #isOutdated = false;

  constructor(api: StudyApi, id: string) {
    this.#api = api;
    this.#id = id;
  }

  /** Reads and follows it; returns the function that ends it. */
  open(feed: Pick<LiveFeed, 'watchStudies'>): () => void {
    void this.read();
    return feed.watchStudies(() => void this.read());
  }

  /** One reading at a time: what changes during one is read after it. */
  async read(): Promise<void> {
    this.#isOutdated = true;
    this.#reading ??= this.#readAll().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** @throws {ApiError} when the server refuses it */
  async patch(patch: PatchStudy): Promise<void> {
    this.study = await this.#api.patchStudy(this.#id, patch);
  }

  async #readAll(): Promise<void> {
    while (this.#isOutdated) {
      this.#isOutdated = false;
      try {
        this.study = await this.#api.study(this.#id);
        this.problem = '';
      } catch (error) {
        this.problem = errorMessage(error);
      }
    }
  }
}
