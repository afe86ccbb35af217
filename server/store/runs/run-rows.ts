import type { RunRecord } from '../../ports/meta-store.ts';

type JsonColumn =
  | ('tags' | 'config' | 'job' | 'start' | 'steering' | 'reproduces' | 'origin' | 'process')
  | ('reason' | 'stopAsked');

/** A row as SELECT and RETURNING give it: JSON columns are still text. */
export type RunRow = Omit<RunRecord, JsonColumn> & {
  number: number;
  tags: string;
  config: string;
  job: string | null;
  start: string | null;
  steering: string;
  reproduces: string | null;
  origin: string | null;
  process: string | null;
  reason: string | null;
  stopAsked: string | null;
};

/** What every statement on `runs` selects or returns. */
export const RUN_COLUMNS = `
  number, id, kind, project, name, run_group AS "group", job_type AS jobType, tags, state, reason, seed,
  parent_run AS parentRun, fork_step AS forkStep, created_by AS createdBy, color, own_color AS ownColor, total_steps AS totalSteps, priority,
  heartbeat_seconds AS heartbeatSeconds, attempt, stop_asked AS stopAsked, created_at AS createdAt, started_at AS startedAt,
  ended_at AS endedAt, archived_at AS archivedAt, deleted_at AS deletedAt,
  (SELECT notes FROM run_documents WHERE run = runs.number) AS notes,
  (SELECT config FROM run_documents WHERE run = runs.number) AS config,
  (SELECT job FROM run_documents WHERE run = runs.number) AS job,
  (SELECT start FROM run_documents WHERE run = runs.number) AS start,
  (SELECT steering FROM run_documents WHERE run = runs.number) AS steering,
  (SELECT reproduces FROM run_documents WHERE run = runs.number) AS reproduces,
  (SELECT origin FROM run_documents WHERE run = runs.number) AS origin,
  (SELECT process FROM run_documents WHERE run = runs.number) AS process`;

export function toRun({ number, ...row }: RunRow): RunRecord {
  return {
    ...row,
    tags: JSON.parse(row.tags),
    config: JSON.parse(row.config),
    job: parseOrNull(row.job),
    start: parseOrNull(row.start),
    steering: JSON.parse(row.steering),
    reproduces: parseOrNull(row.reproduces),
    origin: parseOrNull(row.origin),
    process: parseOrNull(row.process),
    reason: parseOrNull(row.reason),
    stopAsked: parseOrNull(row.stopAsked),
  };
}

/** A value as a JSON column holds it. */
export const jsonOrNull = (value: unknown) => (value === null || value === undefined ? null : JSON.stringify(value));

export const parseOrNull = (text: string | null) => (text === null ? null : JSON.parse(text));

/** What a search by text looks through: SQLite itself folds the case of ASCII letters only. */
export const searchText = (run: Pick<RunRecord, 'id' | 'name' | 'group' | 'tags' | 'notes'>) =>
  [run.name, run.id, run.group ?? '', ...run.tags, run.notes].join('\n').toLowerCase();
