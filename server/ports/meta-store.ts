import type { EndReason, RunKind, RunStart, RunState } from '../../shared/run.ts';
import type { RunSort } from '../../shared/run-filter.ts';
import type { RunGroupList } from '../../shared/run-groups.ts';
import type { ScriptProcess } from '../../shared/scripts/script-process.ts';
import type { AnyJob } from '../../shared/training/job.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import type { Reproduces } from '../../shared/training/reproduction.ts';
import type { Steering } from '../../shared/training/steering.ts';
import type { EditMark } from './edit-mark.ts';

/** A run's metadata; what follows from its points is `RunActivity`. Times are in ms since the Unix epoch. */
export interface RunRecord {
  id: string;
  kind: RunKind;
  project: string;
  name: string;
  group: string | null;
  jobType: string | null;
  tags: string[];
  notes: string;
  config: Record<string, unknown>;
  /** What the training thread or the script gets; null for remote runs. */
  job: AnyJob | null;
  /** What the training begins with, where that is another run's state; null else. */
  start: RunStart | null;
  /** How the training was steered while it ran, by step. */
  steering: Steering[];
  /** The run that this one repeats; null for one that repeats none. */
  reproduces: Reproduces | null;
  /** Of runs that wait, those with a higher one are next. */
  priority: number;
  state: RunState;
  reason: EndReason | null;
  seed: number | null;
  parentRun: string | null;
  forkStep: number | null;
  createdBy: string | null;
  /** Given automatically: gives way where a run beside it has a like one. */
  color: number;
  /** The colour that somebody gave the run; null where nobody did. */
  ownColor: number | null;
  totalSteps: number | null;
  /** What the training was computed by and from; null before it began, and for remote runs. */
  origin: RunOrigin | null;
  /** The process of a script; null before it began, and for other runs. */
  process: ScriptProcess | null;
  heartbeatSeconds: number | null;
  attempt: number;
  /** Why the run has been asked to stop; null where nobody asked. */
  stopAsked: EndReason | null;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  archivedAt: number | null;
  deletedAt: number | null;
}

/** What has to be known of a run before it is written to. */
export type RunStateRecord = Pick<RunRecord, 'id' | 'kind' | 'state' | 'reason' | 'stopAsked' | 'deletedAt'>;

/** A run about to be stored, which gives it its colour and its first attempt. */
export type NewRunRecord = Omit<
  RunRecord,
  | 'color'
  | 'ownColor'
  | 'attempt'
  | 'origin'
  | 'process'
  | 'stopAsked'
  | 'archivedAt'
  | 'deletedAt'
  | 'endedAt'
  | 'reason'
  | 'start'
  | 'steering'
  | 'reproduces'
  | 'priority'
> &
  Partial<Pick<RunRecord, 'start' | 'steering' | 'reproduces' | 'priority'>>;

export type RunPatch = Partial<
  Pick<
    RunRecord,
    | ('name' | 'project' | 'group' | 'tags' | 'notes' | 'config' | 'ownColor' | 'totalSteps' | 'origin')
    | ('steering' | 'process' | 'archivedAt' | 'deletedAt')
  >
>;

/** A run that is to show a sign of life every `heartbeatSeconds`. */
export interface WatchedRun {
  id: string;
  heartbeatSeconds: number;
}

export interface RunFilter {
  project?: string;
  state?: RunState;
  group?: string;
  tag?: string;
  /** A part of name, id, group, notes or a tag, in any case of any alphabet. */
  text?: string;
  /** A filter in the language of shared/run-filter.ts; `summary.*` may be up to two seconds behind what was logged. */
  where?: string;
  /** One key or several, the one that counts most first. */
  sort: RunSort | RunSort[];
  /** Of each key; one that is missing is that of the key before. */
  order: 'asc' | 'desc' | ('asc' | 'desc')[];
  limit: number;
  cursor?: string;
  /** So many runs are passed over, from the start of the list or from the cursor on. */
  skip?: number;
  /** True for archived runs, false for runs that are not; left out, both. */
  archived?: boolean;
  /** True for the trash alone; else all runs but those in the trash. */
  deleted?: boolean;
}

/** What runs are grouped, and by what. */
export type RunGroupFilter = Pick<RunFilter, 'project' | 'state' | 'where' | 'archived'> & {
  by: string[];
  columns: string[];
};
export type GroupValue = string | number | boolean | null;
export type GroupedRuns = RunGroupList['groups'][number];

/** Every run by its metadata. A method resolves when its change is on disk. */
export interface MetaStore {
  /**
   * Stores a new run. Its colour differs from that of the run stored before it. Its attempt is 1, or 0 where it is queued,
   * because each claim raises it.
   *
   * @throws {AppError} `conflict` when the id is taken, in the trash too; nothing is changed then
   */
  insertRun(run: NewRunRecord): Promise<RunRecord>;
  /** The run, also when it is archived or in the trash; undefined when there is none. */
  getRun(id: string): Promise<RunRecord | undefined>;
  /** The same of a run's state alone, which is quicker to read. */
  getRunState(id: string): Promise<RunStateRecord | undefined>;
  /**
   * A page of the runs that match every condition, in order; `total` counts those of all pages, and `nextCursor` is
   * null on the last one. Pages show each run once, also when runs come and go between them. A run without the
   * value that is sorted by comes last in either order; texts are in order whatever the case of ASCII letters, by their
   * first 256 characters.
   * `createdAt` is the order in which runs were stored, also when the clock was set back or ahead between them.
   *
   * @throws {AppError} `invalid` when `where`, `sort`, `order` or `cursor` cannot be read; for `where`, `details.at` is
   * the place of the fault
   */
  listRuns(filter: RunFilter): Promise<{ runs: RunRecord[]; nextCursor: string | null; total: number }>;
  /** Ids of all runs that match, in the order of `listRuns`, which refuses the same. */
  listRunIds(filter: Omit<RunFilter, 'limit' | 'cursor' | 'skip'>): Promise<string[]>;
  /**
   * The runs that match, in groups of those alike in all keys, the 1,000 largest first, and what the numbers of each
   * column sum up to there; `total` counts all groups. The `where` of a group finds its runs among those of the filter.
   *
   * @throws {AppError} `invalid` when `where`, a key or a column cannot be read
   */
  groupRuns(filter: RunGroupFilter): Promise<RunGroupList>;
  /** Ids of the runs outside the trash that have a run as their parent, the earliest first, `limit` at most. */
  listChildren(parent: string, limit: number): Promise<string[]>;
  /** How many there are of each of these runs; those without any are left out. */
  countChildren(parents: readonly string[]): Promise<Map<string, number>>;
  /** The remote runs that run and promised a heartbeat, outside the trash. */
  listWatched(): Promise<WatchedRun[]>;
  /** Ids of the runs that repeat a run, the newest first, outside the trash. */
  listReproductions(run: string): Promise<string[]>;
  /** Ids of the runs that were put in the trash at that time or before, in ms since the Unix epoch. */
  listTrashed(before: number): Promise<string[]>;
  /**
   * Sets the fields that the patch names and no other; undefined when there is no such run. With a `mark` the change is a new
   * revision of the run, which has it.
   */
  updateRun(id: string, patch: RunPatch, mark?: EditMark): Promise<RunRecord | undefined>;
  /** The same of many runs, all of it at once or nothing; runs that are not there are left out. */
  updateRuns(changes: readonly { id: string; patch: RunPatch }[]): Promise<void>;
  /**
   * Moves a run from one of the states `from` to `to`, atomically; undefined, with nothing changed, when it is in
   * another state or not there. `endedAt` becomes `at` in a state that is an end and null in any other, `startedAt`
   * becomes `at` when it runs for the first time, and `reason` is replaced, by null where there is none. A run that
   * runs again has not been asked to stop.
   */
  transition(
    id: string,
    from: readonly RunState[],
    to: RunState,
    change: { at: number; reason?: EndReason | null },
  ): Promise<RunRecord | undefined>;
  /**
   * Notes that the script of a remote run is to stop, and leaves its state as it is. The first reason stays. False, with
   * nothing changed, when it is no remote run that is running or paused.
   */
  askScriptToStop(id: string, reason: EndReason): Promise<boolean>;
  /** Deletes a run's metadata for good, after which its id is free; resolves also when there is no such run. */
  purgeRun(id: string): Promise<void>;
}
