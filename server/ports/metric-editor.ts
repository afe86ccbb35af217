/** Changes what was logged, after the fact. Each change is a new revision without a commit: `commitsAfter` an earlier one is 'gone'. */
export interface MetricEditor {
  deleteSeries(run: string, key: string): Promise<{ rev: number }>;
  /** Where `to` is there already both become one, and of a step that both have, `from` wins. */
  renameSeries(run: string, from: string, to: string): Promise<{ rev: number }>;
  /** Removes points, histograms and events after `step`. */
  cutAfter(run: string, step: number): Promise<{ rev: number }>;
  /** Removes all that a run logged, for good. */
  purgeRun(run: string): Promise<void>;
}
