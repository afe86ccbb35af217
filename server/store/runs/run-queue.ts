import type { EndReason } from '../../../shared/run.ts';
import type { RunQueue } from '../../ports/run-queue.ts';
import type { Db } from '../sqlite.ts';
import { jsonOrNull, parseOrNull, RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';

export interface RunQueueOptions {
  /** Milliseconds since the epoch: when runs start and end. */
  now?: () => number;
  /** Milliseconds by which leases expire. */
  leaseClock?: () => number;
}

/**
 * Goes on evenly, also when the machine's clock is set, and stands still while the machine sleeps: a run
 * must not be lost because a lid was closed. Of two processes on one machine it is about the same.
 */
const evenClock = () => performance.timeOrigin + performance.now();

const WAITING = `FROM runs WHERE state = 'queued' AND deleted_at IS NULL ORDER BY number`;
const MINE = `id = @run AND attempt = @attempt AND lease_owner = @agent AND state = 'running'`;
/** When a run was last heard of: its last batch, or its start. */
const LAST_SIGN = `coalesce(max(started_at, (SELECT heartbeat_at FROM run_activity WHERE run = number)), started_at, @now)`;
const UNLEASED = 'lease_owner = NULL, lease_until = 0, stop_asked = NULL';

/** The queue is the `runs` table itself: nothing waits only in memory. */
export function createRunQueue(db: Db, { now = Date.now, leaseClock = evenClock }: RunQueueOptions = {}): RunQueue {
  const claim = db.prepare<[object], RunRow>(`
    UPDATE runs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, @now), ended_at = NULL,
      reason = NULL, lease_owner = @agent, lease_until = @until, stop_asked = NULL
    WHERE number = (SELECT number ${WAITING} LIMIT 1)
    RETURNING ${RUN_COLUMNS}`);
  const renew = db.prepare<[object], { stopAsked: string | null }>(
    `UPDATE runs SET lease_until = @until WHERE ${MINE} AND lease_until > @clock RETURNING stop_asked AS stopAsked`,
  );
  const end = db.prepare<[object]>(
    `UPDATE runs SET state = @state, reason = @reason, ended_at = @at, ${UNLEASED} WHERE ${MINE}`,
  );
  const askStop = db.prepare<[object]>(`
    UPDATE runs SET stop_asked = coalesce(stop_asked, @reason)
    WHERE id = @run AND kind = 'training' AND state = 'running'`);
  const sweep = db.prepare<[object], RunRow>(`
    UPDATE runs SET ${UNLEASED},
      (state, reason, ended_at) = (SELECT
        CASE WHEN stop_asked IS NOT NULL THEN 'stopped' WHEN attempt < @maxAttempts THEN 'queued' ELSE 'crashed' END,
        CASE WHEN stop_asked IS NOT NULL THEN stop_asked WHEN attempt < @maxAttempts THEN NULL ELSE @reason END,
        CASE WHEN stop_asked IS NULL AND attempt < @maxAttempts THEN NULL ELSE ${LAST_SIGN} END)
    WHERE kind = 'training' AND state = 'running' AND (lease_until <= @clock OR lease_owner = @goneAgent)
    RETURNING ${RUN_COLUMNS}`);
  const waiting = db.prepare<[], { id: string }>(`SELECT id ${WAITING}`);

  const clock = () => Math.ceil(leaseClock());

  return {
    async claim(agent, leaseMs) {
      const row = claim.get({ agent, now: now(), until: clock() + leaseMs });
      return row && { run: toRun(row), agent };
    },

    async renew({ run, agent }, leaseMs) {
      const at = clock();
      const row = renew.get({ run: run.id, attempt: run.attempt, agent, clock: at, until: at + leaseMs });
      return row ? { stopAsked: parseOrNull(row.stopAsked) as EndReason | null } : 'lost';
    },

    async end({ run, agent }, { state, reason, at = now() }) {
      const mine = { run: run.id, attempt: run.attempt, agent };
      return end.run({ ...mine, state, reason: jsonOrNull(reason), at }).changes > 0;
    },

    askStop: async (run, reason) => askStop.run({ run, reason: JSON.stringify(reason) }).changes > 0,

    sweep: async ({ maxAttempts, reason, goneAgent = null }) =>
      sweep.all({ maxAttempts, reason: JSON.stringify(reason), goneAgent, now: now(), clock: clock() }).map(toRun),

    waiting: async () => waiting.all().map(({ id }) => id),
  };
}
