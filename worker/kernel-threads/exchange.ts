/** What two threads write and read of each other, in one small piece of shared memory. */
export const WORD = {
  /** One of STATE, set by the second thread. */
  state: 0,
  /** One of PART. */
  part: 1,
  /** 1 while the second thread sleeps, or is about to. */
  asleep: 2,
  /** 1 while the first thread sleeps until a part is done. */
  awaited: 3,
  /** 1 once the second thread is to end. */
  ended: 4,
  /** Which kernel the open part is of, an index of KERNELS, and how many arguments it has. */
  kernel: 5,
  count: 6,
  /** Counts how often the second thread woke up. */
  wakes: 7,
} as const;

export const STATE = { starting: 0, ready: 1, failed: 2 } as const;

/** How far the part of a kernel is that the second thread may compute; the first takes it back where it is still open. */
export const PART = { none: 0, open: 1, taken: 2, done: 3 } as const;

const WORD_BYTES = 64;
const MOST_ARGUMENTS = 16;

export interface Exchange {
  words: Int32Array;
  /** Of the open part; addresses, lengths and float64 scalars. */
  args: Float64Array;
}

export function createExchangeMemory(): SharedArrayBuffer {
  return new SharedArrayBuffer(WORD_BYTES + MOST_ARGUMENTS * Float64Array.BYTES_PER_ELEMENT);
}

export function exchangeOver(memory: SharedArrayBuffer): Exchange {
  return {
    words: new Int32Array(memory, 0, WORD_BYTES / 4),
    args: new Float64Array(memory, WORD_BYTES, MOST_ARGUMENTS),
  };
}

/** Looks up to `times` times whether it is so, pausing the processor in between: a fraction of a millisecond at most. */
export function spinUntil(isSo: () => boolean, times: number): boolean {
  for (let i = 0; i < times; i++) {
    if (isSo()) return true;
    Atomics.pause?.(); // Node 22 has none
  }
  return false;
}
