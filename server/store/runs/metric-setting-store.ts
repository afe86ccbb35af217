import { MAX_METRIC_SETTINGS, type MetricSetting, type PatchMetricSetting } from '../../../shared/metric-settings.ts';
import { AppError } from '../../errors.ts';
import type { MetricSettings } from '../../ports/metric-settings.ts';
import type { Db } from '../sqlite.ts';

/** Every read and write of the `metric_settings` table. */
export function createMetricSettingStore(db: Db): MetricSettings {
  const COLUMNS = 'project, metric, goal, unit';
  const selectAll = db.prepare<[], MetricSetting>(`SELECT ${COLUMNS} FROM metric_settings ORDER BY project, metric`);
  const selectOf = db.prepare<[string], MetricSetting>(
    `SELECT ${COLUMNS} FROM metric_settings WHERE project = ? ORDER BY metric`,
  );
  const select = db.prepare<[string, string], MetricSetting>(
    `SELECT ${COLUMNS} FROM metric_settings WHERE project = ? AND metric = ?`,
  );
  const count = db.prepare<[string], number>('SELECT count(*) FROM metric_settings WHERE project = ?').pluck();
  const upsert = db.prepare<[MetricSetting]>(`
    INSERT INTO metric_settings (${COLUMNS}) VALUES (@project, @metric, @goal, @unit)
    ON CONFLICT (project, metric) DO UPDATE SET goal = excluded.goal, unit = excluded.unit`);
  const remove = db.prepare<[string, string]>('DELETE FROM metric_settings WHERE project = ? AND metric = ?');

  const setWhole = db.transaction(({ project, metric, ...patch }: PatchMetricSetting): MetricSetting => {
    const before = select.get(project, metric);
    const after = { project, metric, goal: null, unit: null, ...before, ...patch };
    if (after.goal === null && after.unit === null) {
      remove.run(project, metric);
      return after;
    }
    if (!before && (count.get(project) ?? 0) >= MAX_METRIC_SETTINGS)
      throw new AppError('conflict', `Project "${project}" has settings of ${MAX_METRIC_SETTINGS} metrics, the most.`, {
        limit: MAX_METRIC_SETTINGS,
      });
    upsert.run(after);
    return after;
  });

  return {
    list: async (project) => (project === undefined ? selectAll.all() : selectOf.all(project)),
    set: async (patch) => setWhole.immediate(patch),
  };
}
