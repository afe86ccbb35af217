import { describe, expect, test } from 'vitest';
import type { StudyStore } from '../../server/ports/study-store.ts';
import { StudySpec } from '../../shared/studies/study.ts';
import { withDefaults } from '../../shared/validate.ts';
import { storageAdapters } from './adapters.ts';

const SPEC = withDefaults<StudySpec>(StudySpec, {
  name: 's',
  project: 'p',
  remote: true,
  objective: { metric: 'loss' },
  parameters: [{ kind: 'range', at: 'lr', low: 0, high: 1 }],
  budget: { runs: 3 },
});
const CUT = { report: 2, value: 0.5, limit: 0.25, peers: 3 };
const trial = (number: number, run = `a-${number}`) => ({
  number,
  run,
  values: { lr: number / 10 },
  informedBy: 0,
  createdAt: 5,
});

async function aStudy(studies: StudyStore, id = 'a', more: Partial<StudySpec> = {}) {
  await studies.insert({ id, spec: { ...SPEC, ...more }, createdAt: 1 });
}

describe.each(storageAdapters)('StudyStore of $name', ({ open }) => {
  test('studies are given back as they were put in, the newest first', async () => {
    const { studies } = await open();
    await aStudy(studies);
    await aStudy(studies, 'b', { project: 'q' });
    await expect(aStudy(studies)).rejects.toMatchObject({ code: 'conflict' });
    const found = { id: 'a', spec: SPEC, state: 'running', reason: null, spentMs: 0, createdAt: 1, endedAt: null };
    expect(await studies.get('a')).toEqual(found);
    expect((await studies.list()).map(({ id }) => id)).toEqual(['b', 'a']);
    expect(await studies.list('p')).toEqual([found]);
    expect(await studies.get('c')).toBeUndefined();
  });

  test('a patch changes what it names; time is added up', async () => {
    const { studies } = await open();
    await aStudy(studies);
    const spec = { ...SPEC, name: 'other', project: 'q' };
    expect(await studies.update('a', { spec, state: 'finished', reason: 'why', endedAt: 9 })).toBe(true);
    await studies.spend('a', 20.4);
    await studies.spend('a', 10);
    expect(await studies.get('a')).toMatchObject({ spec, state: 'finished', reason: 'why', endedAt: 9, spentMs: 30 });
    expect(await studies.list('p')).toEqual([]);
    expect(await studies.update('b', { state: 'paused' })).toBe(false);
  });

  test('a trial has its number once, and a run one trial', async () => {
    const { studies } = await open();
    await aStudy(studies);
    expect(await studies.insertTrial('a', trial(1))).toBe(true);
    expect(await studies.insertTrial('a', { ...trial(1), run: 'x', values: { lr: 9 } })).toBe(false);
    expect(await studies.insertTrial('a', { ...trial(2), run: 'a-1' })).toBe(false);
    expect(await studies.insertTrial('none', trial(1))).toBe(false);
    const stored = { state: 'waiting', value: null, cut: null, reason: null, steps: 0, savedSteps: 0, endedAt: null };
    expect(await studies.trials('a')).toEqual([{ ...trial(1), ...stored }]);
    expect(await studies.studyOf('a-1')).toBe('a');
    expect(await studies.studyOf('x')).toBeUndefined();
  });

  test('a trial that ended changes no more', async () => {
    const { studies } = await open();
    await aStudy(studies);
    await studies.insertTrial('a', trial(1));
    expect(await studies.updateTrial('a', 1, { state: 'running' })).toBe(true);
    expect(await studies.updateTrial('a', 1, { cut: CUT })).toBe(true);
    const end = { state: 'pruned', value: 0.5, reason: 'why', steps: 7, savedSteps: 3, endedAt: 8 } as const;
    expect(await studies.updateTrial('a', 1, end)).toBe(true);
    expect(await studies.updateTrial('a', 1, { state: 'running' })).toBe(false);
    expect(await studies.updateTrial('a', 2, { state: 'running' })).toBe(false);
    expect(await studies.trials('a')).toMatchObject([{ ...end, cut: CUT, values: { lr: 0.1 } }]);
  });

  test('is open while it runs, is paused, or has a trial that is', async () => {
    const { studies } = await open();
    await aStudy(studies);
    await aStudy(studies, 'b');
    await studies.insertTrial('b', trial(1, 'b-1'));
    await studies.update('a', { state: 'paused' });
    await studies.update('b', { state: 'stopped' });
    expect(await studies.listOpen()).toEqual(['a', 'b']);
    await studies.updateTrial('b', 1, { state: 'stopped' });
    expect(await studies.listOpen()).toEqual(['a']);
    await studies.update('a', { state: 'finished' });
    expect(await studies.listOpen()).toEqual([]);
  });

  test('what is removed comes back whole, until it is purged', async () => {
    const { studies } = await open();
    await aStudy(studies);
    await studies.insertTrial('a', trial(1));
    expect(await studies.remove('a', 10)).toBe(true);
    expect(await studies.remove('a', 11)).toBe(false);
    expect(await studies.get('a')).toBeUndefined();
    expect(await studies.list()).toEqual([]);
    expect(await studies.trials('a')).toEqual([]);
    expect(await studies.studyOf('a-1')).toBeUndefined();
    expect(await studies.insertTrial('a', trial(2))).toBe(false);
    expect(await studies.restore('a')).toBe(true);
    expect(await studies.restore('a')).toBe(false);
    expect(await studies.trials('a')).toHaveLength(1);
    await studies.remove('a', 20);
    await studies.purge(19);
    expect(await studies.restore('a')).toBe(true);
    await studies.remove('a', 20);
    await studies.purge(20);
    expect(await studies.restore('a')).toBe(false);
  });

  test('survives a kill', async () => {
    const storage = await open();
    await aStudy(storage.studies);
    await storage.studies.insertTrial('a', trial(1));
    const { studies } = await storage.afterKill();
    expect(await studies.trials('a')).toMatchObject([trial(1)]);
    expect(await studies.insertTrial('a', trial(1))).toBe(false);
  });
});
