import { expect, test } from 'vitest';
import { parseRunFilter } from '../../../shared/run-filter.ts';
import { groupFilter } from '../../../web/runs/group-filter.ts';
import { groupRuns } from '../../../web/runs/grouping.ts';
import { aRun } from '../support/fakes.ts';

const runs = [
  aRun({ id: 'a', config: { optimizer: { name: 'adam' }, lr: 0.1, 'odd name': true } }),
  aRun({ id: 'b', tags: ['x', 'y'], config: { optimizer: 'sgd', lr: 1e-7 } }),
];
const filtersOf = (...by: string[]) => groupRuns(runs, by).map((group) => groupFilter(group, by));

test.each([
  [['config.lr'], ['config.lr = 1e-7', 'config.lr = 0.1']],
  [
    ['optimizer'],
    [
      '(config.optimizer = "adam" or config.optimizer.name = "adam")',
      '(config.optimizer = "sgd" or config.optimizer.name = "sgd")',
    ],
  ],
  [
    ['project', 'config.lr'],
    ['project = "default" and config.lr = 1e-7', 'project = "default" and config.lr = 0.1'],
  ],
  [['config.odd name'], ['config."odd name" = true', 'id =~ "^(b)$"']],
  [['tag'], ['id =~ "^(b)$"', 'id =~ "^(a)$"']],
])('groups by %j are found by filters that can be read', (by, expected) => {
  expect(filtersOf(...by)).toEqual(expected);
  for (const filter of expected) expect(() => parseRunFilter(filter)).not.toThrow();
});
