import { expect, test } from 'vitest';
import { type Column, cellValue, columnOf } from '../../../web/run-table/columns.ts';
import { runsAsText } from '../../../web/run-table/runs-as-text.ts';
import { differenceOf } from '../../../web/runs/difference.ts';
import { aRun, aSummary } from '../support/fakes.ts';

const directionOf = (metric: string) => (metric === 'acc' ? 'max' : metric === 'loss' ? 'min' : undefined);
const column = (id: string) => columnOf(id, directionOf) as Column;

test.each([
  ['summary.loss.best', 'summary.loss.min'],
  ['summary.acc.best', 'summary.acc.max'],
  ['summary.odd.best', null],
  ['summary.loss.bestStep', null],
  ['config.a.b', 'config.a.b'],
  ['config."my key".rate', 'config."my key".rate'],
  ['config.my key.rate', 'config."my key".rate'],
  ['summary.reward (mean).last', 'summary."reward (mean)".last'],
  ['createdAt', 'createdAt'],
])('%s is sorted by %s', (id, sort) => {
  expect(column(id).sort).toBe(sort);
});

test('a setting whose name has spaces is shown under its name, by either spelling', () => {
  const run = aRun({ config: { 'my key': { rate: 0.1 } } });
  for (const id of ['config."my key".rate', 'config.my key.rate']) {
    expect(column(id).label).toBe('my key.rate');
    expect(cellValue(run, column(id), directionOf, 0)).toBe(0.1);
  }
});

test('what is neither a field nor a setting nor a metric is no column', () => {
  expect(['password', 'summary.loss', 'config.', ''].map((id) => columnOf(id, directionOf))).toEqual([
    null,
    null,
    null,
    null,
  ]);
});

test('the best value follows the direction of the metric, and is nothing where none is known', () => {
  const summary = { acc: aSummary(0.5, 0.1), loss: aSummary(0.5, 0.1), odd: aSummary(0.5, 0.1) };
  const run = aRun({ summary });
  const best = (metric: string) => cellValue(run, column(`summary.${metric}.best`), directionOf, 0);
  expect([best('acc'), best('loss'), best('odd')]).toEqual([summary.acc.max, summary.loss.min, null]);
});

test('a difference has its share of the baseline, and whether it is better', () => {
  expect(differenceOf(1, 2, 'min')).toEqual({ by: -1, percent: -50, isBetter: true });
  expect(differenceOf(1, -2, 'min')).toEqual({ by: 3, percent: 150, isBetter: false });
  expect(differenceOf(1, 0, undefined)).toEqual({ by: 1, percent: null, isBetter: null });
  expect(differenceOf(2, 2, 'max').isBetter).toBeNull();
});

test('copied as text, values are rounded for readers and whole for programs', () => {
  const run = aRun({ name: 'a|b', config: { lr: 0.123456789 } });
  const text = (format: 'markdown' | 'latex' | 'csv') =>
    runsAsText(format, [run], [column('name'), column('config.lr')], directionOf, 0);
  expect(text('markdown')).toBe('| Name | lr |\n| --- | ---: |\n| a\\|b | 0.1235 |\n');
  expect(text('latex')).toContain('\\toprule');
  expect(text('csv')).toBe('name,config.lr\r\na|b,0.123456789\r\n');
});

test('copied names and tags with characters that mean something to Markdown, LaTeX or CSV stay one cell each', () => {
  const run = aRun({ name: 'a|b & c_d "e"\nf', tags: ['x=50%', '=1+1'] });
  const text = (format: 'markdown' | 'latex' | 'csv') =>
    runsAsText(format, [run], [column('name'), column('tags')], directionOf, 0).split(/\r?\n(?=.)/);
  expect(text('markdown')[2]).toBe('| a\\|b & c\\_d "e" f | x=50%, =1+1 |\n');
  expect(text('latex')[4]).toBe('  a|b \\& c\\_d "e" f & x=50\\%, =1+1 \\\\');
  expect(text('csv').slice(1).join('\n')).toBe('"a|b & c_d ""e""\nf","x=50%, =1+1"\r\n');
});
