import { expect, test } from 'vitest';
import { createBacklog } from '../../../../../server/store/metrics/memory/backlog.ts';

const aRun = () => ({ pending: { points: 0, rows: 0, lastRow: 0, since: 0 } });

test('runs and points that wait are counted as they come, are sealed and leave memory', () => {
  let time = 1000;
  const backlog = createBacklog(() => time);
  const [a, b] = [aRun(), aRun()];
  backlog.note(a, 1, 10);
  time = 2000;
  backlog.note(b, 2, 5);
  backlog.note(a, 3, 1);
  expect([backlog.points(), backlog.runs(), a.pending]).toEqual([
    16,
    [a, b],
    { points: 11, rows: 2, lastRow: 3, since: 1000 },
  ]);

  const then = { ...a.pending };
  backlog.note(a, 4, 100); // comes while the rest is sealed
  backlog.settle(a, then);
  expect([backlog.points(), a.pending]).toEqual([105, { points: 100, rows: 1, lastRow: 4, since: 2000 }]);
  backlog.settle(a, { ...a.pending });
  backlog.drop(b);
  backlog.drop(b);
  expect([backlog.points(), backlog.runs()]).toEqual([0, []]);
});
