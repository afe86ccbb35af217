import { expect, test } from 'vitest';
import { createIngest, type IngestOptions } from '../../../server/ingest/ingest.ts';
import { createBus } from '../../../server/live/bus.ts';

test('what is being read when the server closes is stored first, though its client may be gone', async () => {
  const order: string[] = [];
  const read = Promise.withResolvers<Awaited<ReturnType<IngestOptions['reader']['read']>>>();
  const ingest = createIngest({
    findRun: async () => ({ id: 'r', kind: 'script', state: 'running' }) as never,
    meta: {} as never,
    metrics: {
      async append() {
        order.push('stored');
        return [{ ack: { acked: 1, duplicate: false, rev: 1 }, commit: null }];
      },
    } as never,
    bus: createBus(() => {}),
    disk: { isLow: async () => false },
    reader: { read: () => read.promise },
    now: () => 0,
  });
  const answer = ingest.batch('r', {} as never);
  const drained = ingest.drain().then(() => order.push('drained'));
  await new Promise(setImmediate);
  read.resolve({ batch: { writer: 'w', attempt: 1, seq: 1 } });
  await drained;
  expect(order).toEqual(['stored', 'drained']);
  expect(await answer).toEqual({ acked: 1, duplicate: false, rev: 1 });
});
