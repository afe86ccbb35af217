import type { Cut } from '../../shared/studies/pruning.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import type { StudyState, TrialState } from '../../shared/studies/trial.ts';

/** A study without its trials. Times are in ms since the Unix epoch. */
export interface StudyRecord {
  id: string;
  spec: StudySpec;
  state: StudyState;
  reason: string | null;
  spentMs: number;
  createdAt: number;
  endedAt: number | null;
}

export type StudyPatch = Partial<Pick<StudyRecord, 'spec' | 'state' | 'reason' | 'endedAt'>>;

/** One trial of a study. */
export interface TrialRecord {
  number: number;
  /** The id of its run, which need not be there yet. */
  run: string;
  values: Record<string, unknown>;
  /** Its values were chosen by the trials up to this number. */
  informedBy: number;
  state: TrialState;
  value: number | null;
  /** Where the pruner stopped it, or would have, had it looked in time. */
  cut: Cut | null;
  reason: string | null;
  steps: number;
  savedSteps: number;
  createdAt: number;
  endedAt: number | null;
}

export type NewTrial = Pick<TrialRecord, 'number' | 'run' | 'values' | 'informedBy' | 'createdAt'>;
export type TrialPatch = Partial<
  Pick<TrialRecord, 'state' | 'value' | 'cut' | 'reason' | 'steps' | 'savedSteps' | 'endedAt'>
>;

/** Studies and their trials. A method resolves when its change is on disk; what is deleted is not found by any but `restore`. */
export interface StudyStore {
  /** The newest first; of one project, or of all. */
  list(project?: string): Promise<StudyRecord[]>;
  /** Ids of those that run or are paused, or have a trial that is open. */
  listOpen(): Promise<string[]>;
  get(id: string): Promise<StudyRecord | undefined>;
  /** @throws {AppError} `conflict` when the id is taken */
  insert(study: Pick<StudyRecord, 'id' | 'spec' | 'createdAt'>): Promise<void>;
  /** Sets the fields that the patch names and no other; false when there is no such study. */
  update(id: string, patch: StudyPatch): Promise<boolean>;
  /** Adds time that counts for the budget. */
  spend(id: string, ms: number): Promise<void>;
  /** False when there is no such study. Its runs are not touched. */
  remove(id: string, at: number): Promise<boolean>;
  /** Brings back one that was removed; false when there is none. */
  restore(id: string): Promise<boolean>;
  /** Forgets those that were removed at that time or before. */
  purge(before: number): Promise<void>;

  /** By number. */
  trials(study: string): Promise<TrialRecord[]>;
  /** The study that a run is a trial of. */
  studyOf(run: string): Promise<string | undefined>;
  /** Stores a trial that waits to be launched; false, with nothing changed, when its number is taken or there is no such study. */
  insertTrial(study: string, trial: NewTrial): Promise<boolean>;
  /**
   * Sets the fields that the patch names and no other, atomically, as long as the trial is open; false, and nothing changed,
   * when it has ended or is not there.
   */
  updateTrial(study: string, number: number, patch: TrialPatch): Promise<boolean>;
}
