import { expect, test } from 'vitest';
import { ChartView } from '../../../web/charts/chart-view.svelte.ts';
import { matchRoute } from '../../../web/core/router.svelte.ts';
import { fakeWindow } from '../support/fake-window.ts';

test.each([
  ['/', { page: 'runs' }],
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
  view.log = true;
  view.window = [10, 20.5];
  expect(location.search).toBe('?runs=a%2Cb&smoothing=0.9&y=log&zoom=10%7E20.5');
  expect([view.smoothing, view.log, view.window]).toEqual([0.9, true, [10, 20.5]]);

  view.smoothing = 0.6;
  view.log = false;
  view.window = null;
  expect(location.search).toBe('?runs=a%2Cb');
});

test('a zoom does not outlive the axis it was made on', () => {
  const { router } = fakeWindow('/compare?zoom=1~2');
  const view = new ChartView(router);
  view.x = 'time';

  expect([view.x, view.window]).toEqual(['time', null]);
});

test.each(['smoothing=7', 'smoothing=x', 'x=sideways', 'zoom=5', 'zoom=9~1', 'y=cubic'])(
  'a mistyped address (%s) shows the usual view',
  (query) => {
    const view = new ChartView(fakeWindow(`/compare?${query}`).router);

    expect([view.smoothing, view.x, view.log, view.window, view.robust]).toEqual([0.6, 'step', false, null, false]);
  },
);
