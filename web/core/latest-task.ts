/** Does the work; once `signal` is aborted its result is out of date and must not be used. */
export type Task = (signal: AbortSignal) => Promise<void>;

/**
 * Holds at most one task: scheduling another cancels the one before, waiting or running. A task handles
 * its own errors.
 */
export class LatestTask {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #abort: AbortController | undefined;

  /** Starts `task` after `delayMs` milliseconds, unless another is scheduled or all is cancelled until then. */
  schedule(task: Task, delayMs = 0): void {
    this.cancel();
    const abort = new AbortController();
    this.#abort = abort;
    this.#timer = setTimeout(() => void task(abort.signal), delayMs);
  }

  /** Keeps a waiting task from starting, and aborts the signal of a running one. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#abort?.abort();
  }
}
