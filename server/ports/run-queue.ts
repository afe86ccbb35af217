import type { EndReason } from '../../shared/run.ts';
import type { RunRecord } from './meta-store.ts';

/** The training runs that wait for a thread. */
export interface RunQueue {
  /** Moves the run that waits longest from queued to running and raises its attempt, atomically. */
  claimNext(now: number): Promise<RunRecord | undefined>;
  /** Ids of the queued runs, next first. */
  waiting(): Promise<string[]>;
  /** Ends as crashed every training run that a killed server left running; returns them. */
  crashAbandoned(now: number, reason: EndReason): Promise<RunRecord[]>;
}
