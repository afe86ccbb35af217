import { LatestTask } from '../core/latest-task.ts';
import type { Services } from '../core/services.ts';

/** A connection that is back within this time is not worth a word. */
const FIRST_MS = 1000;
const AGAIN_MS = 5000;

/** Whether the server answers over HTTP while the live connection is lost: losing one is not losing the other. */
export class ServerCheck {
  /** Null until it was asked. */
  answers = $state<boolean | null>(null);
  readonly #api: Pick<Services['api'], 'health'>;
  readonly #latest = new LatestTask();

  constructor(api: Pick<Services['api'], 'health'>) {
    this.#api = api;
  }

  /** Asks after a second and from time to time; returns the function that ends it. */
  open(): () => void {
    this.#ask(FIRST_MS);
    return () => {
      this.#latest.cancel();
      this.answers = null;
    };
  }

  #ask(delayMs: number): void {
    this.#latest.schedule(async (signal) => {
      const answers = await this.#api.health().then(
        () => true,
        () => false, // ApiError: no answer, or that of a proxy
      );
      if (signal.aborted) return;
      this.answers = answers;
      this.#ask(AGAIN_MS);
    }, delayMs);
  }
}
