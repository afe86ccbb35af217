import type { MetricSetting, PatchMetricSetting } from '../../shared/metric-settings.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetricSettings } from '../ports/metric-settings.ts';

/** What projects set about their metrics: every open page learns of a change. */
export function createMetricSettingService({ settings, bus }: { settings: MetricSettings; bus: Bus }) {
  return {
    list: (project?: string): Promise<MetricSetting[]> => settings.list(project),

    async set(patch: PatchMetricSetting): Promise<MetricSetting> {
      const setting = await settings.set(patch);
      await bus.publish({ type: 'metric-settings' });
      return setting;
    },
  };
}

export type MetricSettingService = ReturnType<typeof createMetricSettingService>;
