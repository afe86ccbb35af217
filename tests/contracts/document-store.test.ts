import { describe, expect, test } from 'vitest';
import { type DocumentStore, MAX_DOCUMENTS, MAX_REVISIONS } from '../../server/ports/document-store.ts';
import { storageAdapters } from './adapters.ts';

const conflict = (details = {}) =>
  expect.objectContaining({ code: 'conflict', details: expect.objectContaining(details) });
const insert = (
  documents: DocumentStore,
  id: string,
  more: { project?: string; name?: string; content?: string } = {},
) => documents.insert({ id, project: 'p', name: id, content: '{}', createdAt: 10, ...more });
const replace = (documents: DocumentStore, id: string, from: number, content: string, more = {}) =>
  documents.replace({ project: 'p', id, name: id, content, from, at: 20, quietMs: 0, ...more });

describe.each(storageAdapters)('DocumentStore of $name', ({ open }) => {
  test('gives back what was put in, and nothing of another project or kind', async () => {
    const { views, reports } = await open();
    const stored = await insert(views, 'a', { name: 'My view', content: '{"filter":"ü 🦊"}' });
    const expected = { id: 'a', project: 'p', name: 'My view', content: '{"filter":"ü 🦊"}' };
    expect(stored).toEqual({ ...expected, revision: 1, createdAt: 10, updatedAt: 10 });
    expect(await views.get('p', 'a')).toEqual(stored);
    expect(await views.get('other', 'a')).toBeUndefined();
    expect(await reports.get('p', 'a')).toBeUndefined();
    expect(await reports.list('p')).toEqual([]);
  });

  test('lists by name, and headings by the latest change', async () => {
    const { views } = await open();
    for (const id of ['b', 'a', 'c']) await insert(views, id);
    await insert(views, 'elsewhere', { project: 'q' });
    await replace(views, 'b', 1, '{"x":1}');
    expect((await views.list('p')).map(({ id }) => id)).toEqual(['a', 'b', 'c']);
    const headings = await views.listHeadings('p');
    expect(headings.map(({ id }) => id)).toEqual(['b', 'c', 'a']);
    expect(headings[0]).toEqual({ id: 'b', project: 'p', name: 'b', revision: 2, createdAt: 10, updatedAt: 20 });
  });

  test('an id is taken in every project and kind, the name of a view in its project', async () => {
    const { views, reports } = await open();
    await insert(views, 'a', { name: 'loss' });
    await expect(insert(views, 'a', { project: 'q' })).rejects.toEqual(conflict({ id: 'a' }));
    await expect(insert(reports, 'a')).rejects.toEqual(conflict({ id: 'a' }));
    await expect(insert(views, 'b', { name: 'loss' })).rejects.toEqual(conflict({ name: 'loss' }));
    await insert(views, 'c', { project: 'q', name: 'loss' });
    await insert(views, 'd');
    await expect(replace(views, 'd', 1, '{}', { name: 'loss' })).rejects.toEqual(conflict({ name: 'loss' }));
    expect(await views.get('p', 'd')).toMatchObject({ name: 'd', revision: 1 });
  });

  test('reports may share a name', async () => {
    const { reports } = await open();
    await insert(reports, 'a', { name: 'Findings', content: 'one' });
    await insert(reports, 'b', { name: 'Findings', content: 'two' });
    expect((await reports.list('p')).map(({ content }) => content)).toEqual(['one', 'two']);
  });

  test('a change is made from the present revision or not at all', async () => {
    const { views } = await open();
    await insert(views, 'a');
    expect(await replace(views, 'a', 1, '{"x":1}')).toMatchObject({ revision: 2, content: '{"x":1}', updatedAt: 20 });
    await expect(replace(views, 'a', 1, '{"x":2}')).rejects.toEqual(
      conflict({ revision: 2, updatedAt: '1970-01-01T00:00:00.020Z' }),
    );
    expect(await views.get('p', 'a')).toMatchObject({ revision: 2, content: '{"x":1}' });
    const both = [replace(views, 'a', 2, '{"x":3}'), replace(views, 'a', 2, '{"x":4}')];
    const outcomes = await Promise.allSettled(both);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  test('what takes the place of something equal is no change', async () => {
    const { views } = await open();
    await insert(views, 'a');
    expect(await replace(views, 'a', 1, '{}')).toMatchObject({ revision: 1, updatedAt: 10 });
    expect(await views.listRevisions('p', 'a')).toEqual([]);
  });

  test('what is not there is neither replaced nor removed', async () => {
    const { views } = await open();
    await insert(views, 'a', { project: 'q' });
    expect(await replace(views, 'a', 1, '{"x":1}')).toBeUndefined();
    expect(await views.remove('p', 'a')).toBe(false);
    expect(await views.get('q', 'a')).toMatchObject({ content: '{}' });
  });

  test('one that is removed takes its history along and leaves its id and name free', async () => {
    const { views } = await open();
    await insert(views, 'a');
    await replace(views, 'a', 1, '{"x":1}');
    expect(await views.remove('p', 'a')).toBe(true);
    expect(await views.get('p', 'a')).toBeUndefined();
    await insert(views, 'a');
    expect(await views.listRevisions('p', 'a')).toEqual([]);
  });

  test('keeps what a document was', async () => {
    const { reports } = await open();
    await insert(reports, 'a', { content: 'one' });
    await replace(reports, 'a', 1, 'two', { name: 'Renamed' });
    await replace(reports, 'a', 2, 'three', { at: 30 });
    expect(await reports.listRevisions('p', 'a')).toEqual([
      { revision: 2, name: 'Renamed', updatedAt: 20 },
      { revision: 1, name: 'a', updatedAt: 10 },
    ]);
    expect(await reports.getRevision('p', 'a', 1)).toEqual({ revision: 1, name: 'a', content: 'one', updatedAt: 10 });
    expect(await reports.getRevision('p', 'a', 3)).toBeUndefined();
    expect(await reports.listRevisions('q', 'a')).toEqual([]);
  });

  test('of changes in quick succession it keeps what was before the first', async () => {
    const { reports } = await open();
    await insert(reports, 'a', { content: 'one' });
    for (const [from, at] of [
      [1, 500],
      [2, 501],
      [3, 502],
      [4, 1000],
    ] as const)
      await replace(reports, 'a', from, `at ${at}`, { at, quietMs: 400 });
    expect((await reports.listRevisions('p', 'a')).map(({ revision }) => revision)).toEqual([2, 1]);
  });

  test(`forgets what is longer ago than ${MAX_REVISIONS} changes`, async () => {
    const { reports } = await open();
    await insert(reports, 'a');
    for (let from = 1; from <= MAX_REVISIONS + 5; from++)
      await replace(reports, 'a', from, `after ${from}`, { at: 20 + from });
    const kept = (await reports.listRevisions('p', 'a')).map(({ revision }) => revision);
    expect([kept.length, kept[0], kept.at(-1)]).toEqual([MAX_REVISIONS, MAX_REVISIONS + 5, 6]);
  });

  test(`a project has ${MAX_DOCUMENTS} of a kind at most`, async () => {
    const { views, reports } = await open();
    for (let index = 0; index < MAX_DOCUMENTS; index++) await insert(views, `v${index}`);
    await expect(insert(views, 'more')).rejects.toEqual(conflict({ limit: MAX_DOCUMENTS }));
    await insert(views, 'elsewhere', { project: 'q' });
    await insert(reports, 'report');
  });

  test('survives a kill', async () => {
    const storage = await open();
    await insert(storage.reports, 'a', { content: 'one' });
    await replace(storage.reports, 'a', 1, 'two');
    const { reports } = await storage.afterKill();
    expect(await reports.get('p', 'a')).toMatchObject({ content: 'two', revision: 2 });
    expect(await reports.getRevision('p', 'a', 1)).toMatchObject({ content: 'one' });
  });
});
