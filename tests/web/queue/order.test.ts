import { expect, test } from 'vitest';
import type { QueuedRun } from '../../../shared/queue.ts';
import { movedTo } from '../../../web/queue/order.ts';

const waiting = ['a', 'b', 'c'].map((id, index): QueuedRun => {
  return { id, name: id, project: 'p', group: null, priority: 2 - index, createdAt: '', secondsUntilStart: null };
});

test('a run moves before what it passes upwards and after what it passes downwards, and takes its priority', () => {
  const up = movedTo(waiting, 'c', 0);
  expect([up?.order.map(({ id }) => id), up?.place, up?.order[0]?.priority]).toEqual([
    ['c', 'a', 'b'],
    { before: 'a' },
    2,
  ]);
  const down = movedTo(waiting, 'a', 9);
  expect([down?.order.map(({ id }) => id), down?.place]).toEqual([['b', 'c', 'a'], { after: 'c' }]);
});

test('a run that stays, or is not there, is not moved', () => {
  expect([movedTo(waiting, 'a', -1), movedTo(waiting, 'b', 1), movedTo(waiting, 'x', 1)]).toEqual([null, null, null]);
});
