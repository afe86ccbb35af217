import { ENDED_STATES, type RunState } from '../../../shared/run.ts';
import { AppError } from '../../errors.ts';
import type { EditMark } from '../../ports/edit-mark.ts';
import type {
  MetaStore,
  NewRunRecord,
  RunPatch,
  RunRecord,
  RunStateRecord,
  WatchedRun,
} from '../../ports/meta-store.ts';
import { createEditMarks } from '../metrics/tables/edit-marks.ts';
import type { Db } from '../sqlite.ts';
import { createRunChanges } from './run-changes.ts';
import { createRunGroups } from './run-groups.ts';
import { createRunList } from './run-list.ts';
import { jsonOrNull, parseOrNull, RUN_COLUMNS, type RunRow, searchText, toRun } from './run-rows.ts';
import { defineFunctions } from './sql-functions.ts';

/** Numbers of colours begin again after so many, a multiple of the 48 that a page draws apart. */
const COLORS = 1008;
/** Counted within a project, so that the runs beside each other on its charts differ; read from the index `runs_by_project`. */
const COLOR_OF_NEWEST = `
  SELECT color FROM runs WHERE project = @project AND deleted_at IS NULL ORDER BY created_at DESC, number DESC LIMIT 1`;

/** What of a run is kept beside its row, for it may be large. */
const DOCUMENTS = ['notes', 'config', 'origin', 'process', 'steering'] as const;

/** Every read and write of the `runs` table: one statement per question, prepared once. */
export function createRunStore(db: Db): MetaStore {
  defineFunctions(db);
  const changes = createRunChanges(db);
  const list = createRunList({ db, changes });
  const group = createRunGroups({ db, changes });
  const select = db.prepare<[string], RunRow>(`SELECT ${RUN_COLUMNS} FROM runs WHERE id = ?`);
  const insert = db.prepare(`
    INSERT INTO runs (id, kind, project, name, run_group, job_type, tags, state, seed, parent_run, fork_step, created_by,
      color, total_steps, heartbeat_seconds, priority, attempt, created_at, started_at, search)
    VALUES (@id, @kind, @project, @name, @group, @jobType, @tags, @state, @seed, @parentRun, @forkStep,
      @createdBy, coalesce((${COLOR_OF_NEWEST}) + 1, 0) % ${COLORS}, @totalSteps, @heartbeatSeconds, @priority,
      iif(@state = 'queued', 0, 1), @createdAt, @startedAt, @search)
    ON CONFLICT (id) DO NOTHING`);
  const insertDocuments = db.prepare(
    `INSERT INTO run_documents (run, notes, config, job, start, steering, reproduces)
    VALUES (@number, @notes, @config, @job, @start, @steering, @reproduces)`,
  );
  const update = db.prepare(`
    UPDATE runs SET name = @name, project = @project, run_group = @group, tags = @tags, search = @search, own_color = @ownColor,
      total_steps = @totalSteps, archived_at = @archivedAt, deleted_at = @deletedAt
    WHERE id = @id`);
  const updateDocuments = db.prepare(`
    UPDATE run_documents SET notes = @notes, config = @config, origin = @origin, process = @process, steering = @steering
    WHERE run = (SELECT number FROM runs WHERE id = @id)`);
  const selectState = db.prepare<[string], StateRow>(`
    SELECT id, kind, state, reason, stop_asked AS stopAsked, deleted_at AS deletedAt FROM runs WHERE id = ?`);
  const move = db.prepare<[object], RunRow>(`
    UPDATE runs SET state = @to, reason = @reason, ended_at = iif(@ended, @at, NULL),
      started_at = iif(@to = 'running', coalesce(started_at, @at), started_at),
      stop_asked = iif(@to = 'running', NULL, stop_asked)
    WHERE id = @id AND state IN (SELECT value FROM json_each(@from))
    RETURNING ${RUN_COLUMNS}`);
  const askToStop = db.prepare<[object]>(`
    UPDATE runs SET stop_asked = coalesce(stop_asked, @reason)
    WHERE id = @id AND kind = 'remote' AND state IN ('running', 'paused')`);
  const watched = db.prepare<[], WatchedRun>(`
    SELECT id, heartbeat_seconds AS heartbeatSeconds FROM runs
    WHERE kind = 'remote' AND state = 'running' AND heartbeat_seconds IS NOT NULL AND deleted_at IS NULL`);
  const trashed = db.prepare<[number], string>('SELECT id FROM runs WHERE deleted_at <= ? ORDER BY number').pluck();
  const children = db
    .prepare<[string, number], string>(
      'SELECT id FROM runs WHERE parent_run = ? AND deleted_at IS NULL ORDER BY number LIMIT ?',
    )
    .pluck();
  const childCounts = db.prepare<[string], { parent: string; count: number }>(`
    SELECT parent_run AS parent, count(*) AS count FROM runs
    WHERE parent_run IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL GROUP BY parent_run`);
  const reproductions = db
    .prepare<[string], string>(`
      SELECT id FROM run_documents JOIN runs ON number = run_documents.run
      WHERE reproduces IS NOT NULL AND reproduces ->> '$.run' = ? AND deleted_at IS NULL ORDER BY number DESC`)
    .pluck();
  const remove = db.prepare<[string]>('DELETE FROM runs WHERE id = ?');
  const numberOf = db.prepare<[string], number>('SELECT number FROM runs WHERE id = ?').pluck();
  const marks = createEditMarks(db);

  const find = (id: string): RunRecord | undefined => {
    const row = select.get(id);
    return row && toRun(row);
  };

  const insertWhole = db.transaction((run: NewRunRecord): void => {
    const { changes, lastInsertRowid } = insert.run({
      priority: 0,
      ...run,
      tags: JSON.stringify(run.tags),
      search: searchText(run),
    });
    if (changes === 0) throw new AppError('conflict', `there is a run "${run.id}" already`, { id: run.id });
    insertDocuments.run({
      number: lastInsertRowid,
      notes: run.notes,
      config: JSON.stringify(run.config),
      job: jsonOrNull(run.job),
      start: jsonOrNull(run.start),
      steering: JSON.stringify(run.steering ?? []),
      reproduces: jsonOrNull(run.reproduces),
    });
  });

  const updateWhole = db.transaction((id: string, patch: RunPatch, mark?: EditMark): RunRecord | undefined => {
    const before = find(id);
    if (!before) return undefined;
    const after = { ...before, ...patch };
    update.run({ ...after, tags: JSON.stringify(after.tags), search: searchText(after) });
    if (DOCUMENTS.some((name) => name in patch))
      updateDocuments.run({
        id,
        notes: after.notes,
        config: JSON.stringify(after.config),
        origin: jsonOrNull(after.origin),
        process: jsonOrNull(after.process),
        steering: JSON.stringify(after.steering),
      });
    const number = mark && numberOf.get(id);
    if (number !== undefined) marks.commit(number, mark);
    return after;
  });

  const updateMany = db.transaction((changes: readonly { id: string; patch: RunPatch }[]): void => {
    for (const { id, patch } of changes) updateWhole(id, patch);
  });

  return {
    async insertRun(run) {
      insertWhole.immediate(run);
      return find(run.id) as RunRecord;
    },

    getRun: async (id) => find(id),

    async getRunState(id) {
      const row = selectState.get(id);
      return row && { ...row, reason: parseOrNull(row.reason), stopAsked: parseOrNull(row.stopAsked) };
    },

    listRuns: list.page,

    listRunIds: list.ids,

    groupRuns: group,

    listChildren: async (parent, limit) => children.all(parent, limit),

    async countChildren(parents) {
      return new Map(childCounts.all(JSON.stringify(parents)).map(({ parent, count }) => [parent, count]));
    },

    listTrashed: async (before) => trashed.all(before),

    listReproductions: async (run) => reproductions.all(run),

    listWatched: async () => watched.all(),

    updateRun: async (id, patch, mark) => updateWhole.immediate(id, patch, mark),

    updateRuns: async (changes) => updateMany.immediate(changes),

    async transition(id, from, to, change) {
      const row = move.get({
        id,
        from: JSON.stringify(from),
        to,
        at: change.at,
        ended: isEnded(to) ? 1 : 0,
        reason: jsonOrNull(change.reason),
      });
      return row && toRun(row);
    },

    askScriptToStop: async (id, reason) => askToStop.run({ id, reason: JSON.stringify(reason) }).changes > 0,

    async purgeRun(id) {
      remove.run(id);
    },
  };
}

type StateRow = Omit<RunStateRecord, 'reason' | 'stopAsked'> & { reason: string | null; stopAsked: string | null };

const isEnded = (state: RunState) => ENDED_STATES.includes(state);
