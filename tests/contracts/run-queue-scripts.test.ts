import { describe, expect, test } from 'vitest';
import type { NewRunRecord } from '../../server/ports/meta-store.ts';
import type { Claim } from '../../server/ports/run-queue.ts';
import { runQueueAdapters } from './adapters.ts';
import { newRun } from './records.ts';

const LEASE_MS = 1000;
const FAILED = { state: 'failed', reason: { code: 'diverged', message: 'The loss became NaN.' } } as const;
const BY_USER = { code: 'stopped_by_user', message: 'Stopped by the user.' } as const;
const LOST = { code: 'heartbeat_lost', message: 'gone' } as const;

const queued = (id: string, fields: Partial<NewRunRecord> = {}) =>
  newRun(id, { kind: 'training', state: 'queued', ...fields });

describe.each(runQueueAdapters)('runs of scripts in RunQueue of $name', ({ open }) => {
  const ofScript = (id: string, name: string) =>
    queued(id, { kind: 'script', job: { script: { name, parameters: {} }, seed: 1 } });

  async function withScripts(...scripts: [id: string, name: string][]) {
    const opened = await open();
    for (const [id, name] of scripts) await opened.meta.insertRun(ofScript(id, name));
    const claim = async () => (await opened.queue.claim('agent', LEASE_MS)) as Claim;
    return { ...opened, claim };
  }

  test('are passed over while their script is full, and keep their place', async () => {
    const { queue, meta } = await withScripts(['a', 'one'], ['b', 'other'], ['c', 'one']);
    await meta.insertRun(queued('training'));
    const claimed = async (full: string[]) => (await queue.claim('agent', LEASE_MS, full))?.run.id;
    expect(await claimed(['one'])).toBe('b');
    expect(await claimed(['one', 'other'])).toBe('training');
    expect(await claimed(['one', 'other'])).toBeUndefined();
    expect(await claimed(['other'])).toBe('a');
    expect(await claimed([])).toBe('c');
  });

  test('that lost their agent go on where their script can, and have failed with the reason alone where it cannot', async () => {
    const { queue, claim } = await withScripts(['a', 'goes on'], ['b', 'plain']);
    await claim();
    await claim();
    const swept = await queue.sweep({
      maxAttempts: 3,
      reason: LOST,
      continuingScripts: ['goes on'],
      goneAgent: 'agent',
    });
    expect(swept.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toMatchObject([
      { id: 'a', state: 'queued', reason: null, endedAt: null },
      { id: 'b', state: 'failed', reason: LOST, endedAt: expect.any(Number) },
    ]);
  });

  test('that failed are queued again after a while, until that happened too often from the same step', async () => {
    const { queue, meta, elapse, claim } = await withScripts(['a', 'goes on']);
    const fail = async () => {
      const held = await claim();
      await queue.begin(held, 7);
      await queue.end(held, { ...FAILED, state: 'queued', retry: { maxAttempts: 2, backoffMs: 1000 } });
      return meta.getRun('a');
    };
    expect(await fail()).toMatchObject({ state: 'queued', reason: null, endedAt: null, attempt: 1 });
    expect(await claim()).toBeUndefined();
    await elapse(1000);
    expect(await fail()).toMatchObject({
      ...{ state: 'failed', attempt: 2, endedAt: expect.any(Number) },
      reason: { code: 'diverged', message: 'The loss became NaN. So ended 2 of 2 attempts from step 7 on.' },
    });
  });

  test('are stopped, queued again and left to others as trainings are', async () => {
    const { queue, elsewhere, claim } = await withScripts(['a', 'x']);
    const held = await claim();
    expect(await queue.askStop('a', BY_USER)).toBe(true);
    expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: BY_USER });
    const retry = { ...FAILED, state: 'queued' as const, retry: { maxAttempts: 2 } };
    expect(await elsewhere.end({ ...held, agent: 'b' }, retry)).toBe(false);
    await queue.end(held, { state: 'stopped', reason: BY_USER });
    expect(await queue.requeue('a')).toBe(true);
  });
});
