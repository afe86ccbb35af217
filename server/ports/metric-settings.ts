import type { MetricSetting, PatchMetricSetting } from '../../shared/metric-settings.ts';

/** What is set about metrics, project by project. A method resolves when its change is on disk. */
export interface MetricSettings {
  /** Those of one project, or of all, in order of project and metric. */
  list(project?: string): Promise<MetricSetting[]>;
  /**
   * Sets what the patch names and nothing else, atomically, and returns what is set then. A metric about which nothing is
   * set any more is not listed. A project need not have runs yet, and its settings outlive them.
   *
   * @throws {AppError} `conflict` when the project has settings of MAX_METRIC_SETTINGS other metrics
   */
  set(patch: PatchMetricSetting): Promise<MetricSetting>;
}
