import { expect, test } from 'vitest';
import { createBus } from '../../../server/live/bus.ts';
import type { Change } from '../../../server/ports/bus.ts';

const fail = (error: unknown): never => {
  throw error;
};

test('within one process every change arrives once, in order of publishing, before `publish` returns', () => {
  const bus = createBus(fail);
  const received: Change[] = [];
  bus.subscribe((change) => void received.push(change));
  const changes: Change[] = ['a', 'b', 'a', 'a'].map((run) => ({ type: 'run', run }));
  for (const change of changes) void bus.publish(change);
  expect(received).toEqual(changes);
});

test('changes from before a listener subscribed do not reach it', () => {
  const bus = createBus(fail);
  void bus.publish({ type: 'run', run: 'a' });
  const received: Change[] = [];
  bus.subscribe((change) => void received.push(change));
  expect(received).toEqual([]);
});

test('a listener that throws is reported, and keeps neither the others nor the publisher from going on', async () => {
  const errors: unknown[] = [];
  const bus = createBus((error) => errors.push(error));
  const received: Change[] = [];
  bus.subscribe(() => {
    throw new Error('a listener with a fault');
  });
  bus.subscribe((change) => void received.push(change));

  await bus.publish({ type: 'run', run: 'a' });
  expect(received).toEqual([{ type: 'run', run: 'a' }]);
  expect(errors).toEqual([new Error('a listener with a fault')]);
});
