import { expect, test } from 'vitest';
import { createCommitRing } from '../../../../../server/store/metrics/memory/commit-ring.ts';

const commit = (rev: number, characters = 0) => ({
  rev,
  logs: [{ id: rev, time: 1, level: 'info' as const, text: 'x'.repeat(characters) }],
});

test('a run keeps its latest commits within its bytes', () => {
  const ring = createCommitRing({ maxRunBytes: 5000 });
  for (let rev = 1; rev <= 10; rev++) ring.push(1, commit(rev, 500));
  expect(ring.after(1, 0, 10)).toBe('gone');
  const kept = ring.after(1, 8, 10);
  expect(kept).not.toBe('gone');
  expect((kept as { rev: number }[]).map(({ rev }) => rev)).toEqual([9, 10]);
});

test('a commit larger than all the room leaves none', () => {
  const ring = createCommitRing({ maxRunBytes: 5000 });
  ring.push(1, commit(1));
  ring.push(1, commit(2, 10_000));
  expect(ring.after(1, 1, 2)).toBe('gone');
  expect(ring.after(1, 2, 2)).toEqual([]);
  ring.push(1, commit(3));
  expect(ring.after(1, 2, 3)).toEqual([commit(3)]);
});

test('runs that were silent longest make room for others', () => {
  const ring = createCommitRing({ maxBytes: 3000 });
  for (const run of [1, 2, 1, 3]) ring.push(run, commit(run === 1 ? 1 : 1, 400));
  expect(ring.after(2, 0, 1)).toBe('gone');
  expect(ring.after(3, 0, 1)).toHaveLength(1);
});

test('a revision without a commit, as an edit makes one, is not passed over', () => {
  const ring = createCommitRing();
  for (const rev of [1, 2]) ring.push(1, commit(rev));
  expect(ring.after(1, 1, 3), 'the edit is the latest revision').toBe('gone');
  ring.push(1, commit(4));
  expect(ring.after(1, 2, 4), 'from before the edit').toBe('gone');
  expect(ring.after(1, 3, 4)).toEqual([commit(4)]);
});
