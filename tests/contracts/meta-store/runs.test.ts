import { describe, expect, test } from 'vitest';
import type { NewRunRecord, RunFilter } from '../../../server/ports/meta-store.ts';
import { createRunStore } from '../../../server/store/runs/run-store.ts';
import { RUN_SORTS } from '../../../shared/run-filter.ts';
import { tempDatabase } from '../../server/store/temp-store.ts';
import { newRun } from '../records.ts';

const REASON = { code: 'server_killed', message: 'gone' } as const;
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

const tempStore = () => createRunStore(tempDatabase().db);

describe('one run', () => {
  test('comes back as it was stored, with nested config, job and nulls', async () => {
    const store = tempStore();
    const run = newRun('a', {
      kind: 'training',
      tags: ['x', 'ü'],
      group: 'g',
      notes: '# n',
      config: { nested: { deep: [1, null, 'x'] } },
      job: { seed: 3 } as never,
      parentRun: 'p',
      forkStep: 7,
      seed: 3,
      totalSteps: 10,
      heartbeatSeconds: 30,
      state: 'queued',
    });
    const stored = await store.insertRun(run);
    expect(stored).toEqual({
      ...run,
      color: 0,
      attempt: 0,
      reason: null,
      endedAt: null,
      archivedAt: null,
      deletedAt: null,
    });
    expect(await store.getRun('a')).toEqual(stored);
    expect(await store.getRun('b')).toBeUndefined();
  });

  test('with an id that is taken is a conflict and changes nothing', async () => {
    const store = tempStore();
    const first = await store.insertRun(newRun('a', { name: 'first' }));
    await expect(store.insertRun(newRun('a', { name: 'second' }))).rejects.toMatchObject({ code: 'conflict' });
    expect(await store.getRun('a')).toEqual(first);
  });

  test('differs in colour from its neighbours, also after one was deleted', async () => {
    const store = tempStore();
    const a = await store.insertRun(newRun('a'));
    await store.insertRun(newRun('b'));
    await store.purgeRun('b');
    const c = await store.insertRun(newRun('c'));
    expect(a.color).not.toBe(c.color);
  });

  test('changes only in what the patch names', async () => {
    const store = tempStore();
    const before = await store.insertRun(newRun('a', { group: 'g', notes: 'n', config: { a: 1 } }));
    const patch = { group: null, tags: ['t'], config: { b: 2 }, deletedAt: 5 };
    expect(await store.updateRun('a', patch)).toEqual({ ...before, ...patch });
    expect(await store.getRun('a')).toEqual({ ...before, ...patch });
    expect(await store.updateRun('missing', patch)).toBeUndefined();
  });

  test('is gone for good once purged, and its id is free again', async () => {
    const store = tempStore();
    await store.insertRun(newRun('a', { config: { old: true } }));
    await store.purgeRun('a');
    expect(await store.getRun('a')).toBeUndefined();
    expect((await store.insertRun(newRun('a'))).config).toEqual({});
  });
});

describe('states', () => {
  test('a transition happens only from the states named', async () => {
    const store = tempStore();
    await store.insertRun(newRun('a', { state: 'queued' }));
    expect(await store.transition('a', ['running'], 'finished', { at: 9 })).toBeUndefined();
    expect(await store.transition('a', ['queued', 'running'], 'running', { at: 10 })).toMatchObject({
      state: 'running',
      startedAt: 10,
      endedAt: null,
    });
    expect(await store.transition('a', ['running'], 'failed', { at: 20, reason: REASON })).toMatchObject({
      state: 'failed',
      startedAt: 10,
      endedAt: 20,
      reason: REASON,
    });
  });

  test('a run that goes on after its end has neither end nor reason', async () => {
    const store = tempStore();
    await store.insertRun(newRun('a', { startedAt: 1 }));
    await store.transition('a', ['running'], 'crashed', { at: 20, reason: REASON });
    const again = await store.transition('a', ['crashed'], 'running', { at: 30 });
    expect(again).toMatchObject({ startedAt: 1, endedAt: null, reason: null });
  });

  test('the queue gives out runs in the order they came, raising the attempt, each once', async () => {
    const store = tempStore();
    await store.insertRun(newRun('late', { state: 'queued', createdAt: 3 }));
    await store.insertRun(newRun('first', { state: 'queued', createdAt: 1 }));
    await store.insertRun(newRun('second', { state: 'queued', createdAt: 1 }));
    await store.insertRun(newRun('trash', { state: 'queued', createdAt: 0 }));
    await store.updateRun('trash', { deletedAt: 1 });
    expect(await store.waiting()).toEqual(['first', 'second', 'late']);
    expect(await store.claimNext(50)).toMatchObject({ id: 'first', state: 'running', attempt: 1, startedAt: 50 });
    expect((await store.claimNext(51))?.id).toBe('second');
    expect((await store.claimNext(52))?.id).toBe('late');
    expect(await store.claimNext(53)).toBeUndefined();
  });

  test('training runs that a killed server left running are crashed; remote ones may still be alive', async () => {
    const store = tempStore();
    await store.insertRun(newRun('training', { kind: 'training' }));
    await store.insertRun(newRun('remote'));
    await store.insertRun(newRun('waiting', { kind: 'training', state: 'queued' }));
    const crashed = await store.crashAbandoned(7, REASON);
    expect(crashed.map((run) => [run.id, run.state, run.endedAt, run.reason])).toEqual([
      ['training', 'crashed', 7, REASON],
    ]);
    expect((await store.getRun('remote'))?.state).toBe('running');
    expect((await store.getRun('waiting'))?.state).toBe('queued');
  });
});

describe('the list', () => {
  async function filled() {
    const store = tempStore();
    await store.insertRun(
      newRun('a', { createdAt: 1, name: 'Zebra', project: 'p', tags: ['base', '50%'], startedAt: 9 }),
    );
    await store.insertRun(newRun('b', { createdAt: 2, name: 'apfel', group: 'Gruppe_1', notes: 'GRÜN' }));
    await store.insertRun(newRun('c', { createdAt: 3, name: 'Birne', state: 'finished', startedAt: 4 }));
    await store.insertRun(newRun('d', { createdAt: 4, name: 'gone' }));
    await store.updateRun('c', { archivedAt: 11 });
    await store.updateRun('d', { deletedAt: 10 });
    return store;
  }

  const ids = async (filter: Partial<RunFilter>) =>
    (await (await filled()).listRuns({ ...byCreation, ...filter })).runs.map((run) => run.id);

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

  test.each<RunFilter['sort']>([...RUN_SORTS, 'config.lr'])(
    'sorted by %s, pages show every run once, although runs come and go between them',
    async (sort) => {
      const store = tempStore();
      const expected = new Set<string>();
      let added = 0;
      for (let i = 0; i < 23; i++) {
        await store.insertRun(
          newRun(`r${i}`, { ...someOf(i), createdAt: i % 3, name: `n${i % 5}`, startedAt: i % 4 || null }),
        );
        expected.add(`r${i}`);
      }
      for (const order of ['asc', 'desc'] as const) {
        const seen: string[] = [];
        let cursor: string | null | undefined;
        do {
          const page = await store.listRuns({ sort, order, limit: 4, ...(cursor ? { cursor } : {}) });
          seen.push(...page.runs.map((run) => run.id).filter((id) => expected.has(id)));
          cursor = page.nextCursor;
          await store.insertRun(newRun(`new-${++added}`, { createdAt: seen.length % 3, name: 'n2' }));
        } while (cursor);
        expect(seen.toSorted()).toEqual([...expected].toSorted());
      }
    },
  );

  test.each<[RunFilter['sort'], Partial<NewRunRecord>[]]>([
    ['group', [{ group: 'a' }, { group: 'B' }, { group: 'c' }, { group: null }]],
    ['jobType', [{ jobType: 'a' }, { jobType: 'B' }, {}]],
    ['createdBy', [{ createdBy: 'a' }, { createdBy: 'B' }, {}]],
    ['notes', [{ notes: 'a' }, { notes: 'B' }, {}]],
    ['seed', [{ seed: -3 }, { seed: 20 }, { seed: 100 }, {}]],
    ['config.name', [{ config: { name: 'a' } }, { config: { name: 'B' } }, {}]],
  ])('sorts by %s, whatever its case and what has none last', async (sort, fields) => {
    const store = tempStore();
    const names = fields.map((_, index) => `r${index}`);
    for (const [index, each] of [...fields.entries()].toReversed()) await store.insertRun(newRun(`r${index}`, each));
    const sorted = async (order: 'asc' | 'desc') =>
      (await store.listRuns({ sort, order, limit: 10 })).runs.map(({ id }) => id);
    expect(await sorted('asc')).toEqual(names);
    expect(await sorted('desc')).toEqual([...names.slice(0, -1).toReversed(), names.at(-1)]);
  });

  test('tells how many runs match beyond the page', async () => {
    const store = await filled();
    const page = await store.listRuns({ ...byCreation, limit: 2 });
    expect(page.total).toBe(3);
    expect(page.nextCursor).not.toBeNull();
  });

  test.each(['nonsense', '', Buffer.from('[1]').toString('base64url'), Buffer.from('[{},1]').toString('base64url')])(
    'refuses the cursor %j',
    async (cursor) => {
      await expect((await filled()).listRuns({ ...byCreation, cursor })).rejects.toMatchObject({ code: 'invalid' });
    },
  );

  test('projects come with their number of runs, the latest first, without the trash', async () => {
    expect(await (await filled()).listProjects()).toEqual([
      { name: 'default', runs: 2, lastCreatedAt: 3 },
      { name: 'p', runs: 1, lastCreatedAt: 1 },
    ]);
  });
});
