import { expect, test } from 'vitest';
import { type EditRuns, MOST_RUNS_EDITED, type RunsChange } from '../../../shared/run-edits.ts';
import { BulkEdits } from '../../../web/run-table/bulk-edits.svelte.ts';
import { editRequests } from '../../../web/run-table/edit-requests.ts';

const WORDS = { doing: 'Tagging', done: 'Tagged' };
const names = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

/** Groups of runs on a server that changes those that are not in `bad`, and says how it is taken back. */
function aTable({ bad = [] as string[], fails = (): boolean => false } = {}) {
  const groups = new Map<string, string | null>();
  const requests: EditRuns[] = [];
  const toasts: { text: string; tone: 'info' | 'error'; undo?: (() => void) | undefined }[] = [];
  let changes = 0;
  const editRuns = async (request: EditRuns) => {
    requests.push(request);
    await Promise.resolve();
    if (fails()) throw new Error('No answer came.');
    const asked = request.edits.flatMap(({ ids, change }) => ids.map((id) => ({ id, group: change.group ?? null })));
    const good = asked.filter(({ id }) => !bad.includes(id));
    const undo = good.map(({ id }) => ({ ids: [id], change: { group: groups.get(id) ?? null } as RunsChange }));
    for (const { id, group } of good) groups.set(id, group);
    const failed = bad.filter((id) => asked.some((each) => each.id === id));
    return {
      changed: good.length,
      undo,
      failed: failed.map((id) => ({ id, code: 'not_found' as const, message: `There is no run "${id}".` })),
    };
  };
  const bulk = new BulkEdits({
    api: { editRuns },
    toasts: {
      info: (text, action) => void toasts.push({ text, tone: 'info', undo: action?.run }),
      error: (text) => void toasts.push({ text, tone: 'error' }),
    },
    onChanged: () => changes++,
  });
  return { bulk, groups, requests, toasts, changes: () => changes };
}

test('edits are cut into requests of as many runs as the server takes, in their order', () => {
  const [a, b]: RunsChange[] = [{ group: 'a' }, { group: 'b' }];
  const edits = [
    { ids: names(5), change: a as RunsChange },
    { ids: ['x', 'y'], change: b as RunsChange },
  ];
  expect(editRequests(edits, 3)).toEqual([
    [{ ids: ['r0', 'r1', 'r2'], change: a }],
    [
      { ids: ['r3', 'r4'], change: a },
      { ids: ['x'], change: b },
    ],
    [{ ids: ['y'], change: b }],
  ]);
  expect(editRequests([], 3)).toEqual([]);
});

test('many more runs than go into one request are changed, and Undo takes all of it back', async () => {
  const { bulk, groups, requests, toasts, changes } = aTable();
  const ids = names(2 * MOST_RUNS_EDITED + 1);
  const work: string[] = [];
  const changing = bulk.change(ids, { group: 'g' }, WORDS);
  for (; bulk.work; await Promise.resolve()) work.push(`${bulk.work.doing} ${bulk.work.done}/${bulk.work.total}`);
  await changing;
  expect([...new Set(work)]).toEqual(
    ['Tagging 0/401', 'Tagging 200/401', 'Tagging 400/401', 'Tagging 401/401'].slice(0, new Set(work).size),
  );
  expect(requests.map(({ edits }) => edits.flatMap((each) => each.ids).length)).toEqual([200, 200, 1]);
  expect([[...new Set(groups.values())], toasts.map(({ text }) => text)]).toEqual([['g'], ['Tagged 401 runs.']]);

  toasts[0]?.undo?.();
  await expect.poll(() => [bulk.work, changes()]).toEqual([null, 2]);
  expect([...new Set(groups.values())]).toEqual([null]);
});

test('what was cancelled stops before the next request, and Undo has what was done', async () => {
  const { bulk, groups, toasts } = aTable();
  const changing = bulk.change(names(3 * MOST_RUNS_EDITED), { group: 'g' }, WORDS);
  bulk.cancel();
  await changing;
  expect([groups.size, toasts[0]?.text]).toEqual([200, 'Tagged 200 runs before it was cancelled.']);
  expect(toasts[0]?.undo).toBeTypeOf('function');
});

test('runs that cannot be changed are counted with the reason of the first, and the others are changed', async () => {
  const { bulk, toasts } = aTable({ bad: ['r1', 'r3'] });
  await bulk.change(names(5), { group: 'g' }, WORDS);
  expect(toasts.map(({ tone, text }) => [tone, text])).toEqual([
    ['error', '2 runs stayed as they were: There is no run "r1".'],
    ['info', 'Tagged 3 runs.'],
  ]);
});

test('a server that goes away in the middle leaves what was done, which can be taken back', async () => {
  let requests = 0;
  const { bulk, toasts } = aTable({ fails: () => ++requests > 1 });
  await bulk.change(names(MOST_RUNS_EDITED + 1), { group: 'g' }, WORDS);
  expect(toasts.map(({ text }) => text)).toEqual([
    '200 of 201 runs were gone through, then: No answer came.',
    'Tagged 200 runs.',
  ]);
});

test('while runs are changed nothing else is begun', async () => {
  const { bulk, requests } = aTable();
  const first = bulk.change(['a'], { group: 'g' }, WORDS);
  await bulk.change(['b'], { group: 'g' }, WORDS);
  await first;
  expect(requests).toHaveLength(1);
});
