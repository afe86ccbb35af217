import type { StudyStore, TrialRecord } from '../../ports/study-store.ts';
import type { Db } from '../sqlite.ts';

type TrialRow = Omit<TrialRecord, 'values' | 'cut'> & { values: string; cut: string | null };

/** The trials of a StudyStore. */
export function createTrialStore(db: Db): Pick<StudyStore, 'trials' | 'studyOf' | 'insertTrial' | 'updateTrial'> {
  const STUDY = '(SELECT number FROM studies WHERE id = @study AND deleted_at IS NULL)';
  const OPEN = "state IN ('waiting', 'running')";
  const SELECT = `SELECT number, run, trial_values AS "values", informed_by AS informedBy, state, value, cut, reason, steps,
    saved_steps AS savedSteps, created_at AS createdAt, ended_at AS endedAt FROM trials`;
  const selectOf = db.prepare<{ study: string }, TrialRow>(`${SELECT} WHERE study = ${STUDY} ORDER BY number`);
  const selectOne = db.prepare<{ study: string; number: number }, TrialRow>(
    `${SELECT} WHERE study = ${STUDY} AND number = @number AND ${OPEN}`,
  );
  const selectStudy = db
    .prepare<[string], string>(
      'SELECT studies.id FROM trials JOIN studies ON studies.number = study WHERE run = ? AND deleted_at IS NULL',
    )
    .pluck();
  const insert = db.prepare(`
    INSERT INTO trials (study, number, run, trial_values, informed_by, state, created_at)
    SELECT number, @number, @run, @values, @informedBy, 'waiting', @createdAt
    FROM studies WHERE id = @study AND deleted_at IS NULL
    ON CONFLICT DO NOTHING`);
  const update = db.prepare(`
    UPDATE trials SET state = @state, value = @value, cut = @cut, reason = @reason, steps = @steps,
      saved_steps = @savedSteps, ended_at = @endedAt
    WHERE study = ${STUDY} AND number = @number`);

  const patch = db.transaction((study: string, number: number, changes: Partial<TrialRecord>): boolean => {
    const row = selectOne.get({ study, number });
    if (!row) return false;
    const { state, value, cut, reason, steps, savedSteps, endedAt } = { ...toTrial(row), ...changes };
    const text = cut && JSON.stringify(cut);
    return update.run({ study, number, state, value, cut: text, reason, steps, savedSteps, endedAt }).changes > 0;
  });

  return {
    trials: async (study) => selectOf.all({ study }).map(toTrial),
    studyOf: async (run) => selectStudy.get(run),
    insertTrial: async (study, { values, ...trial }) =>
      insert.run({ study, ...trial, values: JSON.stringify(values) }).changes > 0,
    updateTrial: async (study, number, changes) => patch.immediate(study, number, changes),
  };
}

function toTrial({ values, cut, ...row }: TrialRow): TrialRecord {
  return { ...row, values: JSON.parse(values), cut: cut === null ? null : JSON.parse(cut) };
}
