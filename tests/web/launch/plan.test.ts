import { describe, expect, test } from 'vitest';
import type { DatasetInfo } from '../../../shared/training/dataset.ts';
import { LaunchRequest, type TrainingConfig } from '../../../shared/training/launch.ts';
import { withDefaults } from '../../../shared/validate.ts';
import { LaunchForm } from '../../../web/launch/launch-form.svelte.ts';
import { planOf, plansOf } from '../../../web/launch/plan.ts';

describe('the plan of a launch', () => {
  const mnist = {
    kind: 'bundled',
    task: 'classification',
    examples: 10_000,
    features: 784,
    classes: 10,
    options: { limit: 10_000, testShare: true },
  } as DatasetInfo;
  const config = (changes: Record<string, unknown> = {}): TrainingConfig =>
    withDefaults(LaunchRequest, { ...new LaunchForm().draft, ...changes });

  test('counts weights and biases, and the steps that the batches make', () => {
    expect(planOf(config(), mnist)).toMatchObject({
      layers: [{ output: [128] }, { output: [10] }],
      parameters: 785 * 128 + 129 * 10,
      trainExamples: 8000,
      stepsPerEpoch: 125,
      totalSteps: 1250,
      epochs: 10,
    });
  });

  test.each(['gd', 'lbfgs'])('has one step an epoch with %s', (name) => {
    expect(planOf(config({ optimizer: { name } }), mnist)?.totalSteps).toBe(10);
  });

  test('leaves out the rest of an epoch that fills no whole batch, when told to', () => {
    expect(planOf(config({ batchSize: 3000 }), mnist)?.stepsPerEpoch).toBe(3);
    expect(planOf(config({ batchSize: 3000, lastBatch: 'drop' }), mnist)?.stepsPerEpoch).toBe(2);
  });

  test('is not made from a form that does not make sense, or a dataset of unknown size', () => {
    expect(planOf(config({ batchSize: 'many' }), mnist)).toBe(null);
    expect(planOf(config(), { ...mnist, examples: null })).toBe(null);
  });

  test.each([
    ['/batchSize', -3],
    ['/batchSize', 0],
    ['/batchSize', 1.5],
    ['/length/count', -5],
    ['/length/count', 0],
    ['/dataset/validation', -1],
    ['/dataset/limit', -100],
    ['/network/hidden', [-8]],
    ['/network/hidden', ['wide']],
    ['/optimizer/learningRate', 'fast'],
  ])('promises no steps while %s is %j', (path, value) => {
    const form = new LaunchForm();
    form.set(path, value);
    expect(planOf(form.draft, mnist)).toBe(null);
  });

  test('is made for each optimizer, as their epochs differ', () => {
    const form = new LaunchForm();
    form.toggle('gd');
    expect(plansOf(form.draft, form.optimizers, mnist).map(({ totalSteps }) => totalSteps)).toEqual([1250, 10]);
  });
});
