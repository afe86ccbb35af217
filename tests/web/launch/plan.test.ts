import { describe, expect, test } from 'vitest';
import type { DatasetInfo } from '../../../shared/training/dataset.ts';
import type { TrainingConfig } from '../../../shared/training/launch.ts';
import { LaunchForm } from '../../../web/launch/launch-form.svelte.ts';
import { planOf } from '../../../web/launch/plan.ts';

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
    ({ ...new LaunchForm().draft, ...changes }) as TrainingConfig;

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
    expect(planOf(config({ optimizer: { name, learningRate: 1, weightDecay: 0 } }), mnist)?.totalSteps).toBe(10);
  });

  test('leaves out the rest of an epoch that fills no whole batch, when told to', () => {
    expect(planOf(config({ batchSize: 3000 }), mnist)?.stepsPerEpoch).toBe(3);
    expect(planOf(config({ batchSize: 3000, lastBatch: 'drop' }), mnist)?.stepsPerEpoch).toBe(2);
  });

  test('is not made from a form that does not make sense, or a dataset of unknown size', () => {
    expect(planOf(config({ batchSize: 'many' }), mnist)).toBe(null);
    expect(planOf(config(), { ...mnist, examples: null })).toBe(null);
  });
});
