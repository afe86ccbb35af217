import type { Ack, Batch, FloatBatch, LogLine } from '../../shared/ingest.ts';
import type { AppError } from '../errors.ts';
import type { CommitRecord } from './commit-feed.ts';

export type AppendOutcome = { ack: Ack; commit: CommitRecord | null } | { error: AppError };

/** Takes in what runs log. */
export interface MetricWriter {
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
}
