import type { Ack, Batch, FloatBatch, LogLine } from '../../shared/ingest.ts';
import type { AppError } from '../errors.ts';
import type { CommitRecord } from './commit-feed.ts';

/** A batch of one run; `receivedAt` in ms since the Unix epoch. */
export interface ReceivedBatch {
  run: string;
  batch: Batch | FloatBatch;
  receivedAt: number;
}

export type AppendOutcome = { ack: Ack; commit: CommitRecord | null } | { error: AppError };

/** One step of any number of series, and a log line; `time` in ms since the Unix epoch. */
export interface PlainEntry {
  step?: number;
  time: number;
  metrics: Record<string, number>;
  log?: LogLine;
}

/**
 * Takes in what runs log.
 *
 * What it acknowledges is on disk, and is there once. Steps come in any order: of a step that is written more than
 * once, the last write stays. Values come back bit for bit, NaN and the infinities too. Each commit raises the
 * run's revision by 1.
 */
export interface MetricWriter {
  /**
   * Stores batches together and resolves after their commit with one outcome each, in the same order. Batches are
   * checked already: columns of equal length, valid keys, steps and times.
   *
   * A writer numbers its batches 1, 2, 3 … by `seq`, from 1 again in each attempt. A repeated seq is acknowledged as
   * a duplicate, with `commit: null`, and only counts as one. A batch that is refused fails alone, with nothing of it stored:
   *
   * - `not_found` when there is no such run
   * - `fenced` when its attempt is not the run's; `details.attempt` is the run's
   * - `seq_gap` when batches before it are missing; `details.expected` is the next seq
   * - `conflict` when it repeats the writer's last seq with other content
   * - `bad_point` when the run would have more series than it may; `details.series` is the first of them
   * - `disk_full` when there is no room; the same batch is taken once there is
   * - `overloaded` while the run is being changed, `internal` when what is stored of it is damaged
   */
  append(batches: readonly ReceivedBatch[]): Promise<AppendOutcome[]>;
  /**
   * Stores one step without a seq: sent twice, it is written twice. Without `step` it gets the run's highest plus 1,
   * and 1 where there is none.
   *
   * @throws {AppError} `invalid` when the highest step has none after it; `not_found`, `disk_full`, `overloaded` or
   * `internal` as for a batch
   */
  appendPlain(run: string, entry: PlainEntry): Promise<{ step: number; rev: number; commit: CommitRecord }>;
  /** Counts points that were refused before they came here. @throws {AppError} `not_found` when there is no such run */
  countRejected(run: string, points: number): Promise<void>;
  /**
   * Notes a sign of life at `at`, in ms since the Unix epoch; one from before the latest changes nothing.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  touch(run: string, at: number): Promise<void>;
}
