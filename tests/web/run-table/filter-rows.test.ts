import { expect, test } from 'vitest';
import { fieldTyped, readRows, writeRows } from '../../../web/run-table/filter-rows.ts';

test.each([
  ['state = failed'],
  ['config.optimizer = adam and seed != 3'],
  ['config."my key".x >= 0.1 or tag = "two words"'],
  ['project = a and (name ~ wide or name =~ "^exp-\\d+$")'],
  ['summary.val/loss.min < 0.3'],
  ['config.on = true and group = null'],
  ['name = "3" and config.flag = "true" and tag != "null"'],
  ['summary."reward (mean)".last > 1'],
  ['name = "and" and notes ~ "a \\"quoted\\" one"'],
])('%s is shown as rows that write the same', (text) => {
  const rows = readRows(text);
  expect(rows && writeRows(rows)).toBe(text);
});

test.each([
  ['words only'],
  ['not state = failed'],
  ['state ='],
  ['seed = 1 and (seed = 2 or (seed = 3 and seed = 4))'],
])('%s is left to its text', (text) => {
  expect(readRows(text)).toBeNull();
});

test.each([
  ['state', 'state'],
  ['val/loss', 'summary.val/loss.last'],
  ['reward (mean)', 'summary."reward (mean)".last'],
  [' model.depth ', 'config.model.depth'],
  ['my key', 'config."my key"'],
  ['unknown', 'unknown'],
])('who types %s as a field means %s', (typed, field) => {
  const metrics = ['summary.val/loss.last', 'summary."reward (mean)".last'];
  expect(fieldTyped(typed, [...metrics, 'state', 'config.model.depth', 'config."my key"'])).toBe(field);
});

test('rows that are not finished are no part of the filter yet', () => {
  const row = { field: 'state', operator: '=', value: 'failed' } as const;
  const empty = { field: '', operator: '=', value: '' } as const;
  expect(writeRows({ join: 'and', parts: [row, empty, { join: 'or', parts: [empty, empty] }] })).toBe('state = failed');
  expect(readRows('')).toEqual({ join: 'and', parts: [] });
});
