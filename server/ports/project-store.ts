import type { RunState } from '../../shared/run.ts';

/** A project with what it holds. Times are in ms since the Unix epoch. */
export interface ProjectRecord {
  name: string;
  description: string;
  defaultView: string | null;
  /** Its runs outside the trash by state; a state without runs is left out. */
  states: Partial<Record<RunState, number>>;
  views: number;
  reports: number;
  /** Creation of its newest run outside the trash; null where it has none. */
  lastCreatedAt: number | null;
  /** When a run of it began, ended or last showed a sign of life, or a text of it was changed. */
  lastActivityAt: number | null;
}

/** Projects, and what is written about them. A method resolves when its change is on disk. */
export interface ProjectStore {
  /** Every project with runs outside the trash, a description or documents; the one with the latest activity first. */
  list(): Promise<ProjectRecord[]>;
  /** A project by its name, which need not hold anything. */
  get(name: string): Promise<ProjectRecord>;
  /**
   * Sets what the patch names and nothing else. The project need not have runs, and what is written outlives them.
   *
   * @throws {AppError} `not_found` when it has no view with the id `defaultView`
   */
  update(name: string, patch: { description?: string; defaultView?: string | null }, at: number): Promise<void>;
}
