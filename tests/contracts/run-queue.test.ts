import { describe, expect, test } from 'vitest';
import type { NewRunRecord } from '../../server/ports/meta-store.ts';
import type { Claim } from '../../server/ports/run-queue.ts';
import { runQueueAdapters } from './adapters.ts';
import { newRun } from './records.ts';

const LEASE_MS = 1000;
const FINISHED = { state: 'finished', reason: null } as const;
const FAILED = { state: 'failed', reason: { code: 'diverged', message: 'The loss became NaN.' } } as const;
const BY_USER = { code: 'stopped_by_user', message: 'Stopped by the user.' } as const;
const LOST = { code: 'heartbeat_lost', message: 'gone' } as const;
const PAUSED = { code: 'paused', message: 'Paused by the user.' } as const;
const crash = { maxAttempts: 1, reason: LOST };

describe.each(runQueueAdapters)('RunQueue of $name', ({ open }) => {
  async function withQueued(...ids: string[]) {
    const opened = await open();
    for (const [index, id] of ids.entries()) await opened.meta.insertRun(queued(id, { createdAt: index }));
    const claim = async (agent = 'agent') => (await opened.queue.claim(agent, LEASE_MS)) as Claim;
    return { ...opened, claim };
  }

  const queued = (id: string, fields: Partial<NewRunRecord> = {}) =>
    newRun(id, { kind: 'training', state: 'queued', ...fields });

  describe('claim', () => {
    test('gives out the waiting runs in the order they came whatever the clock was then, each once, as running and in a new attempt', async () => {
      const { queue, meta, claim } = await withQueued();
      await meta.insertRun(queued('first', { createdAt: 5 }));
      await meta.insertRun(queued('second', { createdAt: 9 }));
      await meta.insertRun(queued('late', { createdAt: 1 }));
      await meta.insertRun(queued('trash', { createdAt: 0 }));
      await meta.updateRun('trash', { deletedAt: 1 });
      expect(await queue.waiting()).toEqual(['first', 'second', 'late']);

      const claimed = await claim('a');
      expect(claimed).toEqual({ agent: 'a', run: await meta.getRun('first') });
      expect(claimed.run).toMatchObject({ state: 'running', attempt: 1, startedAt: expect.any(Number) });
      expect([(await claim()).run.id, (await claim()).run.id]).toEqual(['second', 'late']);
      expect(await claim()).toBeUndefined();
      expect(await queue.waiting()).toEqual([]);
    });

    test('of several agents at once gives each run to one', async () => {
      const ids = Array.from({ length: 20 }, (_, index) => `r${index}`);
      const { queue, elsewhere } = await withQueued(...ids);
      const claims = ids.flatMap(() => [queue.claim('a', LEASE_MS), elsewhere.claim('b', LEASE_MS)]);
      const claimed = (await Promise.all(claims)).flatMap((each) => each?.run.id ?? []);
      expect(claimed.toSorted()).toEqual(ids.toSorted());
    });
  });

  describe('renew', () => {
    test('keeps a run for as long as it comes before the lease expires', async () => {
      const { queue, elapse, claim } = await withQueued('r');
      const held = await claim();
      for (let beat = 0; beat < 5; beat++) {
        await elapse(0.6 * LEASE_MS);
        expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: null });
      }
      expect(await queue.sweep(crash)).toEqual([]);
      expect(await queue.end(held, FINISHED)).toBe(true);
    });

    test('is refused once the lease has expired, though nobody has taken the run', async () => {
      const { queue, meta, elapse, claim } = await withQueued('r');
      const held = await claim();
      await elapse(LEASE_MS);
      expect(await queue.renew(held, LEASE_MS)).toBe('lost');
      expect(await meta.getRun('r')).toMatchObject({ state: 'running', reason: null });
    });

    test('is refused to another agent than the one that claimed', async () => {
      const { elsewhere, claim } = await withQueued('r');
      const held = await claim('a');
      expect(await elsewhere.renew({ ...held, agent: 'b' }, LEASE_MS)).toBe('lost');
      expect(await elsewhere.end({ ...held, agent: 'b' }, FINISHED)).toBe(false);
      expect(await elsewhere.renew(held, LEASE_MS)).toEqual({ stopAsked: null });
    });
  });

  describe('end', () => {
    test('is stored though the lease has expired, as long as nobody has taken the run', async () => {
      const { queue, meta, elapse, claim } = await withQueued('r');
      const held = await claim();
      await elapse(2 * LEASE_MS);
      expect(await queue.end(held, FAILED)).toBe(true);
      expect(await queue.sweep(crash)).toEqual([]);
      expect(await meta.getRun('r')).toMatchObject(FAILED);
    });

    test.each([FINISHED, FAILED, { state: 'stopped', reason: BY_USER } as const])(
      'stores $state with its reason, once',
      async (end) => {
        const { queue, meta, claim } = await withQueued('r');
        const held = await claim();
        expect(await queue.end(held, end)).toBe(true);
        expect(await meta.getRun('r')).toMatchObject({ ...end, attempt: 1, endedAt: expect.any(Number) });
        expect(await queue.end(held, FAILED)).toBe(false);
        expect(await queue.renew(held, LEASE_MS)).toBe('lost');
        expect(await queue.sweep({ ...crash, goneAgent: held.agent })).toEqual([]);
        expect(await meta.getRun('r')).toMatchObject(end);
      },
    );
  });

  describe('end and requeue', () => {
    test('a run that ends as queued is next again, and one that is paused waits to be queued', async () => {
      const { queue, meta, claim } = await withQueued('first', 'second');
      await queue.end(await claim(), { state: 'queued', reason: LOST });
      expect(await queue.waiting()).toEqual(['first', 'second']);
      expect(await meta.getRun('first')).toMatchObject({ state: 'queued', reason: null, endedAt: null });
      await queue.end(await claim(), { state: 'paused', reason: PAUSED });
      expect(await queue.waiting()).toEqual(['second']);
      expect(await meta.getRun('first')).toMatchObject({ state: 'paused', reason: PAUSED, endedAt: null });
      expect(await queue.requeue('first')).toBe(true);
      expect((await claim()).run).toMatchObject({ id: 'first', attempt: 3 });
    });

    test('a run that finished, runs, waits or is not trained here is not queued again', async () => {
      const { queue, meta, claim } = await withQueued('finished', 'runs', 'waits');
      await meta.insertRun(newRun('remote', { state: 'stopped' }));
      await queue.end(await claim(), FINISHED);
      await claim();
      for (const id of ['finished', 'runs', 'waits', 'remote', 'absent']) expect(await queue.requeue(id)).toBe(false);
    });

    test('a step to begin at is noted for the agent that holds the run alone', async () => {
      const { queue, elsewhere, claim } = await withQueued('r');
      const held = await claim('a');
      expect(await elsewhere.begin({ ...held, agent: 'b' }, 5)).toBe(false);
      expect(await queue.begin(held, 5)).toBe(true);
    });
  });

  describe('askStop', () => {
    test('to end a run takes the place of one to pause it, and not the other way round', async () => {
      const { queue, claim } = await withQueued('r');
      const held = await claim();
      await queue.askStop('r', PAUSED);
      expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: PAUSED });
      await queue.askStop('r', BY_USER);
      await queue.askStop('r', PAUSED);
      expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: BY_USER });
    });

    test('reaches the agent when it renews, with the first reason', async () => {
      const { queue, elsewhere, claim } = await withQueued('r');
      const held = await claim();
      expect(await elsewhere.askStop('r', BY_USER)).toBe(true);
      expect(await elsewhere.askStop('r', LOST)).toBe(true);
      expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: BY_USER });
      expect(await queue.renew(held, LEASE_MS)).toEqual({ stopAsked: BY_USER });
    });

    test('is false for what is not in training, and leaves it as it is', async () => {
      const { queue, meta, claim } = await withQueued('ended', 'waiting');
      await meta.insertRun(newRun('remote'));
      await queue.end(await claim(), FINISHED);
      const before = await Promise.all(['ended', 'waiting', 'remote'].map(meta.getRun));
      for (const id of ['ended', 'waiting', 'remote', 'absent']) expect(await queue.askStop(id, BY_USER)).toBe(false);
      expect(await Promise.all(['ended', 'waiting', 'remote'].map(meta.getRun))).toEqual(before);
      expect(await queue.renew(await claim(), LEASE_MS)).toEqual({ stopAsked: null });
    });
  });

  describe('sweep', () => {
    test('takes only runs whose lease has expired', async () => {
      const { queue, meta, elapse, claim } = await withQueued('old', 'new', 'waiting');
      await meta.insertRun(newRun('remote'));
      await claim();
      await elapse(0.6 * LEASE_MS);
      await claim();
      await elapse(0.6 * LEASE_MS);
      expect((await queue.sweep(crash)).map(({ id }) => id)).toEqual(['old']);
      const states = await Promise.all(['old', 'new', 'waiting', 'remote'].map(meta.getRun));
      expect(states.map((run) => run?.state)).toEqual(['failed', 'running', 'queued', 'running']);
    });

    test('takes a run in training that nobody has a lease of, such as one of an older version', async () => {
      const { queue, meta } = await withQueued();
      await meta.insertRun(newRun('old', { kind: 'training', state: 'running' }));
      expect(await queue.sweep(crash)).toEqual([await meta.getRun('old')]);
      expect(await meta.getRun('old')).toMatchObject({
        state: 'failed',
        reason: { code: LOST.code, message: 'gone So ended 1 of 1 attempts from step 0 on.' },
        endedAt: expect.any(Number),
      });
    });

    test('takes at once what an agent held that is gone, and nothing of the others', async () => {
      const { queue, meta, claim } = await withQueued('mine', 'theirs');
      const mine = await claim('a');
      const theirs = await claim('b');
      expect((await queue.sweep({ ...crash, goneAgent: 'a' })).map(({ id }) => id)).toEqual(['mine']);
      expect(await queue.renew(mine, LEASE_MS)).toBe('lost');
      expect(await queue.renew(theirs, LEASE_MS)).toEqual({ stopAsked: null });
      expect(await meta.getRun('theirs')).toMatchObject({ state: 'running' });
    });

    test('queues a run again while it has attempts left; who held it is refused, also after it is claimed by another', async () => {
      const { queue, elsewhere, meta, elapse, claim } = await withQueued('r');
      const sweep = { maxAttempts: 2, reason: LOST };
      const first = await claim('a');
      await elapse(LEASE_MS);
      expect(await queue.sweep(sweep)).toMatchObject([{ id: 'r', state: 'queued', reason: null, endedAt: null }]);
      expect(await queue.renew(first, LEASE_MS)).toBe('lost');
      expect(await queue.end(first, FINISHED)).toBe(false);

      const second = (await elsewhere.claim('b', LEASE_MS)) as Claim;
      expect(second.run).toMatchObject({ id: 'r', attempt: 2, startedAt: first.run.startedAt });
      expect(await queue.renew(first, LEASE_MS)).toBe('lost');
      expect(await queue.end(first, FINISHED)).toBe(false);
      expect(await elsewhere.renew(second, LEASE_MS)).toEqual({ stopAsked: null });

      await elapse(LEASE_MS);
      expect(await queue.sweep(sweep)).toMatchObject([
        { id: 'r', state: 'failed', reason: { code: LOST.code }, attempt: 2 },
      ]);
      expect(await elsewhere.end(second, FINISHED)).toBe(false);
      expect(await meta.getRun('r')).toMatchObject({ state: 'failed' });
    });

    test('refuses an earlier attempt of the same agent too', async () => {
      const { queue, elapse, claim } = await withQueued('r');
      const first = await claim('a');
      await elapse(LEASE_MS);
      await queue.sweep({ maxAttempts: 2, reason: LOST });
      const second = await claim('a');
      expect(await queue.renew(first, LEASE_MS)).toBe('lost');
      expect(await queue.end(first, FINISHED)).toBe(false);
      expect(await queue.end(second, FINISHED)).toBe(true);
    });

    test('leaves paused what was to be paused, and does not count that as a crash', async () => {
      const { queue, meta, elapse, claim } = await withQueued('r');
      await claim();
      await queue.askStop('r', PAUSED);
      await elapse(LEASE_MS);
      expect(await queue.sweep(crash)).toMatchObject([{ state: 'paused', reason: PAUSED, endedAt: null }]);
      expect(await queue.requeue('r')).toBe(true);
      expect(await meta.getRun('r')).toMatchObject({ state: 'queued', reason: null, stopAsked: null });
    });

    test('ends as stopped what was to be stopped, whatever attempts are left', async () => {
      const { queue, elapse, claim } = await withQueued('r');
      await claim();
      await queue.askStop('r', BY_USER);
      await elapse(LEASE_MS);
      expect(await queue.sweep({ maxAttempts: 3, reason: LOST })).toMatchObject([
        { state: 'stopped', reason: BY_USER },
      ]);
      expect(await queue.waiting()).toEqual([]);
    });

    test('counts attempts that crashed anew where one began later than those before', async () => {
      const { queue, elapse, claim } = await withQueued('r');
      const crashAt = async (step: number) => {
        const held = await claim();
        expect(await queue.begin(held, step)).toBe(true);
        await elapse(LEASE_MS);
        return (await queue.sweep({ maxAttempts: 3, reason: LOST }))[0];
      };
      for (const step of [0, 0, 40, 40]) expect((await crashAt(step))?.state).toBe('queued');
      const last = await crashAt(40);
      expect(last).toMatchObject({ state: 'failed', attempt: 5 });
      expect(last?.reason?.message).toBe('gone So ended 3 of 3 attempts from step 40 on.');
    });

    test('lets a run wait after a crash, four times as long after each further one', async () => {
      const { queue, elapse, claim } = await withQueued('r', 'other');
      await claim();
      await queue.end(await claim(), FINISHED);
      await elapse(LEASE_MS);
      await queue.sweep({ maxAttempts: 9, backoffMs: 1000, reason: LOST });
      expect(await queue.waiting()).toEqual(['r']);
      expect(await claim()).toBeUndefined();
      await elapse(1000);
      await claim();
      await elapse(LEASE_MS);
      await queue.sweep({ maxAttempts: 9, backoffMs: 1000, reason: LOST });
      await elapse(3999);
      expect(await claim()).toBeUndefined();
      await elapse(1);
      expect((await claim()).run.attempt).toBe(3);
    });

    test('of several at once takes a run once', async () => {
      const { queue, elsewhere, elapse, claim } = await withQueued('r');
      await claim();
      await elapse(LEASE_MS);
      const swept = await Promise.all([queue, elsewhere, queue, elsewhere].map((each) => each.sweep(crash)));
      expect(swept.flat().map(({ id }) => id)).toEqual(['r']);
    });
  });
});
