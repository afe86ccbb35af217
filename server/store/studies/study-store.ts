import { AppError } from '../../errors.ts';
import type { StudyRecord, StudyStore } from '../../ports/study-store.ts';
import type { Db } from '../sqlite.ts';
import { isTaken } from './is-taken.ts';
import { createTrialStore } from './trial-store.ts';

type StudyRow = Omit<StudyRecord, 'spec'> & { spec: string };

/** Every read and write of studies and their trials. */
export function createStudyStore(db: Db): StudyStore {
  const SELECT = `SELECT id, spec, state, reason, spent_ms AS spentMs, created_at AS createdAt, ended_at AS endedAt
    FROM studies WHERE deleted_at IS NULL`;
  const selectAll = db.prepare<[], StudyRow>(`${SELECT} ORDER BY number DESC`);
  const selectOf = db.prepare<[string], StudyRow>(`${SELECT} AND project = ? ORDER BY number DESC`);
  const selectOne = db.prepare<[string], StudyRow>(`${SELECT} AND id = ?`);
  const selectOpen = db
    .prepare<[], string>(
      `SELECT id FROM studies WHERE deleted_at IS NULL AND (state IN ('running', 'paused')
        OR number IN (SELECT study FROM trials WHERE state IN ('waiting', 'running'))) ORDER BY number`,
    )
    .pluck();
  const insert = db.prepare(`
    INSERT INTO studies (id, project, spec, state, created_at) VALUES (@id, @project, @spec, 'running', @createdAt)`);
  const update = db.prepare(`
    UPDATE studies SET project = @project, spec = @spec, state = @state, reason = @reason, ended_at = @endedAt
    WHERE id = @id AND deleted_at IS NULL`);
  const spend = db.prepare<[number, string]>('UPDATE studies SET spent_ms = spent_ms + ? WHERE id = ?');
  const remove = db.prepare<[number, string]>('UPDATE studies SET deleted_at = ? WHERE id = ? AND deleted_at IS NULL');
  const restore = db.prepare<[string]>('UPDATE studies SET deleted_at = NULL WHERE id = ? AND deleted_at IS NOT NULL');
  const purge = db.prepare<[number]>('DELETE FROM studies WHERE deleted_at <= ?');

  const patch = db.transaction((id: string, changes: Partial<StudyRecord>): boolean => {
    const row = selectOne.get(id);
    if (!row) return false;
    const { spec, state, reason, endedAt } = { ...toStudy(row), ...changes };
    update.run({ id, project: spec.project, spec: JSON.stringify(spec), state, reason, endedAt });
    return true;
  });

  return {
    ...createTrialStore(db),
    list: async (project) => (project === undefined ? selectAll.all() : selectOf.all(project)).map(toStudy),
    listOpen: async () => selectOpen.all(),
    async get(id) {
      const row = selectOne.get(id);
      return row && toStudy(row);
    },
    async insert({ id, spec, createdAt }) {
      try {
        insert.run({ id, project: spec.project, spec: JSON.stringify(spec), createdAt });
      } catch (error) {
        if (isTaken(error)) throw new AppError('conflict', `There is a study "${id}" already.`, { id });
        throw error;
      }
    },
    update: async (id, changes) => patch.immediate(id, changes),
    async spend(id, ms) {
      spend.run(Math.round(ms), id);
    },
    remove: async (id, at) => remove.run(at, id).changes > 0,
    restore: async (id) => restore.run(id).changes > 0,
    async purge(before) {
      purge.run(before);
    },
  };
}

function toStudy({ spec, ...row }: StudyRow): StudyRecord {
  return { ...row, spec: JSON.parse(spec) };
}
