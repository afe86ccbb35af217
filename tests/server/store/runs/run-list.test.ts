import { expect, test } from 'vitest';
import type { NewRunRecord, RunFilter } from '../../../../server/ports/meta-store.ts';
import { createRunChanges } from '../../../../server/store/runs/run-changes.ts';
import { createRunGroups } from '../../../../server/store/runs/run-groups.ts';
import { createRunList } from '../../../../server/store/runs/run-list.ts';
import { createRunStore } from '../../../../server/store/runs/run-store.ts';
import type { Db } from '../../../../server/store/sqlite.ts';
import { connect } from '../../../../server/store/sqlite.ts';
import { newRun } from '../../../contracts/records.ts';
import { randomFrom } from '../../../support/random.ts';
import { tempDatabase } from '../temp-store.ts';

const BLOCK = 500;

/** Texts that sort differently by code units, code points and the case of letters, and numbers among them. */
const WORDS = ['Zebra', 'apfel', 'Äpfel', '_', '\u{1f600}', '\uffee', '\ud7ff', '', 'a\u{10ffff}', 3, -0.5, 1e300, 7];

/** The sort keys under test, with the SQL that they stand for. */
const SORTS: Record<string, string> = {
  createdAt: 'number',
  name: 'name COLLATE NOCASE',
  state: 'state',
  id: 'id',
  group: 'run_group COLLATE NOCASE',
  seed: 'seed',
  'config.x': "(SELECT json_extract(config, '$.x') FROM run_documents WHERE run = number) COLLATE NOCASE",
  'summary.loss.min': '(SELECT min FROM summaries WHERE run = number AND metric = 1)',
};

function openStore() {
  const { db, folder } = tempDatabase();
  db.pragma('synchronous = OFF'); // nothing here outlives the test
  db.exec(`INSERT INTO metric_names (id, name) VALUES (1, 'loss')`);
  const runs = createRunStore(db);
  const setLoss = db.prepare(
    'INSERT OR REPLACE INTO summaries SELECT 1, number, ?, 1, ?, ?, ?, 1, 0 FROM runs WHERE id = ?',
  );
  return { db, folder, runs, setLoss: (id: string, loss: number) => setLoss.run(loss, loss, loss, loss, id) };
}

/** The ids of a list as SQLite itself sorts them, what a run does not have last. */
function plainOrder(db: Db, sort: readonly string[], order: readonly string[]): string[] {
  const keys = sort.map((each, at) => `${SORTS[each]} ${order[at]} NULLS LAST`);
  return db
    .prepare<[], string>(`SELECT id FROM runs WHERE deleted_at IS NULL ORDER BY ${keys.join(', ')}, number ${order[0]}`)
    .pluck()
    .all();
}

type Any = <T>(list: readonly T[]) => T;

/** Fields that runs are sorted by; a run may be without some. */
const someOf = (any: Any): Partial<NewRunRecord> => ({
  name: String(any(WORDS)),
  group: any([null, String(any(WORDS))]),
  seed: any([null, 0, 1, 2, 3]),
  config: any([{}, { x: any<unknown>([...WORDS, true, [1, 2], { y: 1 }, null]) }]),
});

test('any page of any order is what a plain sort gives, for many random tables and while their runs change', async () => {
  const random = randomFrom(5);
  const any: Any = (list) => list[Math.floor(random() * list.length)] as never;
  for (let round = 0; round < 12; round++) {
    const { db, runs, setLoss } = openStore();
    const ids: string[] = [];
    const addSome = async (count: number) => {
      for (let left = count; left > 0; left--) {
        const id = `${any(['r', 'R', 'é'])}${ids.length}`;
        ids.push(id);
        await runs.insertRun(newRun(id, someOf(any)));
        if (random() < 0.7) setLoss(id, Math.round(random() * 5) / 3);
      }
    };
    const changeSome = async () => {
      for (let left = Math.floor(random() * 6); left > 0; left--) {
        const id = any(ids);
        await any([
          () => runs.updateRun(id, { name: String(any(WORDS)) }),
          () => runs.updateRun(id, { config: { x: any<unknown>(WORDS) } }),
          () => runs.updateRun(id, { deletedAt: random() < 0.5 ? null : 1 }),
          () => runs.transition(id, ['running'], 'finished', { at: 5 }),
          async () => setLoss(id, random()),
          () => addSome(2),
          () => runs.purgeRun(id),
        ])();
      }
    };
    await addSome(1 + Math.floor(random() * 60));
    for (let asked = 0; asked < 20; asked++) {
      const sort = Array.from({ length: 1 + Math.floor(random() * 2) }, () => any(Object.keys(SORTS)));
      const order = sort.map(() => any(['asc', 'desc'] as const));
      await changeSome();
      const expected = plainOrder(db, sort, order);
      const list = { sort, order, limit: 1 + Math.floor(random() * 9) } as RunFilter;
      const skip = Math.floor(random() * (expected.length + 2));
      const page = await runs.listRuns({ ...list, skip });
      expect([sort, order, page.total]).toEqual([sort, order, expected.length]);
      expect(page.runs.map(({ id }) => id)).toEqual(expected.slice(skip, skip + list.limit));
      if (!page.nextCursor) continue;
      const next = await runs.listRuns({ ...list, cursor: page.nextCursor });
      expect(next.runs.map(({ id }) => id)).toEqual(expected.slice(skip + list.limit, skip + 2 * list.limit));
    }
  }
});

test('a text is sorted by its first 256 characters, so that cursors and memory stay small', async () => {
  const { runs } = openStore();
  for (const [id, end] of [
    ['a', 'z'],
    ['b', 'a'],
  ] as const)
    await runs.insertRun(newRun(id, { notes: 'n'.repeat(256) + end }));
  const { runs: found, nextCursor } = await runs.listRuns({ sort: 'notes', order: 'asc', limit: 1 });
  expect(found[0]?.id).toBe('a');
  expect(nextCursor?.length).toBeLessThan(1024);
});

test('the ids of a list are those of its pages, in their order, beyond a block too', async () => {
  const { runs } = openStore();
  for (let index = 0; index < 1200; index++) await runs.insertRun(newRun(`r${index}`, { seed: (index * 7) % 1200 }));
  const list = { where: 'seed >= 100', sort: 'seed', order: 'desc' } as const;
  const page = await runs.listRuns({ ...list, limit: 2000 });
  expect(page.total).toBe(1100);
  expect(await runs.listRunIds(list)).toEqual(page.runs.map(({ id }) => id));
});

test('runs that change while a list is read are in it as they are at its end', async () => {
  const { db, runs } = openStore();
  for (let index = 0; index < 1200; index++) await runs.insertRun(newRun(`r${index}`, { seed: index }));
  let pauses = 0;
  const list = createRunList({
    db,
    changes: createRunChanges(db),
    pause: async () => {
      pauses++;
      if (pauses === 2) db.exec(`UPDATE runs SET seed = 5000 + number WHERE id IN ('r3', 'r1199', 'r700')`);
      if (pauses === 4) db.exec(`DELETE FROM runs WHERE id = 'r0'; UPDATE runs SET deleted_at = 1 WHERE id = 'r1'`);
      if (pauses === 5) await runs.insertRun(newRun('late', { seed: -1 }));
    },
  });
  const page = await list.page({ sort: 'seed', order: 'asc', limit: 2000 });
  expect(pauses).toBeGreaterThan(5);
  expect(page.runs.map(({ id }) => id)).toEqual(plainOrder(db, ['seed'], ['asc']));
});

/** Counts the runs that a query looks at between two pauses: the filter `name ~ "ü"` calls `fold` for each. */
function countLooks(db: Db) {
  const looks = { most: 0, all: 0, since: 0 };
  db.function('fold', (value: unknown) => {
    looks.most = Math.max(looks.most, ++looks.since);
    looks.all++;
    return String(value).toLowerCase();
  });
  return {
    looks,
    pause: async () => {
      looks.since = 0;
    },
  };
}

test('no list or grouping looks at more than 500 runs at a time, and after a change only at what changed', async () => {
  const { db, runs } = openStore();
  for (let index = 0; index < 1700; index++) await runs.insertRun(newRun(`r${index}`, { name: `ü${index}` }));
  const { looks, pause } = countLooks(db);
  const changes = createRunChanges(db);
  const where = 'name ~ "ü"';
  const list = createRunList({ db, changes, pause });
  const groups = createRunGroups({ db, changes, pause });
  const look = async (task: () => Promise<{ total: number }>) => {
    Object.assign(looks, { most: 0, all: 0, since: 0 });
    const { total } = await task();
    return { ...looks, total };
  };
  const listed = () => list.page({ where, sort: 'name', order: 'asc', limit: 10, skip: 800 });
  const grouped = () => groups({ where, by: ['seed', 'config.x'], columns: ['summary.loss.min'] });
  for (const task of [listed, grouped]) {
    const first = await look(task);
    expect(first.all).toBe(1700);
    expect(first.most).toBeLessThanOrEqual(BLOCK);
    expect((await look(task)).all).toBe(0);
  }
  await runs.updateRun('r600', { name: 'ü other' });
  expect((await look(listed)).all).toBe(1);
  expect((await look(grouped)).all).toBeLessThanOrEqual(BLOCK);
});

test('sums of groups are those of all their runs, also after runs changed, left and came', async () => {
  const { runs, setLoss } = openStore();
  const expected = new Map<string, { seed: number; loss: number }>();
  const put = async (id: string, seed: number, loss: number) => {
    if (!expected.has(id)) await runs.insertRun(newRun(id, { seed }));
    setLoss(id, loss);
    expected.set(id, { seed, loss });
  };
  const random = randomFrom(3);
  const check = async () => {
    const { groups } = await runs.groupRuns({ by: ['seed'], columns: ['summary.loss.min'] });
    expect(groups.map(({ runs: count }) => count)).toEqual(
      groups.map(({ runs: count }) => count).toSorted((a, b) => b - a),
    );
    for (const { values, runs: count, columns } of groups) {
      const losses = [...expected.values()].flatMap(({ seed, loss }) => (seed === values[0] ? [loss] : []));
      const mean = losses.reduce((sum, each) => sum + each, 0) / losses.length;
      const squares = losses.reduce((sum, each) => sum + (each - mean) ** 2, 0);
      expect(count).toBe(losses.length);
      expect(columns['summary.loss.min']).toMatchObject({ count, min: Math.min(...losses), max: Math.max(...losses) });
      expect(columns['summary.loss.min']?.mean).toBeCloseTo(mean, 9);
      expect(columns['summary.loss.min']?.std).toBeCloseTo(Math.sqrt(squares / (count - 1)), 9);
    }
  };
  for (let index = 0; index < 1300; index++) await put(`r${index}`, index % 3, 1000 + random());
  await check();
  for (let index = 0; index < 1300; index += 97) await put(`r${index}`, index % 3, 1000 - random());
  await runs.purgeRun('r650');
  expected.delete('r650');
  await put('new', 2, 0);
  await check();
});

test('what another connection wrote is in the next list and the next groups', async () => {
  const { runs, folder } = openStore();
  await runs.insertRun(newRun('a', { name: 'one' }));
  const list = async () => (await runs.listRuns({ sort: 'name', order: 'asc', limit: 5 })).runs.map(({ name }) => name);
  const groups = async () =>
    (await runs.groupRuns({ by: ['project'], columns: [] })).groups.map(({ values }) => values[0]);
  expect([await list(), await groups()]).toEqual([['one'], ['default']]);
  const other = connect(`${folder}/lossboard.sqlite`);
  other.exec(`UPDATE runs SET name = 'two', project = 'p'`);
  other.close();
  expect([await list(), await groups()]).toEqual([['two'], ['p']]);
});

test('two stores on one connection both know of every change', async () => {
  const { db, runs } = openStore();
  const second = createRunStore(db);
  const totals = async () =>
    Promise.all(
      [runs, second].map(async (each) => (await each.listRuns({ sort: 'id', order: 'asc', limit: 1 })).total),
    );
  await runs.insertRun(newRun('a'));
  expect(await totals()).toEqual([1, 1]);
  await second.insertRun(newRun('b'));
  expect(await totals()).toEqual([2, 2]);
});
