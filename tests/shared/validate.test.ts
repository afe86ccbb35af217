import { expect, test } from 'vitest';
import { PlainLog } from '../../shared/ingest.ts';
import { CreateRun, PatchRun } from '../../shared/run.ts';
import { fieldErrors } from '../../shared/validate.ts';

const NUMBER = 'must be a number, or "NaN", "Infinity", "-Infinity"';

test.each([
  ['a metric that is a word', PlainLog, { metrics: { 'train/loss': 'nan' } }, '/metrics/train~1loss', NUMBER, 'nan'],
  ['a metric that is null', PlainLog, { metrics: { a: 1, b: null } }, '/metrics/b', NUMBER, null],
  ['a text where null is allowed too', PatchRun, { group: '' }, '/group', 'must not have fewer than 1 characters', ''],
  ['an item of a list', CreateRun, { tags: ['a', 3] }, '/tags/1', 'must be string', 3],
])('%s is named once, with its value', (_what, schema, value, path, message, wrong) => {
  expect(fieldErrors(schema, value)).toEqual([{ path, message, value: wrong }]);
});

test.each([
  [PlainLog, { metrics: { a: 1, b: 'NaN' } }],
  [PatchRun, { group: null }],
])('what is right has no faults', (schema, value) => {
  expect(fieldErrors(schema, value)).toEqual([]);
});
