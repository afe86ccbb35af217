import { describe, expect, test } from 'vitest';
import type { View, ViewState } from '../../../shared/view.ts';
import { fromAddress, type SmallState, toAddress } from '../../../web/views/view-address.ts';
import { ViewModel } from '../../../web/views/view-model.svelte.ts';
import { fakeWindow } from '../support/fake-window.ts';

function fakeStorage() {
  const kept = new Map<string, string>();
  return {
    kept,
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
}

function aModel(address = '/projects/p', storage = fakeStorage()) {
  const { router, location } = fakeWindow(address);
  return { model: new ViewModel({ project: 'p', router, storage }), router, location, storage };
}

const aView = (state: ViewState, id = 'v1'): View => ({
  id,
  project: 'p',
  name: id,
  state,
  revision: 1,
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
});

describe('what fits into a link', () => {
  test.each<SmallState>([
    {},
    { filter: 'state = failed and name ~ "a,b%"' },
    { hidden: ['a', 'b'] },
    { shown: ['a'] },
    { shown: [] },
    { newest: 40, value: 'summary.val/loss.min' },
    { grouping: { by: ['config.a,b', 'tag:x'], middle: 'median', spread: 'interval', members: true } },
    { charts: { x: 'time', y: 'log', smoothing: 0.9, outliers: 'left-out', logX: true, synced: false } },
    { charts: { xMetric: 'train/examples', tooltip: 'lowest', smoothing: 0 } },
    { charts: { smoother: { kind: 'average', points: 5 } } },
  ])('%j is read back from the address as it was written', (state) => {
    const { router } = aModel();
    router.set(toAddress(state));
    expect(fromAddress(router.query)).toEqual(state);
  });

  test.each(['newest=0', 'newest=x', 'newest=1000', 'smoothing=2', 'x=sideways', 'y=cubic', 'group=', 'tooltip=8'])(
    'what has no meaning (%s) is as usual',
    (query) => {
      expect(fromAddress(new URLSearchParams(query))).toEqual({});
    },
  );
});

describe('a view', () => {
  test('a layout is kept in this browser, and undone step by step', () => {
    const { model, storage } = aModel();
    model.changeLayout('Pinned a', (layout) => ({ ...layout, pinned: ['a'] }));
    model.changeLayout('Hidden b', (layout) => ({ ...layout, hidden: ['b'] }));
    expect(aModel('/projects/p', storage).model.layout).toEqual({ pinned: ['a'], hidden: ['b'] });
    expect(model.undoable).toBe('Hidden b');

    model.undo();
    expect(model.layout).toEqual({ pinned: ['a'] });
    model.undo();
    model.undo();
    expect([model.layout, model.hasDraft, storage.kept.size]).toEqual([{}, false, 0]);
  });

  test('one that is shown replaces what was shown, in the address too, and nothing differs from it', () => {
    const { model, location } = aModel('/projects/p?q=old&smoothing=0.9');
    const state: ViewState = { filter: 'new', charts: { y: 'log' }, layout: { pinned: ['a'] } };
    model.show(aView(state));
    expect(location.search).toBe('?q=new&y=log&view=v1');
    expect([model.state, model.isChanged, model.hasDraft]).toEqual([state, false, false]);

    model.change({ filter: 'newer' });
    expect([model.isChanged, model.hasDraft]).toEqual([true, false]);
    model.show(null);
    expect([location.search, model.state]).toEqual(['', {}]);
  });

  test('what differs from it is there after a reload, and is given up by showing it again', () => {
    const { model, storage, location } = aModel();
    const view = aView({ layout: { pinned: ['a'] }, charts: { y: 'log' } });
    model.show(view);
    model.changeLayout('Pinned b', (layout) => ({ ...layout, pinned: ['a', 'b'] }));

    const again = aModel(location.href, storage).model;
    again.resume(view);
    expect([again.layout, again.isChanged, again.state.charts]).toEqual([{ pinned: ['a', 'b'] }, true, { y: 'log' }]);
    again.show(view);
    expect([again.layout, again.isChanged, storage.kept.size]).toEqual([{ pinned: ['a'] }, false, 0]);
  });

  test('a link that names it and more shows it with the more; one that only names it shows all of it', () => {
    const view = aView({ filter: 'stored', charts: { y: 'log' } });
    const plain = aModel('/projects/p?view=v1');
    plain.model.resume(view);
    expect(plain.model.state).toEqual({ filter: 'stored', charts: { y: 'log' } });

    const more = aModel('/projects/p?view=v1&q=mine');
    more.model.resume(view);
    expect([more.model.state, more.model.isChanged]).toEqual([{ filter: 'mine' }, true]);
  });

  test('views of one project keep their changes apart', () => {
    const { model, storage } = aModel();
    model.changeLayout('Pinned a', (layout) => ({ ...layout, pinned: ['a'] }));
    const other = aModel('/projects/p?view=v1', storage).model;
    other.resume(aView({}));
    expect(other.layout).toEqual({});
    other.changeLayout('Pinned b', (layout) => ({ ...layout, pinned: ['b'] }));
    expect(aModel('/projects/p', storage).model.layout).toEqual({ pinned: ['a'] });
  });

  test('one that was stored as it is shown has no changes left', () => {
    const { model, storage } = aModel();
    model.changeLayout('Pinned a', (layout) => ({ ...layout, pinned: ['a'] }));
    model.saved(aView(model.state));
    expect([model.isChanged, model.hasDraft]).toEqual([false, false]);
    expect(storage.kept.size).toBe(0);
  });

  test.each(['{', 'null', '3', '"x"'])('what something else left in the storage (%s) is no layout', (text) => {
    const storage = fakeStorage();
    storage.setItem('lossboard.workspace.["p",null]', text);
    expect(aModel('/projects/p', storage).model.layout).toEqual({});
  });
});
