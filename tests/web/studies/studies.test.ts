import { describe, expect, test } from 'vitest';
import type { Study, Trial } from '../../../shared/studies/trial.ts';
import { trialJob } from '../../../shared/studies/trial-job.ts';
import { choicesText, readChoices } from '../../../web/studies/choices-text.ts';
import { progressOf } from '../../../web/studies/progress.ts';
import { settingsOf } from '../../../web/studies/settings.ts';
import { StudyForm } from '../../../web/studies/study-form.svelte.ts';
import { suggestedParameter } from '../../../web/studies/suggested-range.ts';
import { placeDots } from '../../../web/studies/trial-dots.ts';
import { aRun } from '../support/fakes.ts';

const JOB = trialJob({}, [], {});
const suggested = (at: string, job = JOB) => {
  const setting = settingsOf(job).find((each) => each.at === at);
  return setting && suggestedParameter(setting);
};

describe('the settings that can be varied', () => {
  test('are all numbers, names and lists of a job, none of another optimizer', () => {
    const places = settingsOf(JOB).map(({ at }) => at);
    for (const at of [
      '/optimizer/name',
      '/optimizer/learningRate',
      '/optimizer/beta1',
      '/network/hidden',
      '/batchSize',
    ])
      expect(places).toContain(at);
    expect(places).not.toContain('/optimizer/momentum');
    expect(new Set(places).size).toBe(places.length);
    const surface = settingsOf(trialJob({ surface: { name: 'beale' } }, [], {})).map(({ at }) => at);
    expect(surface).toContain('/surface/name');
    expect(surface).not.toContain('/batchSize');
  });

  test('begin with sensible ranges', () => {
    expect(suggested('/optimizer/learningRate')).toMatchObject({ low: 1e-5, high: 0.1, log: true });
    expect(suggested('/batchSize')).toMatchObject({ low: 16, high: 256, log: true, integer: true });
    expect(suggested('/network/dropout')).toMatchObject({ low: 0, high: 0.5 });
    expect(suggested('/network/hidden')).toMatchObject({ kind: 'choice', values: [[64], [128], [256]] });
    expect(suggested('/network/activation')).toMatchObject({ kind: 'choice' });
  });
});

describe('the form', () => {
  test('around a run has its settings, and is a study that is possible', () => {
    const config = trialJob({ optimizer: { name: 'momentum', learningRate: 0.01 }, batchSize: 32 }, [], {});
    const form = new StudyForm('p', { run: aRun({ kind: 'training', config, name: 'x' }) });
    expect(form.errors).toEqual([]);
    expect(form.spec).toMatchObject({ project: 'p', name: 'around x', base: { batchSize: 32 }, remote: false });
    expect(form.parameters).toMatchObject([{ at: '/optimizer/learningRate', low: 1e-4, high: 1, log: true }]);
    expect(form.count).toBe(30);
  });

  test('around a run of a script is a remote study of its numbers', () => {
    const form = new StudyForm('p', { run: aRun({ kind: 'remote', config: { lr: 0.1, layers: 4, name: 'x' } }) });
    expect(form.parameters.map(({ at }) => at)).toEqual(['lr', 'layers']);
    expect(form.errors).toEqual([]);
  });

  test('counts a grid, names what is wrong, and drops what hangs on what is removed', () => {
    const form = new StudyForm('p');
    form.method = { name: 'grid' };
    expect(form.problemAt('/parameters/0')).toContain('levels is required');
    form.replace(0, { kind: 'range', at: '/optimizer/learningRate', low: 0.01, high: 1, log: true, levels: 3 });
    form.vary('/optimizer/name');
    form.replace(1, { kind: 'choice', at: '/optimizer/name', values: ['sgd', 'momentum'] });
    form.vary('/optimizer/beta1');
    form.replace(2, {
      ...{ kind: 'choice', at: '/optimizer/momentum', values: [0.5, 0.9] },
      when: { at: '/optimizer/name', is: ['momentum'] },
    });
    expect(form.errors).toEqual([]);
    expect(form.count).toBe(3 * (1 + 2));
    form.remove(1);
    expect(form.parameters.map(({ at }) => at)).toEqual(['/optimizer/learningRate']);
  });

  test('knows which way a metric is better', () => {
    const form = new StudyForm('p');
    form.setMetric('val/accuracy');
    expect(form.objective.direction).toBe('max');
    form.setMetric('something');
    expect(form.objective.direction).toBe('max');
  });
});

test('choices are read back as they are typed', () => {
  for (const values of [
    ['a', 0.5, true],
    [[64], [128, 64]],
  ])
    expect(readChoices(choicesText(values), values)).toEqual(values);
});

const trial = (number: number, value: number | null, state: Trial['state'] = 'finished'): Trial => ({
  ...{ number, run: `r${number}`, values: {}, informedBy: 0, state, value, reason: null, steps: 1, savedSteps: 0 },
  ...{ createdAt: '2026-01-01T00:00:00.000Z', endedAt: null },
});

describe('the chart of trials', () => {
  const place = { left: 0, right: 100, top: 0, bottom: 100 };
  const objective = { metric: 'loss', direction: 'min', take: 'best' } as const;

  test('steps down at each finished trial that is better than all before, and goes to the edge', () => {
    const trials = [trial(1, 3), trial(2, 4), trial(3, 0, 'pruned'), trial(4, 2)];
    const { dots, stairs } = placeDots(trials, objective, new Map(), place);
    expect(dots.map(({ y }) => y)).toEqual([25, 0, 100, 50]);
    expect(stairs).toBe('M12.5 25H87.5V50H100');
  });

  test('goes up for a metric that is to rise, and shows what runs by its value so far', () => {
    const trials = [trial(1, 1), trial(2, 3), trial(3, null, 'running'), trial(4, null, 'failed')];
    const { dots, stairs } = placeDots(trials, { ...objective, direction: 'max' }, new Map([[3, 2]]), place);
    expect(dots.map(({ y }) => y)).toEqual([100, 0, 50, null]);
    expect(stairs).toBe('M12.5 100H37.5V0H100');
  });

  test('is logarithmic where values span decades, and empty without any', () => {
    expect(placeDots([trial(1, 0.01), trial(2, 10)], objective, new Map(), place).isLog).toBe(true);
    expect(placeDots([trial(1, 0), trial(2, 10)], objective, new Map(), place).isLog).toBe(false);
    expect(placeDots([trial(1, null, 'running')], objective, new Map(), place)).toMatchObject({
      stairs: '',
      yTicks: [],
    });
  });
});

test('progress is that of the budget that ends first, with the time left by the pace so far', () => {
  const counts = { waiting: 0, running: 1, finished: 3, pruned: 1, failed: 1, stopped: 0 };
  const study = (budget: object, more: object = {}) =>
    ({ spec: { budget }, counts, state: 'running', steps: 100, spentMs: 60_000, ...more }) as unknown as Study;
  expect(progressOf(study({ runs: 10 }), null)).toEqual({ share: 0.5, text: '5 of 10 trials', leftMs: 60_000 });
  expect(progressOf(study({ runs: 10, steps: 125 }), null)).toMatchObject({ share: 0.8, leftMs: 15_000 });
  expect(progressOf(study({}), 20)).toMatchObject({ share: 0.25, text: '5 of 20 trials' });
  expect(progressOf(study({ runs: 10 }, { state: 'paused' }), null).leftMs).toBe(null);
  expect(progressOf(study({}), null)).toEqual({ share: null, text: '5 trials', leftMs: null });
});
