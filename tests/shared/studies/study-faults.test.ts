import { describe, expect, test } from 'vitest';
import { StudySpec } from '../../../shared/studies/study.ts';
import { studyFaults } from '../../../shared/studies/study-faults.ts';
import { trialJob } from '../../../shared/studies/trial-job.ts';
import { fieldErrors, withDefaults } from '../../../shared/validate.ts';

const LR = { kind: 'range', at: '/optimizer/learningRate', low: 1e-4, high: 1, log: true };
const NAME = { kind: 'choice', at: '/optimizer/name', values: ['momentum', 'adam'] };

function specOf(more: object = {}): StudySpec {
  const asked = { name: 's', objective: { metric: 'val/loss' }, parameters: [LR], budget: { runs: 9 }, ...more };
  const spec = withDefaults<StudySpec>(StudySpec, asked);
  expect(fieldErrors(StudySpec, spec)).toEqual([]);
  return spec;
}
const faults = (more: object) => studyFaults(specOf(more)).map(({ path, message }) => `${path} ${message}`);

describe('a study is refused by the field that makes it impossible', () => {
  test.each<[string, object, string[]]>([
    ['nothing is wrong', {}, []],
    [
      'a grid over an open range',
      { method: { name: 'grid' } },
      ['/parameters/0/levels is required for a grid: how many values it takes from the range'],
    ],
    ['a range with levels has a grid', { method: { name: 'grid' }, parameters: [{ ...LR, levels: 4 }] }, []],
    [
      'a pointer to nothing',
      { parameters: [{ ...LR, at: '/optimizer/learningrate' }] },
      ['/parameters/0/at names nothing in the job'],
    ],
    [
      'no pointer',
      { parameters: [{ ...LR, at: 'lr' }] },
      ['/parameters/0/at must be a JSON pointer into the job, such as /batchSize'],
    ],
    [
      'a pointer into prototypes',
      { parameters: [{ ...LR, at: '/__proto__/x' }] },
      ['/parameters/0/at must be a JSON pointer into the job, such as /batchSize'],
    ],
    [
      'values that the setting does not have',
      { parameters: [{ kind: 'range', at: '/batchSize', low: 0, high: 64, integer: true }] },
      ['/parameters/0/low must be >= 1'],
    ],
    [
      'a choice that is none',
      { parameters: [{ kind: 'choice', at: '/loss', values: ['mse', 'cosine'] }] },
      ['/parameters/0/values/1 must be one of auto, cross-entropy, bce, mse, half-mse, mae, huber'],
    ],
    [
      'an empty range',
      { parameters: [{ ...LR, low: 1, high: 1 }] },
      ['/parameters/0/high must be above low, which is 1'],
    ],
    [
      'a logarithm of 0',
      { parameters: [{ ...LR, low: 0 }] },
      ['/parameters/0/low must be above 0 on a logarithmic scale'],
    ],
    ['the same setting twice', { parameters: [LR, LR] }, ['/parameters/1/at is varied by another parameter already']],
    [
      'a condition on nothing',
      { parameters: [{ ...LR, when: { at: '/loss', is: ['mse'] } }] },
      ['/parameters/0/when/at must be another parameter of the study'],
    ],
    [
      'a condition on a value that never comes',
      { parameters: [NAME, { ...LR, when: { at: '/optimizer/name', is: ['sgd'] } }] },
      ['/parameters/1/when/is/0 is no value of /optimizer/name'],
    ],
    [
      'conditions in a circle',
      {
        parameters: [
          { ...NAME, when: { at: '/optimizer/learningRate', is: [0.1] } },
          { ...LR, when: { at: '/optimizer/name', is: ['adam'] } },
        ],
      },
      [
        '/parameters/0/when/at goes in a circle: each waits for the other',
        '/parameters/1/when/at goes in a circle: each waits for the other',
      ],
    ],
    ['no end', { budget: {} }, ['/budget must have runs, steps or minutes, so that the study ends']],
    [
      'a setting that the optimizer of the condition does not have',
      {
        parameters: [
          NAME,
          { ...LR, at: '/optimizer/momentum', high: 0.9, when: { at: '/optimizer/name', is: ['adam'] } },
        ],
      },
      ['/parameters/1/at names nothing in the job while /optimizer/name is adam'],
    ],
    ['a base that is no job', { base: { batchSize: 0 } }, ['/base/batchSize must be >= 1']],
    [
      'a remote study with a job',
      { remote: true, base: { batchSize: 1 }, parameters: [{ ...LR, at: 'lr' }] },
      ['/base must be left out of a remote study, whose scripts know what they train'],
    ],
    ['a remote study with keys', { remote: true, parameters: [{ ...LR, at: 'lr' }] }, []],
    [
      'a grid that nobody waits for',
      {
        method: { name: 'grid' },
        parameters: [
          { ...LR, levels: 100 },
          { kind: 'range', at: '/batchSize', low: 1, high: 100, integer: true },
        ],
      },
      ['/parameters make a grid of more than 2000 runs: take fewer levels'],
    ],
  ])('%s', (_, more, expected) => {
    expect(faults(more)).toEqual(expected);
  });
});

describe('the job of a trial', () => {
  test('is the base with its values and every default', () => {
    const { parameters } = specOf();
    const job = trialJob({ batchSize: 8 }, parameters, { '/optimizer/learningRate': 0.5 });
    expect(job).toMatchObject({ batchSize: 8, optimizer: { learningRate: 0.5 }, seed: 1 });
  });

  test('begins another optimizer with its own defaults', () => {
    const { parameters } = specOf({ parameters: [LR, NAME] });
    const base = { optimizer: { name: 'momentum', learningRate: 0.1, momentum: 0.5, weightDecay: 0.01 } };
    expect(trialJob(base, parameters.slice(1), { '/optimizer/name': 'adam' }).optimizer).toMatchObject({
      name: 'adam',
      learningRate: 0.001,
      beta1: 0.9,
    });
    expect(trialJob(base, parameters.slice(1), { '/optimizer/name': 'momentum' }).optimizer).toMatchObject(
      base.optimizer,
    );
    const both = { '/optimizer/name': 'adam', '/optimizer/learningRate': 0.2 };
    expect(trialJob(base, parameters, both).optimizer).toMatchObject({ name: 'adam', learningRate: 0.2 });
  });

  test('may be a descent on a surface', () => {
    const { parameters } = specOf({ base: { surface: { name: 'beale' } } });
    const job = trialJob({ surface: { name: 'beale' } }, parameters, { '/optimizer/learningRate': 0.01 });
    expect(job).toMatchObject({ surface: { name: 'beale' }, optimizer: { learningRate: 0.01 } });
    expect('dataset' in job).toBe(false);
  });
});
