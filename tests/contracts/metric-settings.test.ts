import { describe, expect, test } from 'vitest';
import { MAX_METRIC_SETTINGS } from '../../shared/metric-settings.ts';
import { storageAdapters } from './adapters.ts';

describe.each(storageAdapters)('MetricSettings of $name', ({ open }) => {
  test('are none until something is set; a patch changes what it names and nothing else', async () => {
    const { metricSettings } = await open();
    expect(await metricSettings.list()).toEqual([]);
    const first = { project: 'p', metric: 'val/loss', goal: 'max', unit: null } as const;
    expect(await metricSettings.set({ project: 'p', metric: 'val/loss', goal: 'max' })).toEqual(first);
    const second = { ...first, unit: 'nats' };
    expect(await metricSettings.set({ project: 'p', metric: 'val/loss', unit: 'nats' })).toEqual(second);
    expect(await metricSettings.list()).toEqual([second]);
  });

  test('are listed by project and metric, or of one project, whatever characters are in the names', async () => {
    const { metricSettings } = await open();
    for (const project of ['p', '..', 'team/ä']) {
      for (const metric of ['b', 'a%2F"x"']) await metricSettings.set({ project, metric, goal: 'none' });
    }
    const names = (settings: { project: string; metric: string }[]) =>
      settings.map(({ project, metric }) => `${project} ${metric}`);
    expect(names(await metricSettings.list())).toEqual([
      '.. a%2F"x"',
      '.. b',
      'p a%2F"x"',
      'p b',
      'team/ä a%2F"x"',
      'team/ä b',
    ]);
    expect(names(await metricSettings.list('team/ä'))).toEqual(['team/ä a%2F"x"', 'team/ä b']);
    expect(await metricSettings.list('P')).toEqual([]);
  });

  test('are not listed any more once nothing is set', async () => {
    const { metricSettings } = await open();
    await metricSettings.set({ project: 'p', metric: 'm', goal: 'min', unit: 's' });
    await metricSettings.set({ project: 'p', metric: 'm', goal: null });
    expect(await metricSettings.list()).toHaveLength(1);
    expect(await metricSettings.set({ project: 'p', metric: 'm', unit: null })).toMatchObject({
      goal: null,
      unit: null,
    });
    expect(await metricSettings.list()).toEqual([]);
    await metricSettings.set({ project: 'p', metric: 'never set', goal: null });
    expect(await metricSettings.list()).toEqual([]);
  });

  test('are bounded for each project: another metric is a conflict, those that are set can be changed', async () => {
    const { metricSettings } = await open();
    for (let i = 0; i < MAX_METRIC_SETTINGS; i++)
      await metricSettings.set({ project: 'p', metric: `m${i}`, goal: 'min' });
    const more = { project: 'p', metric: 'one more', goal: 'min' } as const;
    await expect(metricSettings.set(more)).rejects.toMatchObject({ code: 'conflict' });
    expect(await metricSettings.set({ project: 'p', metric: 'm7', goal: 'max' })).toMatchObject({ goal: 'max' });
    expect(await metricSettings.set({ ...more, project: 'q' })).toMatchObject({ goal: 'min' });
    expect(await metricSettings.list('p')).toHaveLength(MAX_METRIC_SETTINGS);
  });

  test('are after a kill what they were when the last change was answered', async () => {
    const { metricSettings, afterKill } = await open();
    const last = await metricSettings.set({ project: 'p', metric: 'm', goal: 'max', unit: 'ms' });
    expect(await (await afterKill()).metricSettings.list()).toEqual([last]);
  });
});
