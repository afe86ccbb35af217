/**
 * What the services need from storage and from each other, as interfaces with Promise-returning
 * methods. The embedded adapters are in store/ (SQLite) and live/ (same process); others can follow
 * without a service noticing.
 */
import type { GroupCurve, GroupQuery } from '../shared/group-query.ts';
import type {
  Ack,
  Batch,
  FloatBatch,
  FloatColumns,
  Histogram,
  LogLine,
  PointColumns,
  RunEvent,
} from '../shared/ingest.ts';
import type { Commit } from '../shared/live.ts';
import type { HistogramQuery, SeriesQuery, SeriesResult } from '../shared/query.ts';
import type { EndReason, Ledger, RunState, SeriesSummary } from '../shared/run.ts';
import type { RunSort } from '../shared/run-filter.ts';
import type { TrainingConfig } from '../shared/training/launch.ts';
import type { AppError } from './errors.ts';

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
  epoch: number;
  createdAt: number;
  startedAt: number | null;
  endedAt: number | null;
  archivedAt: number | null;
  deletedAt: number | null;
}

export type RunStateRecord = Pick<RunRecord, 'id' | 'kind' | 'state' | 'reason' | 'deletedAt'>;

/** A run about to be stored: the store gives it its colour and its first epoch. */
export type NewRunRecord = Omit<RunRecord, 'color' | 'epoch' | 'archivedAt' | 'deletedAt' | 'endedAt' | 'reason'>;

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

export interface RunQueue {
  /** Moves the run that waits longest from queued to running and raises its epoch, atomically. */
  claimNext(now: number): Promise<RunRecord | undefined>;
  /** Ids of the queued runs, next first. */
  waiting(): Promise<string[]>;
  /** Ends as crashed every training run that a killed server left running; returns them. */
  crashAbandoned(now: number, reason: EndReason): Promise<RunRecord[]>;
}

/** What is known of a run from its batches. */
export interface RunActivity {
  rev: number;
  ledger: Ledger;
  /** Highest step of any series, null without points. */
  maxStep: number | null;
  heartbeatAt: number | null;
  /** Of the first 64 series. */
  summary: Record<string, SeriesSummary>;
}

/** A commit as it is in memory: columns in the form that they came in. */
export type CommitRecord = Omit<Commit, 'series'> & { series?: Record<string, PointColumns | FloatColumns> };

export type AppendOutcome = { ack: Ack; commit: CommitRecord | null } | { error: AppError };

export interface MetricStore {
  /**
   * Stores a group of batches in one transaction and resolves after its FULL commit, one outcome a
   * batch in the same order. A batch that is a gap (`seq_gap`), fenced (`fenced`) or of an unknown run
   * (`not_found`) fails alone; a repeated seq is acknowledged as duplicate with `commit: null`.
   * Batches are valid already: equal column lengths, checked keys.
   */
  append(batches: readonly { run: string; batch: Batch | FloatBatch; receivedAt: number }[]): Promise<AppendOutcome[]>;
  /** The plain form has no seq: the last write of a step wins. The step, where missing, is the run's highest plus 1. */
  appendPlain(
    run: string,
    entry: { step?: number; time: number; metrics: Record<string, number>; log?: LogLine },
  ): Promise<{ step: number; rev: number; commit: CommitRecord }>;
  countRejected(run: string, points: number): Promise<void>;
  touch(run: string, now: number): Promise<void>;

  activity(runs: readonly string[]): Promise<Map<string, RunActivity>>;
  series(run: string): Promise<Record<string, SeriesSummary>>;
  querySeries(query: SeriesQuery): Promise<SeriesResult[]>;
  queryGroups(query: GroupQuery): Promise<GroupCurve[]>;
  /** The first `limit` points of a series after a step, in order of step; none of a series that is not there. */
  points(run: string, key: string, page: { after: number; limit: number }): Promise<FloatColumns>;
  histogramKeys(run: string): Promise<{ key: string; count: number; firstStep: number; lastStep: number }[]>;
  queryHistograms(query: HistogramQuery): Promise<{ key: string; histograms: Omit<Histogram, 'key'>[] }[]>;
  events(run: string): Promise<(RunEvent & { id: number })[]>;
  /** Lines after id `after`, at most `limit`; with `tail`, the last `limit` instead. */
  logs(
    run: string,
    page: { after: number; limit: number; tail: boolean },
  ): Promise<{ lines: (LogLine & { id: number })[]; total: number }>;
  /** Commits after `rev`, in order, from memory; 'gone' when memory does not reach back that far. */
  commitsAfter(run: string, rev: number): Promise<CommitRecord[] | 'gone'>;

  /** Changes what was logged. Each is a new revision without a commit: `commitsAfter` an earlier one is 'gone'. */
  deleteSeries(run: string, key: string): Promise<{ rev: number }>;
  /** Where `to` is there already both become one, and of a step that both have, `from` wins. */
  renameSeries(run: string, from: string, to: string): Promise<{ rev: number }>;
  /** Removes points, histograms and events after `step`. */
  cutAfter(run: string, step: number): Promise<{ rev: number }>;

  purgeRun(run: string): Promise<void>;
  close(): Promise<void>;
}

/** What just became true, published after the commit. */
export type Change =
  | { type: 'commit'; run: string; commit: CommitRecord }
  | { type: 'run'; run: string }
  /** What was logged is not what it was: readers have to read it again. */
  | { type: 'edited'; run: string }
  | { type: 'removed'; run: string };

export interface Bus {
  publish(change: Change): Promise<void>;
  /** Returns the way to stop listening. */
  subscribe(listener: (change: Change) => void): () => void;
}
