import { expect, test } from 'vitest';
import { criteriaOf } from '../../../server/services/checkpoint-criteria.ts';
import type { Goal } from '../../../shared/metric-settings.ts';

const USUAL = ['val/loss min', 'train/loss min', 'loss min'];

test.each<[what: string, goals: [metric: string, goal: Goal | null][], objective: string | null, expected: string[]]>([
  ['without goals it is the loss, on validation data first', [], null, USUAL],
  ['a goal that is set comes first', [['val/accuracy', 'max']], null, ['val/accuracy max', ...USUAL]],
  ['a metric with a unit alone has no goal', [['val/accuracy', null]], null, USUAL],
  ['a loss that is not to be ranked by is left out', [['val/loss', 'none']], null, ['train/loss min', 'loss min']],
  ['a loss goes the way that is set for it', [['loss', 'max']], null, ['loss max', 'val/loss min', 'train/loss min']],
  [
    'of several those on validation data come first, those on training data last',
    [
      ['train/accuracy', 'max'],
      ['return', 'max'],
      ['val/r2', 'max'],
      ['val/accuracy', 'max'],
    ],
    null,
    ['val/accuracy max', 'val/r2 max', 'return max', 'train/accuracy max', ...USUAL],
  ],
  ['speeds and counts are no results', [['train/examples_per_second', 'max']], null, USUAL],
  [
    'the objective of a study comes before all',
    [['val/accuracy', 'max']],
    'val/f1',
    ['val/f1 max', 'val/accuracy max', ...USUAL],
  ],
])('%s', (_, goals, objective, expected) => {
  const settings = goals.map(([metric, goal]) => ({ metric, goal }));
  const criteria = criteriaOf(objective === null ? undefined : { metric: objective, direction: 'max' }, settings);
  expect(criteria.map(({ metric, direction }) => `${metric} ${direction}`)).toEqual(expected);
});
