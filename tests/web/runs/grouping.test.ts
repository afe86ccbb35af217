import { expect, test } from 'vitest';
import type { Run } from '../../../shared/run.ts';
import { groupKeyLabel, groupKeysOf, groupRuns } from '../../../web/runs/grouping.ts';
import { aRun } from '../support/fakes.ts';

const run = (id: string, config: Record<string, unknown>, changes: Partial<Run> = {}) =>
  aRun({ id, config, ...changes });
const RUNS = [
  run('a1', { optimizer: { name: 'adam', learningRate: 0.01 }, dataset: 'moons' }, { tags: ['x', 'depth=2'] }),
  run('s1', { optimizer: { name: 'sgd', learningRate: 0.1 }, dataset: { name: 'moons' } }, { tags: ['depth=10'] }),
  run('a2', { optimizer: { name: 'adam', learningRate: 0.002 } }, { group: 'g' }),
  run('plain', { optimizer: 'adam' }, { tags: ['depth=2', 'x'] }),
];
const shown = (by: string[]) => groupRuns(RUNS, by).map(({ name, runs }) => [name, runs.map(({ id }) => id)]);

test.each<[string[], unknown]>([
  [[], [['all runs', ['a1', 's1', 'a2', 'plain']]]],
  [
    ['optimizer'],
    [
      ['adam', ['a1', 'a2', 'plain']],
      ['sgd', ['s1']],
    ],
  ],
  [
    ['config.optimizer.learningRate'],
    [
      ['lr 0.002', ['a2']],
      ['lr 0.01', ['a1']],
      ['lr 0.1', ['s1']],
      ['none (optimizer.learningRate)', ['plain']],
    ],
  ],
  [
    ['tag:depth'],
    [
      ['2', ['a1', 'plain']],
      ['10', ['s1']],
      ['none (depth)', ['a2']],
    ],
  ],
  [
    ['tag'],
    [
      ['depth=2, x', ['a1', 'plain']],
      ['depth=10', ['s1']],
      ['none (tag)', ['a2']],
    ],
  ],
  [
    ['dataset', 'optimizer'],
    [
      ['moons · adam', ['a1']],
      ['moons · sgd', ['s1']],
      ['none (dataset) · adam', ['a2', 'plain']],
    ],
  ],
  [
    ['group'],
    [
      ['g', ['a2']],
      ['none (group)', ['a1', 's1', 'plain']],
    ],
  ],
])('grouped by %j, runs alike in all of it are one group', (by, groups) => {
  const sorted = shown(by);
  if (by[0] === 'tag')
    sorted.sort((a, b) => Number(String(a[0]).startsWith('none')) - Number(String(b[0]).startsWith('none')));
  expect(sorted).toEqual(by[0] === 'tag' ? expect.arrayContaining(groups as unknown[]) : groups);
});

test('text "1" and number 1 are different groups, and an id stays when other runs come', () => {
  const runs = [run('n', { depth: 1 }), run('t', { depth: '1' })];
  const ids = groupRuns(runs, ['config.depth']).map(({ id }) => id);
  expect(new Set(ids).size).toBe(2);
  const more = groupRuns([run('0', { depth: 0 }), ...runs], ['config.depth']).map(({ id }) => id);
  expect(more).toEqual(expect.arrayContaining(ids));
});

test('only what tells these runs apart is offered to group by', () => {
  expect(groupKeysOf(RUNS)).toEqual([
    'optimizer',
    'dataset',
    'group',
    'tag',
    'tag:depth',
    'config.dataset',
    'config.dataset.name',
    'config.optimizer',
    'config.optimizer.learningRate',
    'config.optimizer.name',
  ]);
  expect(groupKeyLabel('config.optimizer.learningRate')).toBe('optimizer.learningRate');
});
