import { expect, test } from 'vitest';
import { changesOf } from '../../../web/launch/changes.ts';
import { LaunchForm } from '../../../web/launch/launch-form.svelte.ts';

test('nothing is changed in a new form, whatever the optimizer', () => {
  const form = new LaunchForm();
  expect(changesOf(form.draft)).toEqual([]);
  form.choose('adamw');
  expect(changesOf(form.draft)).toEqual([]);
});

test('a changed setting has its label, its value and what is usual, and is gone once that is set again', () => {
  const form = new LaunchForm();
  form.choose('adamw');
  form.set('/optimizer/weightDecay', 0.1);
  form.set('/network/hidden', [64, 32]);
  form.set('/tags', ['a']);
  const byPath = changesOf(form.draft).toSorted((a, b) => (a.path < b.path ? -1 : 1));
  expect(byPath).toEqual([
    { path: '/network/hidden', label: 'Hidden layers', value: '64, 32', usual: [128] },
    { path: '/optimizer/weightDecay', label: 'Weight decay', value: '0.1', usual: 0.01 },
    { path: '/tags', label: 'Tags', value: 'a', usual: undefined },
  ]);
  for (const { path, usual } of changesOf(form.draft)) form.set(path, usual);
  expect(changesOf(form.draft)).toEqual([]);
});

test('another schedule is one change, and its own settings are compared with what is usual for it', () => {
  const form = new LaunchForm();
  form.set('/schedule', { name: 'cosine' });
  expect(changesOf(form.draft).map(({ label, value }) => [label, value])).toEqual([['Schedule', 'cosine']]);
  form.set('/length', { unit: 'steps' });
  expect(changesOf(form.draft).map(({ path }) => path)).toEqual(['/schedule/name']);
});
