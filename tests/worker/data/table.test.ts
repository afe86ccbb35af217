import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import type { Task } from '../../../shared/training/dataset.ts';
import { DataError } from '../../../worker/data/errors.ts';
import { inspectCsv as inspection } from '../../../worker/data/inspect.ts';
import { readThrough } from '../../../worker/data/passes.ts';
import { readTable as readTableWith } from '../../../worker/data/table.ts';
import inspectTask from '../../../worker/thread/inspect-csv.ts';
import { tempFile } from './temp-files.ts';

const inspectCsv = (path: string) => readThrough(path, inspection());
const readTable = (path: string, target: string | undefined, task?: Task) => readTableWith(path, { target, task });

const PEOPLE = join(import.meta.dirname, '../../fixtures/data/people.csv');

test('an inspection finds types, missing values, different values and bad rows by line', async () => {
  const { delimiter, header, rows, columns, badRows, badRowCount } = await inspectCsv(PEOPLE);
  expect({ delimiter, header, rows, badRowCount }).toEqual({ delimiter: ';', header: true, rows: 6, badRowCount: 2 });
  expect(badRows).toEqual([
    { line: 5, message: 'column "age": expected a number, found "old"' },
    { line: 6, message: 'expected 4 columns, found 3' },
  ]);
  expect(
    columns.map(({ name, type, distinct, missing, targetTask }) => [name, type, distinct, missing, targetTask]),
  ).toEqual([
    ['name', 'text', 6, 0, 'classification'],
    ['age', 'number', 5, 1, 'regression'],
    ['city', 'category', 3, 0, 'classification'],
    ['score', 'number', 5, 1, 'regression'],
  ]);
  expect(columns[0].examples[0]).toBe('Ada; L.');
});

test('numbers stay numbers, categories become one-hot in sorted order, text and bad rows are left out by name', async () => {
  const { task, featureNames, features, rows, warnings, classNames } = await readTable(PEOPLE, 'score');
  expect({ task, features, classNames }).toEqual({ task: 'regression', features: 3, classNames: null });
  expect(featureNames).toEqual(['age', 'city=London', 'city=Paris']);
  expect([...rows.targets]).toEqual([1.5, 2.25, 0.5, 3, 2]);
  expect([...rows.inputs.subarray(0, 8)]).toEqual([36, 1, 0, Number.NaN, 0, 1, 41, 1]);
  expect(warnings).toEqual([
    'columns left out because they are text: "name"',
    'bad rows left out: line 5: column "age": expected a number, found "old"; line 6: expected 4 columns, found 3',
    'rows left out because their target is missing: 1',
  ]);
});

test('a gzip file reads as its content', async () => {
  const zipped = tempFile('people.csv', gzipSync(readFileSync(PEOPLE)));
  expect(await readTable(zipped, 'score')).toEqual(await readTable(PEOPLE, 'score'));
});

test('classes are indexed in sorted order', async () => {
  const { task, classNames, rows } = await readTable(PEOPLE, 'city');
  expect(task).toBe('classification');
  expect(classNames).toEqual(['London', 'Paris', 'Rome']);
  expect([...rows.targets]).toEqual([0, 1, 0, 2, 0, 1]);
});

test('few whole numbers are classes, in order of number, unless regression is asked for', async () => {
  const path = tempFile('stars.csv', `x,stars\n${'1,10\n2,9\n3,10.0\n4,2\n'.repeat(5)}`);
  const classes = await readTable(path, 'stars');
  expect([classes.task, classes.classNames]).toEqual(['classification', ['2', '9', '10']]);
  expect([...classes.rows.targets.subarray(0, 4)]).toEqual([2, 1, 2, 0]);
  const values = await readTable(path, 'stars', 'regression');
  expect([values.task, ...values.rows.targets.subarray(0, 4)]).toEqual(['regression', 10, 9, 10, 2]);
});

test.each([
  ['no column of that name', PEOPLE, 'height', undefined, /expected a target out of "name", .*found height/],
  ['no target', PEOPLE, undefined, undefined, /found none/],
  ['regression of words', PEOPLE, 'city', 'regression' as const, /target "city": expected numbers.*category/],
  [
    'a single class',
    tempFile('one.csv', 'a,b\n1,x\n2,x\n3,x\n'),
    'b',
    undefined,
    /expected 2 to 1000 classes, found 1/,
  ],
  ['nothing but the target', tempFile('lone.csv', 'b\n1\n2\n3\n'), 'b', undefined, /besides the target, found none/],
])('%s is refused by name', async (_, path, target, task, message) => {
  await expect(readTable(path, target, task)).rejects.toThrow(DataError);
  await expect(readTable(path, target, task)).rejects.toThrow(message);
});

test('more rows than a warning can hold are counted', async () => {
  const path = tempFile('ragged.csv', `a,b\n${'1,2\n'.repeat(100)}${'1,2,3\n'.repeat(13)}`);
  expect((await readTable(path, 'b', 'regression')).warnings[0]).toMatch(
    /line 111: expected 2 columns, found 3; and 3 more$/,
  );
});

test('the inspection task answers what is wrong with a file instead of throwing', async () => {
  expect(await inspectTask({ path: PEOPLE, reading: {} })).toEqual({ inspection: await inspectCsv(PEOPLE) });
  expect(await inspectTask({ path: tempFile('empty.csv', ''), reading: {} })).toEqual({
    problem: 'expected a CSV, found no row in it',
  });
});

test.each([
  ['words of which one comes twice', ['a', 'b', 'c', 'c'], 'category'],
  ['words that are all different', ['a', 'b', 'c', 'd'], 'text'],
  ['many words that mostly come once', Array.from({ length: 60 }, (_, i) => `w${i % 50}`), 'text'],
  ['many words that come twice', Array.from({ length: 60 }, (_, i) => `w${i % 30}`), 'category'],
  ['numbers with a stray word', ['1', '2', '3', '4', 'x'], 'number'],
  ['codes of numbers and words', ['1', '2', 'x', 'y', '1', 'x'], 'category'],
  ['numbers and missing values', ['1', '', 'NA', '?', '2'], 'number'],
  ['nothing at all', ['', '', ''], 'text'],
])('a column of %s has its type', async (_, cells, type) => {
  const path = tempFile('column.csv', `n,c\n${cells.map((cell, i) => `${i},${cell}`).join('\n')}\n`);
  expect((await inspectCsv(path)).columns[1].type).toBe(type);
});
