import { describe, expect, test } from 'vitest';
import { storageAdapters } from './adapters.ts';
import { batch, LOSS, newRun } from './records.ts';

const EMPTY = {
  ...{ description: '', defaultView: null, states: {}, views: 0, reports: 0 },
  ...{ lastCreatedAt: null, lastActivityAt: null },
};

describe.each(storageAdapters)('ProjectStore of $name', ({ open }) => {
  test('counts runs by state without the trash, the latest activity first', async () => {
    const { meta, projects } = await open();
    await meta.insertRun(newRun('a', { createdAt: 1, project: 'p' }));
    for (const createdAt of [2, 3, 4]) await meta.insertRun(newRun(`r${createdAt}`, { createdAt }));
    await meta.insertRun(newRun('q', { createdAt: 3, state: 'queued' }));
    await meta.updateRun('r4', { deletedAt: 10 });
    expect(await projects.list()).toEqual([
      { ...EMPTY, name: 'default', states: { running: 2, queued: 1 }, lastCreatedAt: 3, lastActivityAt: 3 },
      { ...EMPTY, name: 'p', states: { running: 1 }, lastCreatedAt: 1, lastActivityAt: 1 },
    ]);
    await meta.transition('a', ['running'], 'finished', { at: 50 });
    expect(await projects.list()).toMatchObject([
      { name: 'p', states: { finished: 1 }, lastCreatedAt: 1, lastActivityAt: 50 },
      { name: 'default' },
    ]);
  });

  test('a run that runs is as active as its last sign of life', async () => {
    const { meta, metrics, projects } = await open();
    await meta.insertRun(newRun('a', { createdAt: 1 }));
    await metrics.append([{ run: 'a', batch: batch(1, { series: LOSS }), receivedAt: 7000 }]);
    expect(await projects.get('default')).toMatchObject({ lastActivityAt: 7000 });
  });

  test('a project is there as long as anything is written about it', async () => {
    const { meta, views, reports, projects } = await open();
    await meta.insertRun(newRun('a', { createdAt: 1 }));
    await views.insert({ id: 'v', project: 'default', name: 'v', content: '{}', createdAt: 2 });
    await reports.insert({ id: 'r', project: 'default', name: 'r', content: 'text', createdAt: 3 });
    await projects.update('default', { description: 'What it is about.' }, 4);
    await meta.purgeRun('a');
    const described = { ...EMPTY, name: 'default', description: 'What it is about.' };
    expect(await projects.list()).toEqual([{ ...described, views: 1, reports: 1, lastActivityAt: 4 }]);
    await views.remove('default', 'v');
    await reports.remove('default', 'r');
    expect(await projects.list()).toEqual([{ ...described, lastActivityAt: 4 }]);
    await projects.update('default', { description: '' }, 5);
    expect(await projects.list()).toEqual([]);
    expect(await projects.get('default')).toEqual({ ...EMPTY, name: 'default' });
  });

  test('a patch changes what it names and nothing else', async () => {
    const { views, projects } = await open();
    await views.insert({ id: 'v', project: 'p', name: 'v', content: '{}', createdAt: 1 });
    await projects.update('p', { defaultView: 'v' }, 2);
    await projects.update('p', { description: 'text' }, 3);
    expect(await projects.get('p')).toMatchObject({ description: 'text', defaultView: 'v' });
    await projects.update('p', { defaultView: null }, 4);
    expect(await projects.get('p')).toMatchObject({ description: 'text', defaultView: null });
  });

  test('the default view is one of the project, and none once that is removed', async () => {
    const { views, reports, projects } = await open();
    await views.insert({ id: 'v', project: 'p', name: 'v', content: '{}', createdAt: 1 });
    await reports.insert({ id: 'r', project: 'p', name: 'r', content: '', createdAt: 1 });
    for (const [project, defaultView] of [
      ['p', 'none'],
      ['p', 'r'],
      ['q', 'v'],
    ] as const)
      await expect(projects.update(project, { defaultView, description: 'x' }, 2)).rejects.toMatchObject({
        code: 'not_found',
      });
    expect((await projects.list()).map(({ name, description }) => [name, description])).toEqual([['p', '']]);
    await projects.update('p', { defaultView: 'v' }, 2);
    await views.remove('p', 'v');
    expect(await projects.get('p')).toMatchObject({ defaultView: null });
  });
});
