/** Long enough to see more than one accident. */
const WINDOW_MS = 20;

export interface BalanceOptions {
  /** How long the second thread rests where it does not pay. */
  restMs: number;
  /** Milliseconds. */
  now: () => number;
}

/**
 * Whether the second thread saves more time than the first one waits for it. It does not on a machine whose cores others
 * use: a thread that was put off its core in the middle of a part keeps the other one waiting.
 */
export function createBalance({ restMs, now }: BalanceOptions) {
  let saved = 0;
  let windowEnds = 0;
  let restEnds = 0;

  return {
    isResting: () => restEnds > 0 && now() < restEnds,

    /** Notes a call of which this thread computed one half from `from` to `to`, and had the other one now. */
    note(from: number, to: number): void {
      const at = now();
      saved += to - from - (at - to);
      if (at < windowEnds) return;
      if (windowEnds > 0 && saved < 0) restEnds = at + restMs;
      [saved, windowEnds] = [0, Math.max(at, restEnds) + WINDOW_MS];
    },
  };
}
