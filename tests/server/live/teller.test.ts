import { expect, test } from 'vitest';
import { toWanted } from '../../../server/live/select.ts';
import { createTeller } from '../../../server/live/teller.ts';
import type { CommitRecord } from '../../../server/ports/commit-feed.ts';

const wanted = (series: 'all' | string[]) => toWanted({ after: 0, series, logs: false, histograms: false });
const commit = (rev: number): CommitRecord => ({
  rev,
  series: { loss: { step: Float64Array.of(rev), time: Float64Array.of(1), value: Float64Array.of(Number.NaN) } },
});

function counted(commits: CommitRecord[]) {
  let reads = 0;
  const teller = createTeller(async (_run, rev) => {
    reads += 1;
    return commits.filter((each) => each.rev > rev);
  });
  return { ...teller, commits, reads: () => reads };
}

test('pages that want the same from the same place on are told the same, made once', async () => {
  const { tell, reads } = counted([commit(1), commit(2)]);
  const [a, b] = await Promise.all([tell('r', wanted(['loss']), 1), tell('r', wanted(['loss']), 1)]);
  expect(a).toBe(b);
  expect(reads()).toBe(1);
  expect(a).toEqual({
    rev: 2,
    isCut: false,
    text: '{"type":"commits","run":"r","rev":2,"commits":[{"rev":2,"series":{"loss":{"step":[2],"time":[1],"value":["NaN"]}}}]}',
  });
});

test.each([
  ['another run', 's', wanted('all'), 1],
  ['another place', 'r', wanted('all'), 0],
  ['another wish', 'r', wanted([]), 1],
])('%s is told for itself', async (_name, run, wish, cursor) => {
  const { tell, reads } = counted([commit(1), commit(2)]);
  await tell('r', wanted('all'), 1);
  await tell(run, wish, cursor);
  expect(reads()).toBe(2);
});

test('after a change it looks again', async () => {
  const { tell, forget, commits } = counted([commit(1)]);
  expect(await tell('r', wanted('all'), 0)).toMatchObject({ rev: 1 });
  commits.push(commit(2));
  expect(await tell('r', wanted('all'), 0)).toMatchObject({ rev: 1 });
  forget();
  expect(await tell('r', wanted('all'), 0)).toMatchObject({ rev: 2 });
});
