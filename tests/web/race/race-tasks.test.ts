import { expect, test } from 'vitest';
import { costMetrics, tasksOf } from '../../../web/race/race-tasks.ts';
import { resultMetrics } from '../../../web/runs/result-metrics.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const run = (id: string, config: Record<string, unknown>, metrics: string[] = []) =>
  aRun({ id, config, summary: Object.fromEntries(metrics.map((key) => [key, aSummary(1)])) });

test('runs of one dataset and one network are one task; what a name leaves out makes another with a number', () => {
  const mnist = { dataset: { name: 'mnist' }, network: { hidden: [64, 32] } };
  const runs = [
    run('moons', { dataset: { name: 'moons' }, network: { hidden: [] } }),
    run('a', { ...mnist, optimizer: 'adam' }),
    run('b', { ...mnist, optimizer: 'sgd', dataset: { name: 'mnist', seed: 3 } }),
    run('half', { ...mnist, dataset: { name: 'mnist', limit: 5000 } }),
    run('script', { data: 'cifar', model: 'resnet' }),
    run('plain', {}),
  ];
  expect(tasksOf(runs).map(({ name, runs: of }) => [name, of.map(({ id }) => id)])).toEqual([
    ['all runs', ['plain']],
    ['cifar · resnet', ['script']],
    ['mnist · 64-32', ['half']],
    ['mnist · 64-32 (2)', ['a', 'b']],
    ['moons · linear', ['moons']],
  ]);
});

test('a network that is described by its sizes is called by them, not by their JSON', () => {
  const [task] = tasksOf([run('a', { dataset: { name: 'cifar10' }, model: { depth: 18, width: 64 } })]);
  expect(task?.name).toBe('cifar10 · depth 18, width 64');
});

test('a race is about a result, that of the validation set first, and is paid in what counts', () => {
  const runs = [
    run('a', {}, ['train/loss', 'train/epoch', 'train/learning_rate', 'own/score']),
    run('b', {}, ['train/loss', 'val/loss', 'train/evaluations']),
  ];
  expect(resultMetrics(runs)).toEqual(['val/loss', 'train/loss', 'own/score']);
  expect(costMetrics(runs)).toEqual(['train/epoch', 'train/evaluations']);
});
