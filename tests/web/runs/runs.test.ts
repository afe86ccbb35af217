import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import type { ListListener } from '../../../web/api/live-feed.svelte.ts';
import { Runs } from '../../../web/runs/runs.svelte.ts';
import { aProject, aRun, settled } from '../support/fakes.ts';

/** `r1` to `r9`, the highest newest, behind a server that pages through them, and a page that holds four. */
function aList() {
  const all = Array.from({ length: 9 }, (_, index) =>
    aRun({ id: `r${9 - index}`, createdAt: `2026-01-0${9 - index}T00:00:00.000Z` }),
  );
  const api = {
    runs: async ({ cursor, limit }: Record<string, string>) => {
      const from = Number(cursor ?? 0);
      const to = from + Math.min(2, Number(limit));
      return { runs: all.slice(from, to), nextCursor: to < all.length ? String(to) : null, total: all.length };
    },
    readRuns: async (ids: readonly string[]) => {
      const runs = ids.flatMap((id) => all.find((run) => run.id === id && run.deletedAt === null) ?? []);
      return { runs, inTrash: [], missing: [] };
    },
    projects: async () => ({ projects: [aProject({ name: 'old', runs: 9 }), aProject({ name: 'written about' })] }),
  };
  let listener: ListListener | undefined;
  const feed = {
    watchList(given: ListListener) {
      listener = given;
      return () => {};
    },
  };
  const runs = new Runs(api, feed, 4);
  return {
    all,
    runs,
    api,
    send: (...changed: Run[]) => listener?.onRuns(changed),
    open: async () => {
      runs.open();
      runs.onSubscribed();
      await settled();
    },
  };
}

const idsOf = (runs: Runs) => [...runs.byId.keys()].sort().join(' ');

test('a page holds the newest runs and counts the others', async () => {
  const { runs, open } = aList();
  await open();

  expect([idsOf(runs), runs.unread, runs.status]).toEqual(['r6 r7 r8 r9', 5, 'ready']);
  expect(runs.otherProjects).toEqual(['old']);
});

test('a run that changes is held from then on: an old one is no longer unread, a new one was never', async () => {
  const { runs, all, open, send } = aList();
  await open();
  send(all[6] as Run, aRun({ id: 'new', createdAt: '2026-02-01T00:00:00.000Z' }));

  expect([idsOf(runs), runs.unread]).toEqual(['new r3 r6 r7 r8 r9', 4]);
});

test('a run in the trash counts as missing', async () => {
  const { all, runs, open } = aList();
  Object.assign(all.find(({ id }) => id === 'r1') as Run, { deletedAt: '2026-02-01T00:00:00.000Z' });
  runs.need(['r1', 'r2']);
  await open();
  expect([idsOf(runs), runs.missing]).toEqual(['r2 r6 r7 r8 r9', ['r1']]);
});

test('what is no id counts as missing, as an id of no run does', async () => {
  const { runs, open } = aList();
  runs.need(['50%', 'r2']);
  await open();
  expect([idsOf(runs), runs.missing]).toEqual(['r2 r6 r7 r8 r9', ['50%']]);
});

test('runs that are needed are held however old, archived too, and after a break', async () => {
  const { runs, open, send } = aList();
  runs.need(['r1', 'r9', 'gone']);
  await open();
  expect([idsOf(runs), runs.missing]).toEqual(['r1 r6 r7 r8 r9', ['gone']]);

  send(aRun({ id: 'r1', archived: true, createdAt: '2026-01-01T00:00:00.000Z' }), aRun({ id: 'r8', archived: true }));
  expect([idsOf(runs), runs.byId.get('r1')?.archived]).toEqual(['r1 r6 r7 r9', true]);
  runs.onSubscribed();
  await settled();
  expect(idsOf(runs)).toBe('r1 r6 r7 r8 r9');
});

describe('changes and reading', () => {
  test('the list is read once its changes are sent, and then not again', async () => {
    const { runs, api } = aList();
    const read = vi.spyOn(api, 'runs');
    runs.open();
    await settled();
    expect([read.mock.calls.length, runs.status]).toEqual([0, 'loading']);

    runs.onSubscribed();
    await settled();
    const pages = read.mock.calls.length;
    expect([pages, runs.status]).toEqual([2, 'ready']);
  });

  test('the list is read without its changes when the live connection does not come', async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const { runs } = aList();
    runs.open();
    await vi.advanceTimersByTimeAsync(1000);
    expect(runs.status).toBe('ready');
  });

  test('what a message brings while the list is being read is newer than what is read', async () => {
    const { runs, send } = aList();
    runs.open();
    runs.onSubscribed();
    send(aRun({ id: 'r9', name: 'renamed' }), aRun({ id: 'new', createdAt: '2026-02-01T00:00:00.000Z' }));
    runs.onRemoved(['r8']);
    await settled();

    expect(runs.byId.get('r9')?.name).toBe('renamed');
    expect(idsOf(runs)).toBe('new r6 r7 r9');
  });

  test('only the last of two readings counts', async () => {
    const { runs, all } = aList();
    runs.open();
    runs.onSubscribed();
    all.splice(0, 1);
    runs.onSubscribed();
    await settled();

    expect(idsOf(runs)).toBe('r5 r6 r7 r8');
  });

  test('a run that is needed is read anew after a break, however old', async () => {
    const { runs, all, open } = aList();
    runs.need(['r1']);
    await open();
    all[8] = aRun({ id: 'r1', state: 'finished' });
    runs.onSubscribed();
    await settled();

    expect(runs.byId.get('r1')?.state).toBe('finished');
  });
});
