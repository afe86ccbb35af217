import { describe, expect, test } from 'vitest';
import { storageAdapters } from '../adapters.ts';
import { newRun } from '../records.ts';

const REASON = { code: 'server_killed', message: 'gone' } as const;

describe.each(storageAdapters)('MetaStore of $name', ({ open }) => {
  describe('one run', () => {
    test('comes back as it was stored, with nested config, job and nulls', async () => {
      const { meta } = await open();
      const run = newRun('a', {
        kind: 'training',
        tags: ['x', 'ü'],
        group: 'g',
        notes: '# n',
        config: { nested: { deep: [1, null, 'x'] } },
        job: { seed: 3 } as never,
        parentRun: 'p',
        forkStep: 7,
        seed: 3,
        totalSteps: 10,
        heartbeatSeconds: 30,
        state: 'queued',
      });
      const stored = await meta.insertRun(run);
      expect(stored).toEqual({
        ...run,
        start: null,
        origin: null,
        process: null,
        priority: 0,
        reproduces: null,
        steering: [],
        color: 0,
        ownColor: null,
        attempt: 0,
        stopAsked: null,
        reason: null,
        endedAt: null,
        archivedAt: null,
        deletedAt: null,
      });
      expect(await meta.getRun('a')).toEqual(stored);
      expect(await meta.getRun('b')).toBeUndefined();
    });

    test('with an id that is taken, in the trash too, is a conflict and changes nothing', async () => {
      const { meta } = await open();
      const first = await meta.insertRun(newRun('a', { name: 'first' }));
      await expect(meta.insertRun(newRun('a', { name: 'second' }))).rejects.toMatchObject({ code: 'conflict' });
      expect(await meta.getRun('a')).toEqual(first);
      await meta.updateRun('a', { deletedAt: 5 });
      await expect(meta.insertRun(newRun('a'))).rejects.toMatchObject({ code: 'conflict' });
    });

    test('is changed with many others, each in its own way, documents too where they change', async () => {
      const { meta } = await open();
      for (const id of ['a', 'b', 'c']) await meta.insertRun(newRun(id, { notes: id, config: { id } }));
      await meta.updateRuns([
        { id: 'a', patch: { group: 'g', tags: ['x'] } },
        { id: 'missing', patch: { group: 'g' } },
        { id: 'b', patch: { notes: 'other' } },
      ]);
      const found = await Promise.all(['a', 'b', 'c'].map((id) => meta.getRun(id)));
      expect(found).toMatchObject([
        { group: 'g', tags: ['x'], notes: 'a', config: { id: 'a' } },
        { group: null, notes: 'other', config: { id: 'b' } },
        { group: null, tags: [], notes: 'c' },
      ]);
    });

    test('that cannot be changed keeps all that were to be changed with it as they were', async () => {
      const { meta } = await open();
      for (const id of ['a', 'b']) await meta.insertRun(newRun(id));
      const changes = [
        { id: 'a', patch: { group: 'g' } },
        { id: 'b', patch: { name: null as never } },
      ];
      await expect(meta.updateRuns(changes)).rejects.toThrow();
      expect(await meta.getRun('a')).toMatchObject({ group: null });
    });

    test('has the children that name it as their parent, without those in the trash', async () => {
      const { meta } = await open();
      for (const id of ['a', 'b', 'c']) await meta.insertRun(newRun(id, { parentRun: id === 'a' ? null : 'a' }));
      await meta.insertRun(newRun('d', { parentRun: 'b' }));
      expect(await meta.listChildren('a', 10)).toEqual(['b', 'c']);
      expect(await meta.listChildren('a', 1)).toEqual(['b']);
      await meta.updateRun('c', { deletedAt: 5 });
      expect(await meta.listChildren('a', 10)).toEqual(['b']);
      expect(await meta.countChildren(['a', 'b', 'd'])).toEqual(new Map(Object.entries({ a: 1, b: 1 })));
    });

    test('differs in colour from its neighbours, also after one was deleted', async () => {
      const { meta } = await open();
      const a = await meta.insertRun(newRun('a'));
      await meta.insertRun(newRun('b'));
      await meta.purgeRun('b');
      const c = await meta.insertRun(newRun('c'));
      expect(a.color).not.toBe(c.color);
    });

    test('counts its colour within its project, whatever happens in others meanwhile', async () => {
      const { meta } = await open();
      const numbers: Record<string, number[]> = { mine: [], other: [] };
      for (let index = 0; index < 30; index++) {
        const project = index % 3 === 0 ? 'other' : 'mine';
        const { color } = await meta.insertRun(
          newRun(`r${index}`, { project, createdAt: 1000 + Math.floor(index / 4) }),
        );
        numbers[project]?.push(color);
      }
      expect(numbers.mine).toEqual(Array.from({ length: 20 }, (_, index) => index));
      expect(numbers.other).toEqual(Array.from({ length: 10 }, (_, index) => index));
    });

    test('keeps the colour that it was given, beside its automatic one, until that is taken back', async () => {
      const { meta } = await open();
      const before = await meta.insertRun(newRun('a'));
      expect(await meta.updateRun('a', { ownColor: 7 })).toEqual({ ...before, ownColor: 7 });
      await meta.updateRun('a', { notes: 'n' });
      expect(await meta.getRun('a')).toEqual({ ...before, notes: 'n', ownColor: 7 });
      expect(await meta.updateRun('a', { ownColor: null })).toMatchObject({ color: before.color, ownColor: null });
    });

    test('changes only in what the patch names', async () => {
      const { meta } = await open();
      const before = await meta.insertRun(newRun('a', { group: 'g', notes: 'n', config: { a: 1 } }));
      const patch = { group: null, tags: ['t'], config: { b: 2 }, deletedAt: 5 };
      expect(await meta.updateRun('a', patch)).toEqual({ ...before, ...patch });
      expect(await meta.getRun('a')).toEqual({ ...before, ...patch });
      expect(await meta.updateRun('missing', patch)).toBeUndefined();
    });

    test('keeps what its training was computed by and from, whatever else changes', async () => {
      const { meta } = await open();
      const before = await meta.insertRun(newRun('a'));
      expect(before.origin).toBeNull();
      const versions = { version: '1.0.0', commit: null, node: '24.0.0', v8: '13.0', kernels: 'simd' };
      const origin = { ...versions, dataDigest: 'ab', targetShift: 0.1, targetScale: 1 / 3 };
      expect(await meta.updateRun('a', { origin })).toEqual({ ...before, origin });
      expect(await meta.updateRun('a', { notes: 'n' })).toEqual({ ...before, origin, notes: 'n' });
      expect(await meta.getRun('a')).toEqual({ ...before, origin, notes: 'n' });
    });

    test('is gone for good once purged, and its id is free again', async () => {
      const { meta } = await open();
      await meta.insertRun(newRun('a', { config: { old: true } }));
      await meta.purgeRun('a');
      expect(await meta.getRun('a')).toBeUndefined();
      expect((await meta.insertRun(newRun('a'))).config).toEqual({});
      await meta.purgeRun('missing');
    });

    test('has the state that its writers have to know', async () => {
      const { meta } = await open();
      await meta.insertRun(newRun('a', { kind: 'training' }));
      await meta.transition('a', ['running'], 'failed', { at: 20, reason: REASON });
      await meta.updateRun('a', { deletedAt: 5 });
      const known = { id: 'a', kind: 'training', state: 'failed', reason: REASON, stopAsked: null, deletedAt: 5 };
      expect(await meta.getRunState('a')).toEqual(known);
      expect(await meta.getRunState('missing')).toBeUndefined();
    });

    test('keeps the first reason that its script was asked to stop for, until it runs again', async () => {
      const { meta } = await open();
      for (const id of ['a', 'ended']) await meta.insertRun(newRun(id));
      await meta.insertRun(newRun('trained', { kind: 'training' }));
      await meta.transition('ended', ['running'], 'finished', { at: 20 });
      const other = { ...REASON, message: 'Another one.' };
      expect(await meta.askScriptToStop('a', REASON)).toBe(true);
      expect(await meta.askScriptToStop('a', other)).toBe(true);
      expect(await meta.getRun('a')).toMatchObject({ state: 'running', reason: null, stopAsked: REASON });
      expect(await meta.getRunState('a')).toMatchObject({ stopAsked: REASON });
      for (const id of ['ended', 'trained', 'absent']) expect(await meta.askScriptToStop(id, REASON)).toBe(false);

      expect(await meta.transition('a', ['running'], 'stopped', { at: 30 })).toMatchObject({ stopAsked: REASON });
      expect(await meta.transition('a', ['stopped'], 'running', { at: 40 })).toMatchObject({ stopAsked: null });
    });

    test('is listed by when it was put in the trash, unless it was taken out of it', async () => {
      const { meta } = await open();
      for (const [id, deletedAt] of Object.entries({ early: 10, late: 20, later: 21, back: 10 })) {
        await meta.insertRun(newRun(id));
        await meta.updateRun(id, { deletedAt });
      }
      await meta.insertRun(newRun('kept'));
      await meta.updateRun('back', { deletedAt: null });
      expect(await meta.listTrashed(20)).toEqual(['early', 'late']);
      expect(await meta.listTrashed(9)).toEqual([]);
    });

    test('is after a kill what it was when the last change was answered', async () => {
      const { meta, afterKill } = await open();
      for (const id of ['a', 'gone']) await meta.insertRun(newRun(id, { config: { lr: 0.1 } }));
      await meta.updateRun('a', { tags: ['t'], notes: 'n', archivedAt: 7 });
      const last = await meta.transition('a', ['running'], 'finished', { at: 9 });
      await meta.purgeRun('gone');
      const { meta: reopened } = await afterKill();
      expect(await reopened.getRun('a')).toEqual(last);
      expect(await reopened.getRun('gone')).toBeUndefined();
    });
  });

  describe('states', () => {
    test('a transition happens only from the states named', async () => {
      const { meta } = await open();
      await meta.insertRun(newRun('a', { state: 'queued' }));
      const before = await meta.getRun('a');
      expect(await meta.transition('a', ['running'], 'finished', { at: 9 })).toBeUndefined();
      expect(await meta.transition('missing', ['queued'], 'running', { at: 9 })).toBeUndefined();
      expect(await meta.getRun('a')).toEqual(before);
      expect(await meta.transition('a', ['queued', 'running'], 'running', { at: 10 })).toMatchObject({
        state: 'running',
        startedAt: 10,
        endedAt: null,
      });
      expect(await meta.transition('a', ['running'], 'failed', { at: 20, reason: REASON })).toMatchObject({
        state: 'failed',
        startedAt: 10,
        endedAt: 20,
        reason: REASON,
      });
    });

    test('a run that goes on after its end has neither end nor reason', async () => {
      const { meta } = await open();
      await meta.insertRun(newRun('a', { startedAt: 1 }));
      await meta.transition('a', ['running'], 'crashed', { at: 20, reason: REASON });
      const again = await meta.transition('a', ['crashed'], 'running', { at: 30 });
      expect(again).toMatchObject({ startedAt: 1, endedAt: null, reason: null });
    });
  });
});
