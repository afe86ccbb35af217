import { expect, test } from 'vitest';
import { completeJob, type Job } from '../../../shared/training/job.ts';
import { settingsAfter, steeringFaults } from '../../../shared/training/steered-config.ts';
import type { AskedSettings } from '../../../shared/training/steering.ts';

const job = (given: object) => completeJob({ dataset: { name: 'moons' }, ...given } as Job);

test.each<[string, object, AskedSettings, RegExp]>([
  ['a rate where a line search sets the length', { optimizer: { name: 'lbfgs' } }, { learningRate: 1 }, /line search/],
  [
    'clipping under a line search',
    { optimizer: { name: 'gd', lineSearch: 'backtracking' } },
    { clipNorm: 1 },
    /must be 0/,
  ],
  ['momentum that the optimizer lacks', { optimizer: { name: 'sgd' } }, { momentum: 0.5 }, /sgd has none/],
  ['momentum that began as 0', { optimizer: { name: 'rmsprop' } }, { momentum: 0.5 }, /began without/],
  [
    'momentum that is scheduled',
    { schedule: { name: 'one-cycle', momentum: 'cycled' } },
    { momentum: 0.5 },
    /schedule/,
  ],
  [
    'decay of weights alone that began as 0',
    { optimizer: { name: 'adam', decays: 'weights' } },
    { weightDecay: 1 },
    /began/,
  ],
  ['layer numbers that began as never', { layersEvery: 0 }, { layersEvery: 5 }, /began without/],
])('%s is refused by name', (_, given, asked, message) => {
  const [name] = Object.keys(asked);
  expect(steeringFaults(job(given), asked)).toMatchObject([
    { path: `/set/${name}`, message: expect.stringMatching(message) },
  ]);
});

test('a surface has no layers, and its length is in steps', () => {
  const surface = completeJob({ surface: { name: 'beale' } } as Job);
  expect(steeringFaults(surface, { layersEvery: 5, length: { unit: 'epochs', count: 3 } })).toHaveLength(2);
  expect(steeringFaults(surface, { learningRate: 0.1, length: { unit: 'steps', count: 3 } })).toEqual([]);
});

test('settings after a step are those set for it or before', () => {
  const launched = job({ optimizer: { name: 'adam', learningRate: 0.1 } });
  const steering = [
    { step: 5, set: { learningRate: 0.01, momentum: 0.8 }, by: 'a', at: 1 },
    { step: 9, set: { clipNorm: 2 }, by: 'a', at: 2 },
  ];
  expect(settingsAfter(launched, steering, 4)).toEqual(launched);
  expect(settingsAfter(launched, steering, 8)).toMatchObject({
    optimizer: { learningRate: 0.01, beta1: 0.8 },
    clipNorm: 0,
  });
  expect(settingsAfter(launched, steering, 9).clipNorm).toBe(2);
});
