import type { EditMark } from './edit-mark.ts';

/**
 * Changes what was logged, after the fact.
 *
 * A change is seen whole or not at all, and a change that is refused leaves everything as it was. It makes a new
 * revision without a commit, so that `CommitFeed.commitsAfter` an earlier revision is 'gone'; it resolves with that
 * revision when the change is on disk. Writers go on with their next seq. Where a `mark` is given, that revision has it.
 *
 * While a large change goes on, reading and writing the run may throw `overloaded`; other runs are not affected.
 */
export interface MetricEditor {
  /** Removes a series with all its points. @throws {AppError} `not_found` when there is no such run or series */
  deleteSeries(run: string, key: string, mark?: EditMark): Promise<{ rev: number }>;
  /**
   * Gives a series another key. Where a series `to` is there already, both become one; of a step that both have, the
   * point of `from` stays.
   *
   * @throws {AppError} `not_found` when there is no such run, or no series `from`
   */
  renameSeries(run: string, from: string, to: string, mark?: EditMark): Promise<{ rev: number }>;
  /**
   * Removes every point, histogram and event with a step above `step`, but events of kind `edit`, and the series that are then empty. The run's
   * highest step is then that of its points that are left, null without any.
   *
   * @throws {AppError} `not_found` when there is no such run
   */
  truncateAfter(run: string, step: number, mark?: EditMark): Promise<{ rev: number }>;
  /**
   * Removes all that a run logged, for good: its points, histograms, events, log lines, counts and writers. Its metadata
   * stays (`MetaStore.purgeRun`). Resolves also when there is no such run.
   */
  purgeRun(run: string): Promise<void>;
}
