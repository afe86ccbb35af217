import { expect, test } from 'vitest';
import { metricSearch } from '../../../web/workspace/metric-search.ts';
import { metricsOf } from '../../../web/workspace/panel-metrics.ts';
import { meanOf, runRows } from '../../../web/workspace/run-rows.ts';
import { columnChoices, columnText, usualColumn } from '../../../web/workspace/value-column.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const RUNS = [
  aRun({ id: 'a', config: { optimizer: 'sgd', lr: 1 }, summary: { 'val/loss': aSummary(0.5, 0.4) } }),
  aRun({ id: 'b', config: { optimizer: 'adam', lr: 2 }, summary: { 'val/loss': aSummary(0.3, 0.1) } }),
  aRun({ id: 'c', config: { optimizer: 'sgd', lr: 2 } }),
  aRun({ id: 'd', config: { optimizer: 'sgd', lr: 2 }, summary: { 'val/loss': aSummary(0.9, 0.2) } }),
];
const COLUMN = 'summary.val/loss.min';
const ids = (rows: ReturnType<typeof runRows>) => rows.map(({ id }) => id);

test('runs come as they are, or by a value, those without it last', () => {
  const plain = { by: [], closed: new Set<string>() };
  expect(ids(runRows(RUNS, { ...plain, sort: undefined }))).toEqual(['a', 'b', 'c', 'd']);
  expect(ids(runRows(RUNS, { ...plain, sort: { by: COLUMN, order: 'asc' } }))).toEqual(['b', 'd', 'a', 'c']);
  expect(ids(runRows(RUNS, { ...plain, sort: { by: COLUMN, order: 'desc' } }))).toEqual(['a', 'd', 'b', 'c']);
});

test('a group stands above its runs, and a closed one by itself', () => {
  const rows = runRows(RUNS, { by: ['optimizer'], sort: undefined, closed: new Set(['["adam"]']) });
  expect(ids(rows)).toEqual(['group ["adam"]', 'group ["sgd"]', 'a', 'c', 'd']);
});

test('the mean of a group is over the runs that have the value', () => {
  expect(meanOf(RUNS, COLUMN)?.mean).toBeCloseTo((0.4 + 0.1 + 0.2) / 3, 12);
  expect(meanOf(RUNS, COLUMN)?.deviation).toBeCloseTo(Math.sqrt((0.1667 ** 2 + 0.1333 ** 2 + 0.0333 ** 2) / 2), 3);
  expect(meanOf(RUNS.slice(0, 1), COLUMN)).toEqual({ mean: 0.4, deviation: null });
  expect(meanOf(RUNS.slice(2, 3), COLUMN)).toBeNull();
});

test('the value beside a run is its best loss, where it is known which way is better', () => {
  expect(usualColumn(RUNS, () => 'min')).toBe('summary.val/loss.min');
  expect(usualColumn(RUNS, () => 'max')).toBe('summary.val/loss.max');
  expect(usualColumn(RUNS, () => undefined)).toBe('summary.val/loss.last');
  expect(usualColumn(RUNS.slice(2, 3), () => 'min')).toBeNull();
  expect([columnText('summary.val/loss.min'), columnText('config.optimizer.name')]).toEqual([
    'val/loss lowest',
    'optimizer.name',
  ]);
});

test('metrics and the settings that differ are offered as values', () => {
  expect(columnChoices(RUNS.slice(1, 4), () => 'min')).toEqual({
    metrics: ['summary.val/loss.min', 'summary.val/loss.last'],
    settings: ['config.optimizer'],
  });
});

test.each([
  ['', ['train/loss', 'val/loss', 'val/Accuracy']],
  ['LOSS val', ['val/loss']],
  ['/^val/', ['val/loss', 'val/Accuracy']],
  ['/accuracy/', []],
  ['/accuracy/i', ['val/Accuracy']],
  ['/loss/g', ['train/loss', 'val/loss']],
])('the search %j finds %j', (text, found) => {
  expect(['train/loss', 'val/loss', 'val/Accuracy'].filter(metricSearch(text).matches)).toEqual(found);
});

test('a faulty expression is named, and hides nothing', () => {
  const search = metricSearch('/(/');
  expect(search.problem).toMatch(/group/);
  expect(search.matches('anything')).toBe(true);
});

test('a panel draws what was chosen and what its rule names, each once', () => {
  const spec = { id: 'p', kind: 'curves', metrics: ['b'], pattern: '^[ab]$' } as const;
  expect(metricsOf({ ...spec, metrics: [...spec.metrics] }, ['a', 'b', 'c'])).toEqual(['b', 'a']);
  expect(metricsOf({ ...spec, metrics: [], pattern: '(' }, ['a'])).toEqual([]);
});
