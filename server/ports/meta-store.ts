import type { EndReason, RunState } from '../../shared/run.ts';
import type { RunSort } from '../../shared/run-filter.ts';
import type { TrainingConfig } from '../../shared/training/launch.ts';

/** A run as its metadata row says it; what follows from its points is `RunActivity`. Times are ms since the epoch. */
export interface RunRecord {
  id: string;
  kind: 'training' | 'remote';
  project: string;
  name: string;
  group: string | null;
  jobType: string | null;
  tags: string[];
  notes: string;
  config: Record<string, unknown>;
  /** What the training thread gets; null for remote runs. */
  job: TrainingConfig | null;
  state: RunState;
  reason: EndReason | null;
  seed: number | null;
  parentRun: string | null;
  forkStep: number | null;
  createdBy: string | null;
  color: number;
  totalSteps: number | null;
  heartbeatSeconds: number | null;
  attempt: number;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  archivedAt: number | null;
  deletedAt: number | null;
}

export type RunStateRecord = Pick<RunRecord, 'id' | 'kind' | 'state' | 'reason' | 'deletedAt'>;

/** A run about to be stored: the store gives it its colour and its first attempt. */
export type NewRunRecord = Omit<RunRecord, 'color' | 'attempt' | 'archivedAt' | 'deletedAt' | 'endedAt' | 'reason'>;

export type RunPatch = Partial<
  Pick<RunRecord, 'name' | 'group' | 'tags' | 'notes' | 'config' | 'color' | 'totalSteps' | 'archivedAt' | 'deletedAt'>
>;

export interface RunFilter {
  project?: string;
  state?: RunState;
  group?: string;
  tag?: string;
  /** Part of name, id, group, notes or a tag, whatever its case. */
  text?: string;
  /** A filter in the language of shared/run-filter.ts. */
  where?: string;
  sort: RunSort;
  order: 'asc' | 'desc';
  limit: number;
  cursor?: string;
  /** True for the archived alone, false for the others alone; left out, both. */
  archived?: boolean;
  deleted?: boolean;
}

/** Every run by its metadata. A method resolves when its change is on disk. */
export interface MetaStore {
  /** Throws `conflict` when the id is taken. */
  insertRun(run: NewRunRecord): Promise<RunRecord>;
  getRun(id: string): Promise<RunRecord | undefined>;
  /** What a writer has to know of a run: quicker to read than all of it. */
  getRunState(id: string): Promise<RunStateRecord | undefined>;
  listRuns(filter: RunFilter): Promise<{ runs: RunRecord[]; nextCursor: string | null; total: number }>;
  updateRun(id: string, patch: RunPatch): Promise<RunRecord | undefined>;
  /** Moves a run between states only if it is in one of `from`; undefined when it is not. */
  transition(
    id: string,
    from: readonly RunState[],
    to: RunState,
    change: { at: number; reason?: EndReason | null },
  ): Promise<RunRecord | undefined>;
  /** Deletes the row for good. */
  purgeRun(id: string): Promise<void>;
  listProjects(): Promise<{ name: string; runs: number; lastCreatedAt: number }[]>;
}
