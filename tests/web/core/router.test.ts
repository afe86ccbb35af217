import { expect, test } from 'vitest';
import { ChartView } from '../../../web/charts/chart-view.svelte.ts';
import { projectHref } from '../../../web/core/project-pages.ts';
import { matchRoute } from '../../../web/core/route.ts';
import { fakeWindow } from '../support/fake-window.ts';

test.each([
  ['/', { page: 'start' }],
  ['/projects', { page: 'start' }],
  ['/projects/a', { page: 'workspace', project: 'a' }],
  ['/projects/a/race', { page: 'race', project: 'a' }],
  ['/projects/a/params', { page: 'params', project: 'a' }],
  ['/projects/50%25%20off%2F%23', { page: 'workspace', project: '50% off/#' }],
  ['/projects/~..', { page: 'workspace', project: '..' }],
  ['/projects/a/nothing', { page: 'missing' }],
  ['/projects/a/nothing/else', { page: 'missing' }],
  ['/runs', { page: 'runs' }],
  ['/runs/a-b_1', { page: 'run', id: 'a-b_1' }],
  ['/new', { page: 'new' }],
  ['/compare', { page: 'compare' }],
  ['/datasets', { page: 'datasets' }],
  ['/api/docs', { page: 'api' }],
  ['/api/docs/', { page: 'api' }],
  ['/api/docs/x', { page: 'missing' }],
  ['/runs/a/b', { page: 'missing' }],
  ['/new/a', { page: 'missing' }],
  ['/elsewhere', { page: 'missing' }],
])('%s is %j', (path, route) => {
  expect(matchRoute(path)).toEqual(route);
});

test('the address is changed part by part, and nothing that is usual is in it', () => {
  const { location, router } = fakeWindow('/compare?runs=a,b');
  const view = new ChartView(router);
  view.smoothing = 0.9;
  view.update({ y: 'log' });
  view.window = [10, 20.5];
  expect(location.search).toBe('?runs=a%2Cb&smoothing=0.9&y=log&zoom=10%7E20.5');
  expect([view.smoothing, view.settings.y, view.window]).toEqual([0.9, 'log', [10, 20.5]]);

  view.smoothing = 0.6;
  view.update({ y: 'auto' });
  view.window = null;
  expect(location.search).toBe('?runs=a%2Cb');
});

test('every setting of the charts is in the address, and read from it', () => {
  const { location, router } = fakeWindow('/compare');
  const view = new ChartView(router);
  const settings = {
    xMetric: 'train/epoch',
    logX: true,
    y: 'linear',
    smoother: { kind: 'gaussian', deviation: 5 },
    outliers: 'left-out',
    synced: false,
    ancestors: false,
    tooltip: 'name',
  } as const;
  view.update(settings);
  expect(location.search).toBe(
    '?xm=train%2Fepoch&logx=1&y=linear&smoother=gaussian%7E5&outliers=out&sync=0&ancestors=0&tooltip=name',
  );
  expect(new ChartView(router).settings).toEqual(settings);
  view.update(Object.fromEntries(Object.keys(settings).map((name) => [name, undefined])));
  expect(location.search).toBe('');
});

test('a zoom does not outlive the axis it was made on', () => {
  const { router } = fakeWindow('/compare?zoom=1~2');
  const view = new ChartView(router);
  view.update({ x: 'time' });

  expect([view.settings.x, view.window]).toEqual(['time', null]);
});

test.each([
  'smoothing=7',
  'smoothing=x',
  'x=sideways',
  'zoom=5',
  'zoom=9~1',
  'y=cubic',
  'smoother=gaussian',
  'smoother=average~-1',
])('a mistyped address (%s) shows the usual view', (query) => {
  const view = new ChartView(fakeWindow(`/compare?${query}`).router);

  expect([view.smoothing, view.settings, view.window]).toEqual([0.6, {}, null]);
});

test.each(['plain', '50% off & more/less', '%', '#?', '.', '..', '~.', '~~..', 'Größe ✓', '%2F'])(
  'the address of a project named %j leads to it, through a browser',
  (project) => {
    const { pathname } = new URL(projectHref(project), 'http://board');
    expect(matchRoute(pathname)).toEqual({ page: 'workspace', project });
  },
);

test('a link to the table from when it was the first page still leads to it', () => {
  const { location, router } = fakeWindow('/?q=state%20%3D%20failed&sort=name');
  expect([router.route, location.pathname, router.query.get('q')]).toEqual([
    { page: 'runs' },
    '/runs',
    'state = failed',
  ]);
});

test('a run is in the project of the page before, until its own is known', () => {
  const { router } = fakeWindow('/projects/a/table');
  router.go('/runs/1');
  expect(router.project).toBe('a');
  router.showRunOf('b');
  expect(router.project).toBe('b');
  router.go('/runs/2');
  expect(router.project).toBe('b');
  router.go('/compare');
  expect(router.project).toBe(null);
  router.go('/runs/2');
  expect(router.project).toBe(null);
});
