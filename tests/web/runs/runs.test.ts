import { expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { ApiError } from '../../../web/api/api.ts';
import type { ListListener } from '../../../web/api/live-feed.svelte.ts';
import { Runs } from '../../../web/runs/runs.svelte.ts';
import { aRun, settled } from '../support/fakes.ts';

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
    run: async (id: string) => {
      const found = all.find((run) => run.id === id);
      if (!found) throw new ApiError('not_found', `There is no run "${id}".`);
      return found;
    },
  };
  const projects = async () => ({ projects: [{ name: 'old', runs: 9 }] });
  let listener: ListListener | undefined;
  const feed = {
    watchList(given: ListListener) {
      listener = given;
      return () => {};
    },
  };
  const runs = new Runs({ ...api, projects }, feed, 4);
  return { all, runs, say: (...changed: Run[]) => listener?.onRuns(changed) };
}

const idsOf = (runs: Runs) => [...runs.byId.keys()].sort().join(' ');

test('a page holds the newest runs and counts the others', async () => {
  const { runs } = aList();
  runs.open();
  await settled();

  expect([idsOf(runs), runs.unread, runs.status]).toEqual(['r6 r7 r8 r9', 5, 'ready']);
  expect(runs.otherProjects).toEqual(['old']);
});

test('a run that changes is held from then on: an old one is no longer unread, a new one was never', async () => {
  const { runs, all, say } = aList();
  runs.open();
  await settled();
  say(all[6] as Run, aRun({ id: 'new', createdAt: '2026-02-01T00:00:00.000Z' }));

  expect([idsOf(runs), runs.unread]).toEqual(['new r3 r6 r7 r8 r9', 4]);
});

test('a run in the trash counts as missing', async () => {
  const { all, runs } = aList();
  Object.assign(all.find(({ id }) => id === 'r1') as Run, { deletedAt: '2026-02-01T00:00:00.000Z' });
  runs.need(['r1', 'r2']);
  runs.open();
  await settled();
  expect([idsOf(runs), runs.missing]).toEqual(['r2 r6 r7 r8 r9', ['r1']]);
});

test('runs that are needed are held however old, archived too, and after a break', async () => {
  const { runs, say } = aList();
  runs.need(['r1', 'r9', 'gone']);
  runs.open();
  await settled();
  expect([idsOf(runs), runs.missing]).toEqual(['r1 r6 r7 r8 r9', ['gone']]);

  say(aRun({ id: 'r1', archived: true, createdAt: '2026-01-01T00:00:00.000Z' }), aRun({ id: 'r8', archived: true }));
  expect([idsOf(runs), runs.byId.get('r1')?.archived]).toEqual(['r1 r6 r7 r9', true]);
  runs.onReconnected();
  await settled();
  expect(idsOf(runs)).toBe('r1 r6 r7 r8 r9');
});
