interface Options {
  /** Least milliseconds from one call to the next; a function where it depends. */
  everyMs: number | (() => number);
  /** Milliseconds in which further requests are collected before a call. */
  collectMs?: number;
  /** Whether to wait for the next frame too, of which a page in the background has none. */
  inFrame?: boolean;
}

/** Calls a task once for many requests: at once after a quiet while, then no more often than allowed. */
export class Throttle {
  readonly #task: () => void;
  readonly #options: Options;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #called = Number.NEGATIVE_INFINITY;

  constructor(task: () => void, options: Options) {
    this.#task = task;
    this.#options = options;
  }

  request(): void {
    if (this.#timer !== undefined) return;
    const { everyMs, collectMs = 0, inFrame } = this.#options;
    const leastMs = typeof everyMs === 'function' ? everyMs() : everyMs;
    const waitMs = Math.max(collectMs, this.#called + leastMs - performance.now());
    this.#timer = setTimeout(() => {
      this.#called = performance.now();
      if (inFrame) this.#frame = requestAnimationFrame(() => this.#call());
      else this.#call();
    }, waitMs);
  }

  /** Keeps a task that was requested from being called. */
  cancel(): void {
    clearTimeout(this.#timer);
    if (this.#frame !== 0) cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = 0;
  }

  #call(): void {
    this.cancel();
    this.#task();
  }
}
