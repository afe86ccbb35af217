import { describe, expect, test } from 'vitest';
import { SUMMARY_SERIES } from '../../../../shared/run.ts';
import type { DatasetInfo } from '../../../../shared/training/dataset.ts';
import type { TrainingConfig } from '../../../../shared/training/launch.ts';
import { chartGroups } from '../../../../web/charts/panels/chart-groups.ts';
import { bestOf, metricKeys, scoreOf, usualKeys } from '../../../../web/compare/comparison.ts';
import { FurtherKeys } from '../../../../web/compare/further-keys.svelte.ts';
import { LaunchForm } from '../../../../web/launch/launch-form.svelte.ts';
import { planOf } from '../../../../web/launch/plan.ts';
import { getAt, setAt } from '../../../../web/launch/pointer.ts';
import { configRows, flatten } from '../../../../web/runs/config-table.ts';
import { aRun, aSummary, settled } from '../../support/fakes.ts';

describe('chart groups', () => {
  const keys = ['lr', 'system/cpu', 'train/epoch', 'train/grad', 'train/loss', 'val/loss'];

  test('pair what is measured on training and validation data, and put the rest under its prefix', () => {
    const groups = chartGroups(keys, true).map(({ title, charts }) => [title, charts.map((chart) => chart.keys)]);
    expect(groups).toEqual([
      ['curves', [['train/loss', 'val/loss']]],
      ['train', [['train/grad'], ['train/epoch']]],
      ['other', [['lr']]],
      ['system', [['system/cpu']]],
    ]);
  });

  test('pair splits by their common other names, training first', () => {
    const groups = chartGroups(['validation/f1', 'test/f1', 'train/f1', 'other/f1'], true);
    expect(groups[0]).toEqual({
      title: 'curves',
      charts: [{ title: 'f1', keys: ['train/f1', 'validation/f1', 'test/f1'] }],
    });
  });

  test('lose no series and double none', () => {
    for (const pair of [true, false]) {
      const shown = chartGroups(keys, pair).flatMap(({ charts }) => charts.flatMap((chart) => chart.keys));
      expect(shown.sort()).toEqual(keys);
    }
  });
});

describe('settings side by side', () => {
  test('are flattened to dotted paths, lists and empty objects whole', () => {
    expect([...flatten({ a: { b: [1, 2], c: {} }, d: null })]).toEqual([
      ['a.b', [1, 2]],
      ['a.c', {}],
      ['d', null],
    ]);
  });

  test('differ when a value does or one is missing', () => {
    const rows = configRows([
      { a: 1, same: [1], only: 0 },
      { a: 2, same: [1] },
    ]);
    expect(rows.filter(({ differs }) => differs).map(({ path }) => path)).toEqual(['a', 'only']);
    expect(rows.find(({ path }) => path === 'only')?.values).toEqual([0, undefined]);
  });
});

test('a run of more metrics than its summary holds is asked for them, once', async () => {
  const asked: string[] = [];
  const further = new FurtherKeys({
    series: async (id) => {
      asked.push(id);
      return { series: { 'last/of/all': aSummary(1) }, rev: 1 };
    },
  });
  const many = Object.fromEntries(Array.from({ length: SUMMARY_SERIES }, (_, index) => [`k${index}`, aSummary(1)]));
  const runs = [aRun({ id: 'wide', summary: many }), aRun({ id: 'narrow', summary: { loss: aSummary(1) } })];
  further.read(runs);
  further.read(runs);
  await settled();

  expect(asked).toEqual(['wide']);
  expect(metricKeys(runs, further.of(runs))).toContain('last/of/all');
});

describe('scores', () => {
  const runs = [
    aRun({ summary: { 'val/loss': aSummary(0.5, 0.3), 'val/accuracy': { ...aSummary(0.8), max: 0.9, argmax: 7 } } }),
    aRun({ summary: { 'val/loss': aSummary(0.4, 0.2), 'val/accuracy': { ...aSummary(0.85), max: 0.86, argmax: 9 } } }),
  ];

  test('are best where loss is low and accuracy high', () => {
    expect(bestOf(runs, 'val/loss')).toBe(0.2);
    expect(bestOf(runs, 'val/accuracy')).toBe(0.9);
    expect(bestOf(runs, 'nowhere')).toBe(null);
    expect(runs.map((run) => scoreOf(run, 'val/accuracy').step)).toEqual([7, 9]);
  });

  test('begin with what matters, and leave the machine out until it is asked for', () => {
    const keys = metricKeys([
      aRun({ summary: { 'system/cpu': aSummary(1), mine: aSummary(1), 'val/loss': aSummary(1) } }),
    ]);
    expect(keys).toEqual(['val/loss', 'mine', 'system/cpu']);
    expect(usualKeys(keys)).toEqual(['val/loss', 'mine']);
  });
});

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

test('a JSON pointer reads and writes deep values, and leaves the old ones as they were', () => {
  const before = { a: { 'b/c': 1 }, d: 2 };

  expect(getAt(before, '/a/b~1c')).toBe(1);
  expect(getAt(before, '/a/x/y')).toBe(undefined);
  expect(setAt(before, '/a/b~1c', 5)).toEqual({ a: { 'b/c': 5 }, d: 2 });
  expect(setAt(before, '/a', undefined)).toEqual({ d: 2 });
  expect(setAt(before, '/e/f', 1)).toEqual({ ...before, e: { f: 1 } });
  expect(before).toEqual({ a: { 'b/c': 1 }, d: 2 });
});
