import { expect, test } from 'vitest';
import { Selection } from '../../../web/run-table/selection.svelte.ts';

test('rows are selected one by one, in their order, and the last one by itself begins a range', () => {
  const selection = new Selection();
  for (const id of ['b', 'a', 'c', 'a']) selection.toggle(id);
  expect([[...selection.ids], selection.anchor]).toEqual([['b', 'c'], 'a']);
  selection.add(['c', 'd']);
  expect([[...selection.ids], selection.anchor]).toEqual([['b', 'c', 'd'], 'a']);
  selection.clear();
  expect([selection.size, selection.anchor, selection.has('b')]).toEqual([0, null, false]);
});

test('a group selects what of it is missing, and is taken away once all of it is selected', () => {
  const selection = new Selection();
  selection.add(['a', 'x']);
  selection.toggleGroup('g', ['a', 'b']);
  expect([[...selection.ids], selection.hasGroup('g'), selection.hasGroup('h')]).toEqual([
    ['a', 'x', 'b'],
    true,
    false,
  ]);
  selection.toggle('b');
  expect(selection.hasGroup('g')).toBe(false);
  selection.toggle('b');
  selection.toggleGroup('g', ['a', 'b']);
  expect([[...selection.ids], selection.hasGroup('g')]).toEqual([['x'], false]);
});
