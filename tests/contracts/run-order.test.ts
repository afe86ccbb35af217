import { describe, expect, test } from 'vitest';
import type { NewRunRecord } from '../../server/ports/meta-store.ts';
import type { Claim } from '../../server/ports/run-queue.ts';
import { runQueueAdapters } from './adapters.ts';
import { newRun } from './records.ts';

const LEASE_MS = 1000;
const LOST = { code: 'heartbeat_lost', message: 'gone' } as const;

describe.each(runQueueAdapters)('the order of RunQueue of $name', ({ open }) => {
  const queued = (id: string, fields: Partial<NewRunRecord> = {}) =>
    newRun(id, { kind: 'training', state: 'queued', ...fields });

  async function withQueued(...ids: string[]) {
    const opened = await open();
    for (const id of ids) await opened.meta.insertRun(queued(id));
    const claim = async () => (await opened.queue.claim('agent', LEASE_MS)) as Claim;
    return { ...opened, claim };
  }

  test('a run with a higher priority is next, and those alike stay in the order they came', async () => {
    const { queue, meta, claim } = await withQueued('a', 'b', 'c');
    await meta.insertRun(queued('urgent', { priority: 5 }));
    expect(await queue.waiting()).toEqual(['urgent', 'a', 'b', 'c']);
    expect(await queue.prioritize('c', 5)).toBe(true);
    expect(await queue.prioritize('a', -1)).toBe(true);
    expect(await queue.waiting()).toEqual(['c', 'urgent', 'b', 'a']);
    expect((await claim()).run).toMatchObject({ id: 'c', priority: 5 });
  });

  test('a run is moved before or after another, and takes its priority', async () => {
    const { queue, elsewhere, meta, claim } = await withQueued('a', 'b', 'c', 'd');
    expect(await queue.move('d', 'before', 'b')).toBe(true);
    expect(await elsewhere.waiting()).toEqual(['a', 'd', 'b', 'c']);
    expect(await queue.move('a', 'after', 'c')).toBe(true);
    expect(await queue.waiting()).toEqual(['d', 'b', 'c', 'a']);
    await queue.prioritize('b', 3);
    await queue.move('c', 'before', 'b');
    expect(await queue.waiting()).toEqual(['c', 'b', 'd', 'a']);
    expect(await meta.getRun('c')).toMatchObject({ priority: 3 });
    expect((await claim()).run.id).toBe('c');
  });

  test('what comes later waits behind, and what comes back is where it was', async () => {
    const { queue, meta, claim } = await withQueued('a', 'b', 'c');
    await queue.move('c', 'before', 'a');
    await meta.insertRun(queued('later'));
    const held = await claim();
    expect(held.run.id).toBe('c');
    await queue.move('b', 'before', 'a');
    await queue.end(held, { state: 'queued', reason: LOST });
    expect(await queue.waiting()).toEqual(['c', 'b', 'a', 'later']);
  });

  test('a run that trains, is not there or is next to itself is not moved, and nothing changes', async () => {
    const { queue, claim } = await withQueued('runs', 'a', 'b');
    await claim();
    for (const [one, other] of [
      ['runs', 'a'],
      ['a', 'runs'],
      ['a', 'a'],
      ['absent', 'a'],
    ] as const)
      expect(await queue.move(one, 'after', other)).toBe(false);
    expect(await queue.prioritize('runs', 1)).toBe(false);
    expect(await queue.waiting()).toEqual(['a', 'b']);
  });
});
