import { expect, test } from 'vitest';
import type { View } from '../../../shared/view.ts';
import { ApiError } from '../../../web/api/api.ts';
import { Views } from '../../../web/views/views.svelte.ts';

type Toast = { text: string; label?: string | undefined; run?: (() => void) | undefined };

/** Views that are kept in memory, as the server keeps them. */
function aProject() {
  const stored = new Map<string, View>();
  const toasts: Toast[] = [];
  let defaultView: string | null = null;
  const put = (id: string, name: string, state: View['state'], revision: number) => {
    const view: View = { id, project: 'p', name, state, revision, createdAt: '', updatedAt: '' };
    stored.set(id, view);
    return view;
  };
  const api = {
    views: async () => ({ views: [...stored.values()] }),
    createView: async (_: string, { id, name, state }: { id?: string; name: string; state: View['state'] }) => {
      if ([...stored.values()].some((view) => view.name === name))
        throw new ApiError('conflict', `there is a view “${name}” already`);
      return put(id ?? `v${stored.size + 1}`, name, state, 1);
    },
    replaceView: async (_: string, id: string, body: { name: string; state: View['state']; revision: number }) => {
      const before = stored.get(id);
      if (before?.revision !== body.revision) throw new ApiError('conflict', 'it was changed since');
      return put(id, body.name, body.state, body.revision + 1);
    },
    deleteView: async (_: string, id: string) => void stored.delete(id),
    project: async () => ({ defaultView }) as never,
    patchProject: async (_: string, patch: { defaultView?: string | null }) => {
      defaultView = patch.defaultView ?? null;
      return { defaultView } as never;
    },
  };
  const views = new Views('p', api, {
    info: (text, action) => void toasts.push({ text, label: action?.label, run: action?.run }),
    error: (text) => void toasts.push({ text }),
  });
  return { views, stored, toasts, put };
}

test('views are listed by name, and what is stored is in the list at once', async () => {
  const { views, put } = aProject();
  put('b', 'Beta', {}, 1);
  await views.read();
  await views.create('Alpha', { filter: 'x' });
  expect([views.list.map(({ name }) => name), views.isRead]).toEqual([['Alpha', 'Beta'], true]);
});

test('a view that was changed elsewhere is not saved over, unless the reader insists', async () => {
  const { views, stored, toasts, put } = aProject();
  const mine = put('a', 'Alpha', { filter: 'mine' }, 1);
  await views.read();
  put('a', 'Alpha', { filter: 'theirs' }, 2);

  const insisted: View[] = [];
  const saved = await views.replace(mine, 'Alpha', { filter: 'new' }, (view) => void insisted.push(view));
  expect([saved, insisted]).toEqual([null, []]);
  expect(stored.get('a')?.state).toEqual({ filter: 'theirs' });
  expect(toasts[0]?.label).toBe('Save over it');
  toasts[0]?.run?.();
  await expect.poll(() => insisted).toMatchObject([{ id: 'a', revision: 3, state: { filter: 'new' } }]);
  expect(stored.get('a')?.state).toEqual({ filter: 'new' });
});

test('a deleted view comes back under its address, and a default that is gone is none', async () => {
  const { views, stored, toasts, put } = aProject();
  const view = put('a', 'Alpha', { filter: 'x' }, 1);
  await views.read();
  await views.prefer('a');
  expect(views.preferred).toBe('a');
  await views.remove(view);
  expect([views.list, stored.size, views.preferred]).toEqual([[], 0, null]);
  toasts[0]?.run?.();
  await expect.poll(() => views.list.map(({ id, state }) => [id, state])).toEqual([['a', { filter: 'x' }]]);
});

test('what the server refuses is shown in its words, and changes nothing', async () => {
  const { views, toasts } = aProject();
  await views.create('Alpha', {});
  expect(await views.create('Alpha', {})).toBeNull();
  expect([toasts.map(({ text }) => text), views.list.length]).toEqual([['there is a view “Alpha” already'], 1]);
});
