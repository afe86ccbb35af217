import { expect, test } from 'vitest';
import { createBus } from '../../../server/live/bus.ts';
import type { Change } from '../../../server/ports/bus.ts';

test('within one process every change arrives once, in order of publishing, before `publish` returns', () => {
  const bus = createBus();
  const received: Change[] = [];
  bus.subscribe((change) => void received.push(change));
  const changes: Change[] = ['a', 'b', 'a', 'a'].map((run) => ({ type: 'run', run }));
  for (const change of changes) void bus.publish(change);
  expect(received).toEqual(changes);
});

test('changes from before a listener subscribed do not reach it', () => {
  const bus = createBus();
  void bus.publish({ type: 'run', run: 'a' });
  const received: Change[] = [];
  bus.subscribe((change) => void received.push(change));
  expect(received).toEqual([]);
});
