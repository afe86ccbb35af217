import { expect, test } from 'vitest';
import { changesBetween, mergedJob } from '../../../shared/training/job-changes.ts';

const JOB = {
  dataset: { name: 'moons', noise: 0.2 },
  network: { hidden: [8, 8] },
  optimizer: { name: 'adam', learningRate: 0.001, beta1: 0.9 },
  length: { unit: 'epochs', count: 5 },
};

test.each([
  [
    'a nested value changes alone',
    { optimizer: { learningRate: 0.1 } },
    { ...JOB, optimizer: { ...JOB.optimizer, learningRate: 0.1 } },
  ],
  ['null removes a value', { dataset: { noise: null } }, { ...JOB, dataset: { name: 'moons' } }],
  ['an array is replaced', { network: { hidden: [4] } }, { ...JOB, network: { hidden: [4] } }],
  [
    'another optimizer comes without the settings of the one before',
    { optimizer: { name: 'sgd' } },
    { ...JOB, optimizer: { name: 'sgd' } },
  ],
  [
    'the same optimizer by name keeps its settings',
    { optimizer: { name: 'adam', beta1: 0.8 } },
    { ...JOB, optimizer: { ...JOB.optimizer, beta1: 0.8 } },
  ],
  ['another unit comes without the count before', { length: { unit: 'steps' } }, { ...JOB, length: { unit: 'steps' } }],
])('%s', (_title, changes, expected) => {
  expect(mergedJob(JOB, changes)).toEqual(expected);
  expect(JOB.optimizer.learningRate).toBe(0.001);
});

test('changes are the values that differ, by their paths', () => {
  const after = { ...JOB, optimizer: { name: 'sgd', learningRate: 0.1 }, network: { hidden: [8, 8] } };
  expect(changesBetween(JOB, after)).toEqual([
    { path: 'optimizer.name', from: 'adam', to: 'sgd' },
    { path: 'optimizer.learningRate', from: 0.001, to: 0.1 },
    { path: 'optimizer.beta1', from: 0.9, to: undefined },
  ]);
});
