/** Slots of the shared control words, read and written at every step. */
export const CONTROL = {
  /** Set to 1 by the server to ask the thread to stop. */
  stop: 0,
  /** Steps done, written by the thread: the server ends a thread whose count stays the same. */
  steps: 1,
  /** Total steps planned, written by the thread once known. */
  totalSteps: 2,
} as const;
export const CONTROL_WORDS = 4;
