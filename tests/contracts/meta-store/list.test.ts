import { describe, expect, test } from 'vitest';
import type { MetaStore, NewRunRecord, RunFilter } from '../../../server/ports/meta-store.ts';
import { RUN_SORTS } from '../../../shared/run-filter.ts';
import { storageAdapters } from '../adapters.ts';
import type { Adapter, Storage } from '../harness.ts';
import { newRun } from '../records.ts';

const byCreation = { sort: 'createdAt', order: 'asc', limit: 100 } satisfies RunFilter;

/** Fields of the run number `i`, of which some runs have none and several share the same. */
const someOf = (i: number): Partial<NewRunRecord> => ({
  group: i % 3 ? `Group ${i % 2}` : null,
  jobType: i % 4 ? 'train' : null,
  seed: i % 5 || null,
  notes: i % 2 ? `note ${i % 3}` : '',
  tags: i % 3 ? [`t${i % 4}`] : [],
  config: i % 4 ? { lr: i % 2 ? i / 7 : `word ${i}` } : {},
});

/** Three runs, one of them archived, and one in the trash. */
async function filled({ open }: Adapter<Storage>): Promise<MetaStore> {
  const { meta } = await open();
  await meta.insertRun(newRun('a', { createdAt: 1, name: 'Zebra', project: 'p', tags: ['base', '50%'], startedAt: 9 }));
  await meta.insertRun(newRun('b', { createdAt: 2, name: 'apfel', group: 'Gruppe_1', notes: 'GRÜN' }));
  await meta.insertRun(newRun('c', { createdAt: 3, name: 'Birne', state: 'finished', startedAt: 4 }));
  await meta.insertRun(newRun('d', { createdAt: 4, name: 'gone' }));
  await meta.updateRun('c', { archivedAt: 11 });
  await meta.updateRun('d', { deletedAt: 10 });
  return meta;
}

describe.each(storageAdapters)('MetaStore of $name: the list', (adapter) => {
  const ids = async (filter: Partial<RunFilter>) =>
    (await (await filled(adapter)).listRuns({ ...byCreation, ...filter })).runs.map((run) => run.id);

  test.each<[string, Partial<RunFilter>, string[]]>([
    ['everything but the trash', {}, ['a', 'b', 'c']],
    ['only the trash when asked', { deleted: true }, ['d']],
    ['only the archive when asked', { archived: true }, ['c']],
    ['only what is not archived', { archived: false }, ['a', 'b']],
    ['by project', { project: 'p' }, ['a']],
    ['by state', { state: 'finished' }, ['c']],
    ['by group', { group: 'Gruppe_1' }, ['b']],
    ['by a whole tag', { tag: 'base' }, ['a']],
    ['not by part of a tag', { tag: 'bas' }, []],
    ['by text in the name, whatever its case', { text: 'zEBr' }, ['a']],
    ['by text in the notes, also beyond ASCII', { text: 'grün' }, ['b']],
    ['by text in a tag', { text: 'BAS' }, ['a']],
    ['by a percent sign as itself', { text: '%' }, ['a']],
    ['by an underscore as itself', { text: 'e_1' }, ['b']],
    ['by a backslash as itself', { text: '\\' }, []],
    ['by several at once', { text: 'e', state: 'running', project: 'default' }, ['b']],
    ['newest first', { order: 'desc' }, ['c', 'b', 'a']],
    ['by name whatever its case', { sort: 'name' }, ['b', 'c', 'a']],
    ['by start, not yet started last', { sort: 'startedAt' }, ['c', 'a', 'b']],
    ['by state', { sort: 'state' }, ['c', 'a', 'b']],
    ['by project', { sort: 'project', order: 'desc' }, ['a', 'c', 'b']],
  ])('finds and sorts %s', async (_, filter, expected) => {
    expect(await ids(filter)).toEqual(expected);
  });

  test('newest first is the order in which runs came, though the clock was set back and ahead between them', async () => {
    const { meta } = await adapter.open();
    const clock = [500, 900, 100, 700, 100];
    for (const [index, createdAt] of clock.entries()) await meta.insertRun(newRun(`r${index}`, { createdAt }));
    const list = (cursor?: string) =>
      meta.listRuns({ sort: 'createdAt', order: 'desc', limit: 3, project: 'default', ...(cursor && { cursor }) });
    const first = await list();
    const second = await list(first.nextCursor ?? '');
    expect([...first.runs, ...second.runs].map(({ id }) => id)).toEqual(['r4', 'r3', 'r2', 'r1', 'r0']);
  });

  test.each<RunFilter['sort']>([...RUN_SORTS, 'config.lr'])(
    'sorted by %s, pages show every run once, although runs come and go between them',
    async (sort) => {
      const { meta } = await adapter.open();
      const expected = new Set<string>();
      let added = 0;
      for (let i = 0; i < 23; i++) {
        await meta.insertRun(
          newRun(`r${i}`, { ...someOf(i), createdAt: i % 3, name: `n${i % 5}`, startedAt: i % 4 || null }),
        );
        expected.add(`r${i}`);
      }
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await meta.listRuns({ sort, order, limit: 4, ...(cursor ? { cursor } : {}) });
          seen.push(...page.runs.map((run) => run.id).filter((id) => expected.has(id)));
          cursor = page.nextCursor;
          await meta.insertRun(newRun(`new-${++added}`, { createdAt: seen.length % 3, name: 'n2' }));
        } while (cursor);
        expect(seen.toSorted()).toEqual([...expected].toSorted());
      }
    },
  );

  test.each<[('asc' | 'desc')[]]>([[['asc', 'desc']], [['desc', 'asc']], [['asc', 'asc']], [['desc']]])(
    'sorts by several keys, each in its order (%s), also over pages and from the middle',
    async (order) => {
      const { meta } = await adapter.open();
      const made = Array.from({ length: 14 }, (_, i) => ({ id: `r${i}`, seed: i % 3, name: `n${(i * 5) % 7}` }));
      for (const { id, ...fields } of made) await meta.insertRun(newRun(id, fields));
      const sign = (key: number) => ((order[key] ?? order[0]) === 'asc' ? 1 : -1);
      const expected = made
        .toSorted((a, b) => sign(0) * (a.seed - b.seed) || sign(1) * a.name.localeCompare(b.name))
        .map(({ seed, name }) => `${seed} ${name}`);
      const list = async (page: Partial<RunFilter>) => {
        const { runs, nextCursor } = await meta.listRuns({ sort: ['seed', 'name'], order, limit: 4, ...page });
        return { shown: runs.map(({ seed, name }) => `${seed} ${name}`), nextCursor };
      };

      const shown: string[] = [];
      let cursor: string | null = null;
      do {
        const page = await list(cursor ? { cursor } : {});
        shown.push(...page.shown);
        cursor = page.nextCursor;
      } while (cursor);
      expect(shown).toEqual(expected);
      expect((await list({ skip: 6 })).shown).toEqual(expected.slice(6, 10));
      expect((await list({ skip: 13 })).shown).toEqual(expected.slice(13));
      expect((await list({ skip: 14 })).shown).toEqual([]);
    },
  );

  test('a cursor of a list with other sort keys is refused', async () => {
    const meta = await filled(adapter);
    const { nextCursor } = await meta.listRuns({ ...byCreation, limit: 1 });
    const other = meta.listRuns({ sort: ['seed', 'name'], order: 'asc', limit: 1, cursor: nextCursor ?? '' });
    await expect(other).rejects.toMatchObject({ code: 'invalid' });
  });

  test.each<[RunFilter['sort'], Partial<NewRunRecord>[]]>([
    ['group', [{ group: 'a' }, { group: 'B' }, { group: 'c' }, { group: null }]],
    ['jobType', [{ jobType: 'a' }, { jobType: 'B' }, {}]],
    ['createdBy', [{ createdBy: 'a' }, { createdBy: 'B' }, {}]],
    ['notes', [{ notes: 'a' }, { notes: 'B' }, {}]],
    ['seed', [{ seed: -3 }, { seed: 20 }, { seed: 100 }, {}]],
    ['config.name', [{ config: { name: 'a' } }, { config: { name: 'B' } }, {}]],
  ])('sorts by %s, whatever its case and what has none last', async (sort, fields) => {
    const { meta } = await adapter.open();
    const names = fields.map((_, index) => `r${index}`);
    for (const [index, each] of [...fields.entries()].toReversed()) await meta.insertRun(newRun(`r${index}`, each));
    const sorted = async (order: 'asc' | 'desc') =>
      (await meta.listRuns({ sort, order, limit: 10 })).runs.map(({ id }) => id);
    expect(await sorted('asc')).toEqual(names);
    expect(await sorted('desc')).toEqual([...names.slice(0, -1).toReversed(), names.at(-1)]);
  });

  test('a page comes with the number of runs that match on all pages', async () => {
    const meta = await filled(adapter);
    const page = await meta.listRuns({ ...byCreation, limit: 2 });
    expect(page.total).toBe(3);
    expect(page.nextCursor).not.toBeNull();
  });

  test.each(['nonsense', '', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},1]').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect((await filled(adapter)).listRuns({ ...byCreation, cursor })).rejects.toMatchObject({
        code: 'invalid',
      });
    },
  );

  test('an order that there is not is refused', async () => {
    const meta = await filled(adapter);
    await expect(meta.listRuns({ ...byCreation, order: 'up' as never })).rejects.toMatchObject({ code: 'invalid' });
  });
});
