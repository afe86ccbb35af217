import type { Ledger } from '../../../../shared/run.ts';
import type { Db } from '../../sqlite.ts';

/** What one commit adds to a run's counts. Steps and times are null without points. */
export interface ActivityChange {
  run: number;
  /** 1 for a commit that readers can see. */
  commits: 0 | 1;
  sent: number;
  stored: number;
  rewritten: number;
  duplicated: number;
  rejected: number;
  maxStep: number | null;
  firstTime: number | null;
  heartbeatAt: number | null;
  logLines: number;
  events: number;
}

export interface ActivityRow {
  run: number;
  rev: number;
  maxStep: number | null;
  firstTime: number | null;
  heartbeatAt: number | null;
  logLines: number;
  events: number;
  sent: number;
  stored: number;
  rewritten: number;
  duplicated: number;
  rejected: number;
}

const COLUMNS = `
  run, rev, max_step AS maxStep, first_time AS firstTime, heartbeat_at AS heartbeatAt, log_lines AS logLines, events,
  sent, stored, rewritten, duplicated, rejected`;

const NO_CHANGE: Omit<ActivityChange, 'run'> = {
  commits: 0,
  sent: 0,
  stored: 0,
  rewritten: 0,
  duplicated: 0,
  rejected: 0,
  maxStep: null,
  firstTime: null,
  heartbeatAt: null,
  logLines: 0,
  events: 0,
};

/** Every read and write of the `run_activity` table. */
export function createActivityStore(db: Db) {
  const upsert = db.prepare<[object], ActivityRow>(`
    INSERT INTO run_activity (run, rev, sent, stored, rewritten, duplicated, rejected, max_step, first_time,
      heartbeat_at, log_lines, events)
    VALUES (@run, @commits, @sent, @stored, @rewritten, @duplicated, @rejected, @maxStep, @firstTime, @heartbeatAt,
      @logLines, @events)
    ON CONFLICT (run) DO UPDATE SET
      rev = rev + excluded.rev,
      sent = sent + excluded.sent,
      stored = stored + excluded.stored,
      rewritten = rewritten + excluded.rewritten,
      duplicated = duplicated + excluded.duplicated,
      rejected = rejected + excluded.rejected,
      max_step = max(coalesce(max_step, excluded.max_step), coalesce(excluded.max_step, max_step)),
      first_time = min(coalesce(first_time, excluded.first_time), coalesce(excluded.first_time, first_time)),
      heartbeat_at = coalesce(excluded.heartbeat_at, heartbeat_at),
      log_lines = log_lines + excluded.log_lines,
      events = events + excluded.events
    RETURNING ${COLUMNS}`);
  const select = db.prepare<[number], ActivityRow>(`SELECT ${COLUMNS} FROM run_activity WHERE run = ?`);
  const setMaxStep = db.prepare<[number | null, number]>('UPDATE run_activity SET max_step = ? WHERE run = ?');

  return {
    /** Adds to a run's counts; returns them as they are then. */
    add(run: number, change: Partial<ActivityChange>): ActivityRow {
      return upsert.get({ ...NO_CHANGE, ...change, run }) as ActivityRow;
    },

    setMaxStep(run: number, step: number | null): void {
      setMaxStep.run(step, run);
    },

    get: (run: number): ActivityRow | undefined => select.get(run),
  };
}

export type ActivityStore = ReturnType<typeof createActivityStore>;

export const ledgerOf = (row: ActivityRow | undefined): Ledger => ({
  sent: row?.sent ?? 0,
  stored: row?.stored ?? 0,
  rewritten: row?.rewritten ?? 0,
  duplicated: row?.duplicated ?? 0,
  rejected: row?.rejected ?? 0,
});
