import { errorMessage } from '../api/api.ts';

/** The answer to one question of the server, asked anew when the question changes; the last one stays until then. */
export class Asked<Answer> {
  answer = $state.raw<Answer | null>(null);
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  #abort = new AbortController();
  #last: ((signal: AbortSignal) => Promise<Answer>) | undefined;

  /** Asks; what was asked before is left aside. */
  async ask(question: (signal: AbortSignal) => Promise<Answer>): Promise<void> {
    this.#last = question;
    this.#abort.abort();
    this.#abort = new AbortController();
    const { signal } = this.#abort;
    this.status = 'loading';
    try {
      const answer = await question(signal);
      if (signal.aborted) return;
      this.answer = answer;
      this.status = 'ready';
    } catch (error) {
      if (signal.aborted) return;
      this.error = errorMessage(error);
      this.status = 'error';
    }
  }

  again(): void {
    if (this.#last) void this.ask(this.#last);
  }

  stop(): void {
    this.#abort.abort();
  }
}
