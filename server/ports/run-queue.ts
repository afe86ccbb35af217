import type { EndReason } from '../../shared/run.ts';
import type { RunRecord } from './meta-store.ts';

/** A run that one agent trains, for as long as it renews its lease. `run.attempt` fences off the attempts before it. */
export interface Claim {
  run: RunRecord;
  /** Names the process that trains; it keeps its name over its restarts. */
  agent: string;
}

/** How an attempt ended, by the word of the agent that made it. */
export interface AttemptEnd {
  /** queued: not ended, but to be gone on with; paused: not before that is asked for. */
  state: 'finished' | 'stopped' | 'failed' | 'paused' | 'queued';
  reason: EndReason | null;
  /** Of one that failed and is to be gone on with: it has failed for good after so many attempts in a row from the same step. */
  retry?: Pick<Sweep, 'maxAttempts' | 'backoffMs'>;
  /** When, in ms since the Unix epoch; left out, when it is stored. */
  at?: number;
}

/** How an attempt ended, while the queue does not have it. */
export interface UnwrittenEnd extends AttemptEnd {
  run: string;
  attempt: number;
}

/** Keeps ends that the queue did not take, because its disk is full, for the next start of the same agent. */
export interface UnwrittenEnds {
  /** The ends that are kept. */
  read(): UnwrittenEnd[];
  /** Makes these the ends that are kept. On a full disk it writes into space that was taken before. */
  write(ends: readonly UnwrittenEnd[]): void;
}

export interface Sweep {
  /** A run of which fewer attempts in a row ended like this, from the same step on, is queued again; with as many it has failed. */
  maxAttempts: number;
  /** Milliseconds before the second attempt, four times as many before each further one; 0 where it is left out. */
  backoffMs?: number;
  /** Why the attempts ended; the reason of a run that has failed counts them, too. */
  reason: EndReason;
  /** Names of the scripts that go on where an attempt ended; a run of another script has failed at once. */
  continuingScripts?: readonly string[];
  /** An agent that is known to hold nothing any more, such as the caller before its restart: its leases end at once. */
  goneAgent?: string;
}

/**
 * The training runs that wait for an agent, and those that agents train just now.
 *
 * Each method is atomic. Leases begin and expire by the clock of the store: agents whose own clocks
 * differ agree on who holds a run. At any moment at most one agent holds it.
 */
export interface RunQueue {
  /**
   * Moves the run that is next from queued to running, raises its attempt and leases it for `leaseMs`; undefined when none
   * waits that is ready. The one with the highest priority is next, and of those alike the one that was stored first,
   * whatever its `createdAt`, unless it was moved. Runs of the scripts `fullScripts` are passed over.
   */
  claim(agent: string, leaseMs: number, fullScripts?: readonly string[]): Promise<Claim | undefined>;
  /** Extends a lease to `leaseMs` from now, and brings the reason the run is to stop for; 'lost' when the lease has expired or the run is another's. */
  renew(claim: Claim, leaseMs: number): Promise<{ stopAsked: EndReason | null } | 'lost'>;
  /** Ends a run for the agent that claimed it, also after its lease, as long as no sweep has taken it; false, and nothing changed, when one has or the run is another's. */
  end(claim: Claim, end: AttemptEnd): Promise<boolean>;
  /**
   * Notes at which step an attempt begins, 0 for the start. Attempts that crash are counted anew when it is a later one than
   * that of the attempts before. False, and nothing changed, when the run is another's.
   */
  begin(claim: Claim, step: number): Promise<boolean>;
  /**
   * Queues a run that is paused or ended other than by finishing, to go on; it has not been asked to stop, nor crashed,
   * then. False, and nothing changed, when it is no such training.
   */
  requeue(run: string): Promise<boolean>;
  /**
   * Notes that a run in training is to stop; its agent learns it when it renews. The first reason stays, but one to end the
   * run takes the place of one to pause it. False when the run is not in training.
   */
  askStop(run: string, reason: EndReason): Promise<boolean>;
  /**
   * Takes each run from an agent whose lease has expired: queued again, failed, or stopped or paused where that was asked. What ends
   * ended with its last sign of life, which is when its last batch came, or its start. Returns these runs.
   */
  sweep(sweep: Sweep): Promise<RunRecord[]>;
  /** Gives a queued run another priority; it keeps its place among those alike. False, and nothing changed, when it is not queued. */
  prioritize(run: string, priority: number): Promise<boolean>;
  /**
   * Puts a queued run next to another one, whose priority it takes; the order of all others stays, also when some of them
   * come back to the queue. False, and nothing changed, when not both are queued.
   */
  move(run: string, where: 'before' | 'after', other: string): Promise<boolean>;
  /** Ids of the queued runs, next first. */
  waiting(): Promise<string[]>;
}
