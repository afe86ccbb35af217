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
  state: 'finished' | 'stopped' | 'failed';
  reason: EndReason | null;
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
  /** A run with fewer attempts than this is queued again; one with as many has crashed. */
  maxAttempts: number;
  /** Why a run has crashed. */
  reason: EndReason;
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
  /** Moves the run that was stored first, whatever its `createdAt`, from queued to running, raises its attempt and leases it for `leaseMs`; undefined when none waits. */
  claim(agent: string, leaseMs: number): Promise<Claim | undefined>;
  /** Extends a lease to `leaseMs` from now, and brings the reason the run is to stop for; 'lost' when the lease has expired or the run is another's. */
  renew(claim: Claim, leaseMs: number): Promise<{ stopAsked: EndReason | null } | 'lost'>;
  /** Ends a run for the agent that claimed it, also after its lease, as long as no sweep has taken it; false, and nothing changed, when one has or the run is another's. */
  end(claim: Claim, end: AttemptEnd): Promise<boolean>;
  /** Notes that a run in training is to stop; its agent learns it when it renews. The first reason stays. False when the run is not in training. */
  askStop(run: string, reason: EndReason): Promise<boolean>;
  /**
   * Takes each run from an agent whose lease has expired: queued again, crashed, or stopped where that was asked. What ends
   * ended with its last sign of life, which is when its last batch came, or its start. Returns these runs.
   */
  sweep(sweep: Sweep): Promise<RunRecord[]>;
  /** Ids of the queued runs, next first. */
  waiting(): Promise<string[]>;
}
