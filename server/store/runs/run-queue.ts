import type { RunQueue } from '../../ports/run-queue.ts';
import type { Db } from '../sqlite.ts';
import { RUN_COLUMNS, type RunRow, toRun } from './run-rows.ts';

const WAITING = `FROM runs WHERE state = 'queued' AND deleted_at IS NULL ORDER BY created_at, number`;

/** The queue is the `runs` table itself: nothing waits only in memory. */
export function createRunQueue(db: Db): RunQueue {
  const claim = db.prepare<[object], RunRow>(`
    UPDATE runs SET state = 'running', attempt = attempt + 1, started_at = coalesce(started_at, @now), ended_at = NULL,
      reason = NULL
    WHERE number = (SELECT number ${WAITING} LIMIT 1)
    RETURNING ${RUN_COLUMNS}`);
  const waiting = db.prepare<[], { id: string }>(`SELECT id ${WAITING}`);
  const crash = db.prepare<[object], RunRow>(`
    UPDATE runs SET state = 'crashed', ended_at = @now, reason = @reason
    WHERE kind = 'training' AND state = 'running'
    RETURNING ${RUN_COLUMNS}`);

  return {
    async claimNext(now) {
      const row = claim.get({ now });
      return row && toRun(row);
    },

    waiting: async () => waiting.all().map(({ id }) => id),

    crashAbandoned: async (now, reason) => crash.all({ now, reason: JSON.stringify(reason) }).map(toRun),
  };
}
