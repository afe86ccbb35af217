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

const WAITING = `FROM runs WHERE state = 'queued' AND deleted_at IS NULL`;
const PLACE = 'coalesce(place, number)';
const IN_ORDER = `ORDER BY priority DESC, ${PLACE}`;
/** Longer than any wait after a crash: one that seems longer was noted by a clock that has been set back. */
const LONGEST_WAIT_MS = 3_600_000;
const IS_READY = `(ready_at <= @clock OR ready_at > @clock + ${LONGEST_WAIT_MS})`;
const PAUSE = `stop_asked ->> '$.code' = 'paused'`;
const MINE = `id = @run AND attempt = @attempt AND lease_owner = @agent AND state = 'running'`;
/** When a run was last heard of: its last batch, or its start. */
const LAST_SIGN = `coalesce(max(started_at, (SELECT heartbeat_at FROM run_activity WHERE run = number)), started_at, @now)`;
/** The reason of a run that is given up. */
const GIVEN_UP = `json_set(@reason, '$.message', printf('%s So ended %d of %d attempts from step %d on.',
  @reason ->> '$.message', crashes + 1, @maxAttempts, coalesce(began_at, 0)))`;
const SCRIPT = `(SELECT job ->> '$.script.name' FROM run_documents WHERE run = number)`;
/** Whether a run whose attempt ended like this may go on. */
const GOES_ON = `(crashes + 1 < @maxAttempts AND (kind <> 'script' OR ${SCRIPT} IN (SELECT value FROM json_each(@continuingScripts))))`;
const UNLEASED = 'lease_owner = NULL, lease_until = 0, stop_asked = NULL';

/** The queue is the `runs` table itself: nothing waits only in memory. */
export function createRunQueue(db: Db, { now = Date.now, leaseClock = evenClock }: RunQueueOptions = {}): RunQueue {
  const claim = db.prepare<[object], RunRow>(`
    UPDATE runs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, @now), ended_at = NULL,
      reason = NULL, lease_owner = @agent, lease_until = @until, stop_asked = NULL
    WHERE number = (SELECT number ${WAITING} AND ${IS_READY}
      AND (kind <> 'script' OR ${SCRIPT} NOT IN (SELECT value FROM json_each(@fullScripts))) ${IN_ORDER} LIMIT 1)
    RETURNING ${RUN_COLUMNS}`);
  const renew = db.prepare<[object], { stopAsked: string | null }>(
    `UPDATE runs SET lease_until = @until WHERE ${MINE} AND lease_until > @clock RETURNING stop_asked AS stopAsked`,
  );
  const end = db.prepare<[object]>(
    `UPDATE runs SET state = @state, reason = iif(@state = 'queued', NULL, @reason), ended_at = iif(@state IN ('queued', 'paused'), NULL, @at),
      crashes = 0, ${UNLEASED} WHERE ${MINE}`,
  );
  const retry = db.prepare<[object]>(`
    UPDATE runs SET ${UNLEASED}, crashes = crashes + 1, ready_at = @clock + @backoffMs * (1 << (2 * min(crashes, 8))),
      (state, reason, ended_at) = (SELECT iif(crashes + 1 < @maxAttempts, 'queued', 'failed'),
        iif(crashes + 1 < @maxAttempts, NULL, ${GIVEN_UP}), iif(crashes + 1 < @maxAttempts, NULL, @at))
    WHERE ${MINE}`);
  const begin = db.prepare<[object]>(`
    UPDATE runs SET crashes = iif(@step > coalesce(began_at, -1), 0, crashes), began_at = @step WHERE ${MINE}`);
  const requeue = db.prepare<[string]>(`
    UPDATE runs SET state = 'queued', reason = NULL, ended_at = NULL, crashes = 0, ready_at = 0, ${UNLEASED}
    WHERE id = ? AND kind <> 'remote' AND state IN ('paused', 'stopped', 'failed', 'crashed')`);
  const askStop = db.prepare<[object]>(`
    UPDATE runs SET stop_asked = iif(${PAUSE}, @reason, coalesce(stop_asked, @reason))
    WHERE id = @run AND kind <> 'remote' AND state = 'running'`);
  const sweep = db.prepare<[object], RunRow>(`
    UPDATE runs SET ${UNLEASED}, crashes = crashes + 1, ready_at = @clock + @backoffMs * (1 << (2 * min(crashes, 8))),
      (state, reason, ended_at) = (SELECT
        CASE WHEN ${PAUSE} THEN 'paused' WHEN stop_asked IS NOT NULL THEN 'stopped'
          WHEN ${GOES_ON} THEN 'queued' ELSE 'failed' END,
        CASE WHEN stop_asked IS NOT NULL THEN stop_asked WHEN ${GOES_ON} THEN NULL
          WHEN crashes + 1 < @maxAttempts THEN @reason ELSE ${GIVEN_UP} END,
        CASE WHEN iif(stop_asked IS NULL, ${GOES_ON}, ${PAUSE}) THEN NULL ELSE ${LAST_SIGN} END)
    WHERE kind <> 'remote' AND state = 'running' AND (lease_until <= @clock OR lease_owner = @goneAgent)
    RETURNING ${RUN_COLUMNS}`);
  const waiting = db.prepare<[], { id: string }>(`SELECT id ${WAITING} ${IN_ORDER}`);

  const prioritize = db.prepare<[object]>(
    `UPDATE runs SET priority = @priority WHERE number = (SELECT number ${WAITING} AND id = @run)`,
  );
  const placed = db.prepare<[], Placed>(`SELECT id, priority, ${PLACE} AS place ${WAITING} ${IN_ORDER}`);
  const put = db.prepare<[object]>('UPDATE runs SET priority = @priority, place = @place WHERE id = @id');

  /** The runs that wait trade their places, so that each other run still comes before or after them as it did. */
  const move = db.transaction((id: string, where: 'before' | 'after', otherId: string): boolean => {
    const all = placed.all();
    const one = all.find((each) => each.id === id);
    const order = all.filter((each) => each !== one);
    const at = order.findIndex((each) => each.id === otherId);
    const other = order[at];
    if (!one || !other) return false;
    order.splice(where === 'before' ? at : at + 1, 0, { ...one, priority: other.priority });
    const places = all.map(({ place }) => place).sort((a, b) => a - b);
    for (const [index, each] of order.entries()) put.run({ ...each, place: places[index] });
    return true;
  });

  const clock = () => Math.ceil(leaseClock());

  return {
    async claim(agent, leaseMs, fullScripts = []) {
      const at = clock();
      const row = claim.get({
        ...{ agent, now: now(), clock: at, until: at + leaseMs },
        fullScripts: JSON.stringify(fullScripts),
      });
      return row && { run: toRun(row), agent };
    },

    async renew({ run, agent }, leaseMs) {
      const at = clock();
      const row = renew.get({ run: run.id, attempt: run.attempt, agent, clock: at, until: at + leaseMs });
      return row ? { stopAsked: parseOrNull(row.stopAsked) as EndReason | null } : 'lost';
    },

    async end({ run, agent }, { state, reason, retry: again, at = now() }) {
      const mine = { run: run.id, attempt: run.attempt, agent };
      if (again) {
        const { maxAttempts, backoffMs = 0 } = again;
        return (
          retry.run({ ...mine, ...{ maxAttempts, backoffMs, at, clock: clock(), reason: jsonOrNull(reason) } })
            .changes > 0
        );
      }
      return end.run({ ...mine, state, reason: jsonOrNull(reason), at }).changes > 0;
    },

    begin: async ({ run, agent }, step) => begin.run({ run: run.id, attempt: run.attempt, agent, step }).changes > 0,

    requeue: async (run) => requeue.run(run).changes > 0,

    askStop: async (run, reason) => askStop.run({ run, reason: JSON.stringify(reason) }).changes > 0,

    sweep: async ({ maxAttempts, backoffMs = 0, reason, continuingScripts = [], goneAgent = null }) =>
      sweep
        .all({
          ...{ maxAttempts, backoffMs, goneAgent, now: now(), clock: clock() },
          ...{ reason: JSON.stringify(reason), continuingScripts: JSON.stringify(continuingScripts) },
        })
        .map(toRun),

    prioritize: async (run, priority) => prioritize.run({ run, priority }).changes > 0,

    move: async (run, where, other) => move.immediate(run, where, other),

    waiting: async () => waiting.all().map(({ id }) => id),
  };
}

interface Placed {
  id: string;
  priority: number;
  place: number;
}
