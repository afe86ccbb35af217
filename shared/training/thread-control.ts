import type { AskedSettings, SteeredSettings } from './steering.ts';

/** Slots of the shared control words, read and written at every step. */
export const CONTROL = {
  /** One of STOP, set by the server. */
  stop: 0,
  /** Steps done, written by the thread: the server ends a thread whose count stays the same. */
  steps: 1,
  /** Total steps planned, written by the thread once known. */
  totalSteps: 2,
  /** The seq of the last batch that is stored, written by the server: checkpoints ahead of it cannot be gone on from. */
  stored: 3,
  /** Counts the requests that the server has posted: the thread looks at its port only when it has changed. */
  requests: 4,
  /** How many threads may compute for the run, 1 or 2, set by the server as cores become idle or are needed. */
  threads: 5,
  /** How many do, written by the thread. */
  threadsUsed: 6,
} as const;
export const CONTROL_WORDS = 7;

/** What a thread is asked to do before its next step. */
export const STOP = {
  no: 0,
  /** End the training. */
  end: 1,
  /** Save a checkpoint and end, to go on from it later. */
  pause: 2,
} as const;

export type SteerRequest = { type: 'steer'; set: AskedSettings; by: string };
export type CheckpointRequest = { type: 'checkpoint' };
/** Other settings before the next step, or a checkpoint after it. */
export type AskedOfThread = SteerRequest | CheckpointRequest;

/** What the server asks of a training between two of its steps; each is answered once, under its `id`. */
export type ThreadRequest = AskedOfThread & { id: number };

type Refusal = { id: number; refused: string };
/** From which step settings hold. */
export type SteeredAnswer = { id: number; step: number; set: SteeredSettings; by: string };
/** After which step a state was saved. */
type SavedAnswer = { id: number; step: number };

export type ThreadAnswer = SteeredAnswer | SavedAnswer | Refusal;
export type AnswerTo<Request extends AskedOfThread> =
  | (Request extends SteerRequest ? SteeredAnswer : SavedAnswer)
  | Refusal;
