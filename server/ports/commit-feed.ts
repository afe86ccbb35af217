import type { FloatColumns, PointColumns } from '../../shared/ingest.ts';
import type { Commit } from '../../shared/live.ts';

/** What one commit stored, as it is in memory: columns in the form that they were received in, and the names of series that begin with it. */
export type CommitRecord = Omit<Commit, 'series'> & { series?: Record<string, PointColumns | FloatColumns> };

/** The latest commits of each run, for live readers. */
export interface CommitFeed {
  /**
   * Every commit after revision `rev`, in order and without a gap up to the run's current revision; empty when `rev`
   * is the current one.
   *
   * 'gone' when that cannot be answered: the commits are no longer kept, a restart or an edit lies between, or
   * `rev` is higher than the current revision. The reader then reads the run anew.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  commitsAfter(run: string, rev: number): Promise<CommitRecord[] | 'gone'>;
}
